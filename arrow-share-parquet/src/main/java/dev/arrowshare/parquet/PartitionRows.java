package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.schema.Schemas;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Which rows of a batch belong to which folder, by the values of some columns. */
final class PartitionRows {
    /** What Hive calls the folder of rows without a value. */
    private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

    private static final int LONGEST_NAME = 255;
    private static final int SHOWN_NAME = 40;

    private static final String ESCAPED = "\"#%'*/:=?\\\u007f{}[]^ ";

    private final List<String> columns;
    private final FolderCount count;
    /** What each value of a column becomes; there are few. */
    private final List<Map<Object, String>> names = new ArrayList<>();

    PartitionRows(FolderLayout layout) {
        this.columns = layout.partitionColumns();
        this.count = new FolderCount(layout);
        columns.forEach(column -> names.add(new HashMap<>()));
    }

    List<String> columns() {
        return columns;
    }

    /** The rows of each folder, by its path, in the order in which they first occur. */
    Map<String, int[]> of(Batch batch) {
        int rows = Math.toIntExact(batch.rows());
        List<FieldVector> vectors = columns.stream().map(batch::column).toList();
        Map<String, Selection> folders = new LinkedHashMap<>();
        for (int row = 0; row < rows; row++) {
            folders.computeIfAbsent(path(batch, vectors, row), this::counted).add(row);
        }
        Map<String, int[]> selected = new LinkedHashMap<>();
        folders.forEach((path, selection) -> selected.put(path, selection.rows()));
        return selected;
    }

    private Selection counted(String folder) {
        count.add(folder);
        return new Selection();
    }

    private String path(Batch batch, List<FieldVector> vectors, int row) {
        if (columns.size() == 1) {
            return name(batch, vectors.get(0), row, 0);
        }
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            path.append(path.isEmpty() ? "" : "/").append(name(batch, vectors.get(i), row, i));
        }
        return path.toString();
    }

    private String name(Batch batch, FieldVector vector, int row, int column) {
        return names.get(column).computeIfAbsent(value(batch, vector, row), value -> name(columns.get(column), value));
    }

    private static String name(String column, Object value) {
        String name = escaped(column) + "=" + (value.equals("") ? NULL : escaped(String.valueOf(value)));
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_NAME) {
            throw new ArrowShareException("column '" + column + "' has a value whose folder would have a name of "
                    + bytes + " bytes; file systems take " + LONGEST_NAME + ", so partition by a shorter one: "
                    + name.substring(0, SHOWN_NAME) + "…");
        }
        return name;
    }

    /** A value that tells the folder; without one, an empty text. */
    private static Object value(Batch batch, FieldVector vector, int row) {
        if (vector.isNull(row)) {
            return "";
        }
        DictionaryEncoding encoding = vector.getField().getDictionary();
        if (encoding != null) {
            FieldVector values = Objects.requireNonNull(batch.dictionary(encoding.getId()), "checked before");
            return value(batch, values, Math.toIntExact(integer((BaseIntVector) vector, row)));
        }
        if (vector instanceof DateDayVector days) {
            return LocalDate.ofEpochDay(days.get(row));
        }
        if (vector instanceof BaseIntVector integers) {
            long integer = integer(integers, row);
            return vector instanceof UInt8Vector ? Long.toUnsignedString(integer) : (Object) integer;
        }
        return String.valueOf(vector.getObject(row));
    }

    private static long integer(BaseIntVector vector, int row) {
        ArrowType.Int type = (ArrowType.Int) vector.getField().getType();
        long value = vector.getValueAsLong(row);
        return type.getIsSigned() || type.getBitWidth() == 64 ? value : value & ((1L << type.getBitWidth()) - 1);
    }

    /** As Hive does it: a percent sign and two digits of each byte. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(character -> {
            String one = Character.toString(character);
            if (character < ' ' || ESCAPED.contains(one)) {
                for (byte b : one.getBytes(StandardCharsets.UTF_8)) {
                    escaped.append(String.format("%%%02X", b));
                }
            } else {
                escaped.append(one);
            }
        });
        return escaped.toString().equals(".") || escaped.toString().equals("..")
                ? escaped.toString().replace(".", "%2E")
                : escaped.toString();
    }

    /** The schema without the columns that stand in the names of folders. */
    static Schema ofFiles(Schema schema, FolderLayout layout) {
        for (String column : layout.partitionColumns()) {
            requirePartitionable(schema.getFields().stream()
                    .filter(field -> field.getName().equals(column))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchColumnException(
                            "no column '" + column + "' to partition by; columns are " + Schemas.describe(schema))));
        }
        List<Field> fields = schema.getFields().stream()
                .filter(field -> !layout.partitionColumns().contains(field.getName()))
                .toList();
        if (fields.isEmpty()) {
            throw new IllegalArgumentException(
                    "all columns partition the folder; at least one must be left for its files");
        }
        return new Schema(fields, schema.getCustomMetadata());
    }

    /** Refuses a column by whose values rows cannot be divided. */
    private static void requirePartitionable(Field field) {
        ArrowType type = field.getType();
        boolean isDate = type instanceof ArrowType.Date date && date.getUnit() == DateUnit.DAY;
        boolean isText = type instanceof ArrowType.Utf8
                || type instanceof ArrowType.LargeUtf8
                || type instanceof ArrowType.Utf8View;
        if (!isDate && !isText && !(type instanceof ArrowType.Int) && !(type instanceof ArrowType.Bool)) {
            throw new UnsupportedFeatureException("column '" + Schemas.describe(field)
                    + "' cannot partition a folder; columns of text, integers, dates and booleans can");
        }
    }

    /** Rows that are added one by one. */
    private static final class Selection {
        private int[] rows = new int[16];
        private int count;

        void add(int row) {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, 2 * count);
            }
            rows[count++] = row;
        }

        int[] rows() {
            return Arrays.copyOf(rows, count);
        }
    }
}
