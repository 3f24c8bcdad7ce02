package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.schema.Schemas;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
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

/** Which rows of a batch belong to which folder, by the values of some columns. */
final class PartitionRows {
    /** What Hive calls the folder of rows without a value. */
    private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

    private static final String ESCAPED = "\"#%'*/:=?\\\u007f{}[]^ ";

    private final List<String> columns;

    PartitionRows(List<String> columns) {
        this.columns = columns;
    }

    /** The rows of each folder, by its path, in the order in which they first occur. */
    Map<String, int[]> of(Batch batch) {
        int rows = Math.toIntExact(batch.rows());
        if (columns.isEmpty()) {
            return Map.of();
        }
        Map<String, Selection> folders = new LinkedHashMap<>();
        for (int row = 0; row < rows; row++) {
            folders.computeIfAbsent(path(batch, row), path -> new Selection()).add(row);
        }
        Map<String, int[]> selected = new LinkedHashMap<>();
        folders.forEach((path, selection) -> selected.put(path, selection.rows()));
        return selected;
    }

    private String path(Batch batch, int row) {
        StringBuilder path = new StringBuilder();
        for (String column : columns) {
            path.append(path.isEmpty() ? "" : "/")
                    .append(escaped(column))
                    .append('=')
                    .append(text(batch, batch.column(column), row));
        }
        return path.toString();
    }

    private static String text(Batch batch, FieldVector vector, int row) {
        if (vector.isNull(row)) {
            return NULL;
        }
        DictionaryEncoding encoding = vector.getField().getDictionary();
        if (encoding != null) {
            FieldVector values = Objects.requireNonNull(batch.dictionary(encoding.getId()), "checked before");
            return text(batch, values, Math.toIntExact(integer((BaseIntVector) vector, row)));
        }
        if (vector instanceof DateDayVector days) {
            return LocalDate.ofEpochDay(days.get(row)).toString();
        }
        if (vector instanceof BaseIntVector integers) {
            return vector instanceof UInt8Vector
                    ? Long.toUnsignedString(integer(integers, row))
                    : Long.toString(integer(integers, row));
        }
        String text = String.valueOf(vector.getObject(row));
        return text.isEmpty() ? NULL : escaped(text);
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

    /** Refuses a column by whose values rows cannot be divided. */
    static void requirePartitionable(Field field) {
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
