package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.parquet.encode.ColumnNode;
import dev.arrowshare.parquet.encode.ColumnType;
import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final List<ColumnNode> columns;

    private final boolean isResolved;

    private FileSchema(Schema schema, boolean isResolved) {
        this.schema = schema;
        this.isResolved = isResolved;
        this.columns = schema.getFields().stream().map(ColumnNode::of).toList();
    }

    static FileSchema of(Schema schema) {
        return new FileSchema(schema, false);
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
        return new FileSchema(new Schema(fields, schema.getCustomMetadata()), true);
    }

    private static Field resolved(Field field, Batch batch, int column) {
        return resolved(field, valueField(batch.column(column).getField(), batch));
    }

    /** With the types of those values where the schema may have those of indices, at any depth. */
    private static Field resolved(Field field, Field values) {
        if (mayBeIndices(field)) {
            return withType(field, values.getType(), values.getChildren());
        }
        if (field.getChildren().size() != values.getChildren().size()) {
            return field;
        }
        List<Field> children = new ArrayList<>();
        for (int i = 0; i < field.getChildren().size(); i++) {
            children.add(
                    resolved(field.getChildren().get(i), values.getChildren().get(i)));
        }
        return withType(field, field.getType(), children);
    }

    private static boolean mayBeIndices(Field field) {
        return field.getDictionary() != null && field.getType() instanceof ArrowType.Int;
    }

    private static Field withType(Field field, ArrowType newType, List<Field> children) {
        FieldType type = new FieldType(field.isNullable(), newType, field.getDictionary(), field.getMetadata());
        return new Field(field.getName(), type, children);
    }

    /** A vector's field with the types of the values, which for a dictionary-encoded one are the dictionary's. */
    private static Field valueField(Field field, Batch batch) {
        Field values = field;
        if (field.getDictionary() != null) {
            long id = field.getDictionary().getId();
            FieldVector dictionary = batch.dictionary(id);
            if (dictionary == null) {
                throw new SchemaMismatchException("column '" + field.getName() + "' refers to dictionary " + id
                        + ", which its batch does not have");
            }
            values = dictionary.getField();
        }
        if (values.getChildren().isEmpty()) {
            return withType(field, values.getType(), List.of());
        }
        List<Field> children = values.getChildren().stream()
                .map(child -> valueField(child, batch))
                .toList();
        return withType(field, values.getType(), children);
    }

    /** Refuses a batch whose columns are not those of a resolved schema. Whether they are dictionary-encoded does not matter. */
    void requireSame(Batch batch) {
        requireSameColumns(batch);
        for (int i = 0; i < columns.size(); i++) {
            Field actual = valueField(batch.column(i).getField(), batch);
            if (!isSame(schema.getFields().get(i), actual)) {
                throw mismatch(batch.schema());
            }
        }
    }

    /** Types and the names of structs' members count; what programs call the elements of lists does not. */
    private static boolean isSame(Field field, Field actual) {
        List<Field> children = field.getChildren();
        boolean isSame = field.getType().equals(actual.getType())
                && children.size() == actual.getChildren().size();
        for (int i = 0; isSame && i < children.size(); i++) {
            Field child = actual.getChildren().get(i);
            isSame = isSame(children.get(i), child)
                    && (!(field.getType() instanceof ArrowType.Struct)
                            || children.get(i).getName().equals(child.getName()));
        }
        return isSame;
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
        Set<String> open = new HashSet<>();
        schema.getFields().forEach(field -> collectUnresolved(field, open));
        boolean isSame = own.size() == encoded.size();
        for (int i = 1; isSame && i < own.size(); i++) {
            String name = own.get(i).getName();
            isSame = own.get(i).equals(encoded.get(i))
                    || (open.contains(name) && name.equals(encoded.get(i).getName()));
        }
        if (!isSame) {
            throw new SchemaMismatchException("the row group does not have the file's columns:\n  file      "
                    + describe(own) + "\n  row group " + describe(encoded));
        }
    }

    private static void collectUnresolved(Field field, Set<String> names) {
        if (mayBeIndices(field)) {
            names.addAll(List.of(field.getName(), "element", "key", "value"));
        }
        field.getChildren().forEach(child -> collectUnresolved(child, names));
    }

    /** {@code [fare DOUBLE OPTIONAL, …]}. */
    static String describe(List<SchemaElement> elements) {
        return elements.stream()
                .skip(1)
                .map(column -> column.getName() + " "
                        + (column.isSetNum_children() ? "of " + column.getNum_children() : column.getType()) + " "
                        + column.getRepetition_type()
                        + (column.isSetLogicalType() ? " " + column.getLogicalType() : ""))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private SchemaMismatchException mismatch(Schema actual) {
        return new SchemaMismatchException("the batch does not have the file's columns:\n  file  "
                + Schemas.describe(schema) + "\n  batch " + Schemas.describe(actual));
    }

    /** One for each field at the top. */
    List<ColumnNode> columns() {
        return columns;
    }

    /** The columns as Parquet counts them. */
    List<ColumnType> leaves() {
        return columns.stream().flatMap(column -> column.leaves().stream()).toList();
    }

    /** Refuses options for columns that are not there, and encodings that columns cannot have. */
    void requireAllowed(ParquetWriteOptions options) {
        List<ColumnType> leaves = leaves();
        options.columns().forEach(column -> requireColumn(column, leaves));
        sorting(options);
        for (ColumnType leaf : leaves) {
            ParquetWriteOptions.Encoding encoding = options.column(leaf.path()).encoding();
            leaf.requireFilterable(
                    options.columns().contains(leaf.name())
                            ? options.column(leaf.path()).bloomFilter()
                            : null);
            if (encoding != null && (isResolved || !mayBeIndices(leaf.field()))) {
                leaf.requireAllowed(encoding);
            }
        }
    }

    /** Refuses the name of no column, nor of one that has columns within. */
    void requireColumns(Set<String> names) {
        List<ColumnType> leaves = leaves();
        names.forEach(name -> requireColumn(name, leaves));
    }

    private static void requireColumn(String name, List<ColumnType> leaves) {
        boolean exists = leaves.stream()
                .anyMatch(leaf -> leaf.name().equals(name) || leaf.name().startsWith(name + "."));
        if (!exists) {
            throw noColumn(name, leaves);
        }
    }

    private static IllegalArgumentException noColumn(String name, List<ColumnType> leaves) {
        return new IllegalArgumentException(
                "options are given for column '" + name + "', which is not there; columns are "
                        + leaves.stream().map(ColumnType::name).collect(Collectors.joining(", ")));
    }

    /** The columns by which row groups are said to be sorted. */
    List<org.apache.parquet.format.SortingColumn> sorting(ParquetWriteOptions options) {
        List<ColumnType> leaves = leaves();
        List<String> names = leaves.stream().map(ColumnType::name).toList();
        List<org.apache.parquet.format.SortingColumn> sorting = new ArrayList<>();
        for (SortingColumn column : options.sortingColumns()) {
            int index = names.indexOf(column.column());
            if (index < 0) {
                throw noColumn(column.column(), leaves);
            }
            sorting.add(
                    new org.apache.parquet.format.SortingColumn(index, column.isDescending(), column.isNullsFirst()));
        }
        return sorting;
    }

    /** The schema as the footer has it: the root, then all below it, depth first. */
    List<SchemaElement> elements() {
        List<SchemaElement> elements = new ArrayList<>();
        elements.add(new SchemaElement("schema").setNum_children(columns.size()));
        columns.forEach(column -> elements.addAll(column.elements()));
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
        entries.put(
                ARROW_SCHEMA,
                Base64.getEncoder().encodeToString(ReadableSchema.of(schema).serializeAsMessage()));
        List<KeyValue> metadata = new ArrayList<>();
        entries.forEach((key, value) -> metadata.add(new KeyValue(key).setValue(value)));
        return metadata;
    }

    @Override
    public String toString() {
        return Schemas.describe(schema);
    }
}
