package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.parquet.encode.ColumnType;
import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.SchemaElement;
import org.jspecify.annotations.Nullable;

/** The columns of a file, in Arrow and in Parquet. */
final class FileSchema {
    static final String ARROW_SCHEMA = "ARROW:schema";

    private final Schema schema;
    private final List<ColumnType> columns;

    private FileSchema(Schema schema) {
        this.schema = schema;
        this.columns = schema.getFields().stream().map(ColumnType::of).toList();
    }

    static FileSchema of(Schema schema) {
        return new FileSchema(schema);
    }

    /**
     * The schema with the types that the batch's dictionaries have. Until then a dictionary-encoded column of integers may be one of
     * anything: Arrow's vectors have the type of their indices.
     */
    FileSchema resolvedBy(Batch batch) {
        requireSameColumns(batch);
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            fields.add(resolved(schema.getFields().get(i), batch, i));
        }
        return fields.equals(schema.getFields())
                ? this
                : new FileSchema(new Schema(fields, schema.getCustomMetadata()));
    }

    private static Field resolved(Field field, Batch batch, int column) {
        return mayBeIndices(field) ? withType(field, valueField(batch, column)) : field;
    }

    private static boolean mayBeIndices(Field field) {
        return field.getDictionary() != null && field.getType() instanceof ArrowType.Int;
    }

    private static Field withType(Field field, Field values) {
        FieldType type =
                new FieldType(field.isNullable(), values.getType(), field.getDictionary(), field.getMetadata());
        return new Field(field.getName(), type, values.getChildren());
    }

    /** The field that has the type of a column's values, which for a dictionary-encoded one is the dictionary's. */
    private static Field valueField(Batch batch, int column) {
        Field field = batch.column(column).getField();
        if (field.getDictionary() == null) {
            return field;
        }
        FieldVector values = batch.dictionary(field.getDictionary().getId());
        if (values == null) {
            throw new SchemaMismatchException("column '" + field.getName() + "' refers to dictionary "
                    + field.getDictionary().getId() + ", which its batch does not have");
        }
        return values.getField();
    }

    /** Refuses a batch whose columns are not those of a resolved schema. Whether they are dictionary-encoded does not matter. */
    void requireSame(Batch batch) {
        requireSameColumns(batch);
        for (int i = 0; i < columns.size(); i++) {
            ArrowType type = valueField(batch, i).getType();
            if (!type.equals(schema.getFields().get(i).getType())) {
                throw mismatch(batch.schema());
            }
        }
    }

    private void requireSameColumns(Batch batch) {
        List<String> names = schema.getFields().stream().map(Field::getName).toList();
        List<String> actual =
                batch.schema().getFields().stream().map(Field::getName).toList();
        if (!names.equals(actual)) {
            throw mismatch(batch.schema());
        }
    }

    /** Refuses a row group that was encoded for other columns; those that may be indices may have become anything. */
    void requireSame(List<SchemaElement> encoded) {
        List<SchemaElement> own = elements();
        boolean isSame = own.size() == encoded.size();
        for (int i = 1; isSame && i < own.size(); i++) {
            isSame = mayBeIndices(schema.getFields().get(i - 1))
                    ? own.get(i).getName().equals(encoded.get(i).getName())
                    : own.get(i).equals(encoded.get(i));
        }
        if (!isSame) {
            throw new SchemaMismatchException("the row group does not have the file's columns:\n  file      "
                    + describe(own) + "\n  row group " + describe(encoded));
        }
    }

    /** {@code [fare DOUBLE OPTIONAL, …]}. */
    static String describe(List<SchemaElement> elements) {
        return elements.stream()
                .skip(1)
                .map(column -> column.getName() + " " + column.getType() + " " + column.getRepetition_type()
                        + (column.isSetLogicalType() ? " " + column.getLogicalType() : ""))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private SchemaMismatchException mismatch(Schema actual) {
        return new SchemaMismatchException("the batch does not have the file's columns:\n  file  "
                + Schemas.describe(schema) + "\n  batch " + Schemas.describe(actual));
    }

    List<ColumnType> columns() {
        return columns;
    }

    /** The schema as the footer has it: the root, then the columns. */
    List<SchemaElement> elements() {
        List<SchemaElement> elements = new ArrayList<>();
        elements.add(new SchemaElement("schema").setNum_children(columns.size()));
        columns.forEach(column -> elements.add(column.element()));
        return elements;
    }

    /** The footer's key-value metadata: what the user gave, what the schema carries, and the Arrow schema itself. */
    List<KeyValue> metadata(Map<String, String> given) {
        Map<String, String> entries = new TreeMap<>();
        @Nullable Map<String, String> own = schema.getCustomMetadata();
        if (own != null) {
            entries.putAll(own);
        }
        entries.putAll(given);
        entries.put(ARROW_SCHEMA, Base64.getEncoder().encodeToString(schema.serializeAsMessage()));
        List<KeyValue> metadata = new ArrayList<>();
        entries.forEach((key, value) -> metadata.add(new KeyValue(key).setValue(value)));
        return metadata;
    }

    @Override
    public String toString() {
        return Schemas.describe(schema);
    }
}
