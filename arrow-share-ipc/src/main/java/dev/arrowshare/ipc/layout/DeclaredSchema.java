package dev.arrowshare.ipc.layout;

import dev.arrowshare.schema.ExtensionTypes;
import dev.arrowshare.schema.SchemaFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * A file's schema, in both forms: as declared (a dictionary-encoded field has the type of its values) and as batches have it in
 * memory (that of its indices), with the dictionaries between the two.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class DeclaredSchema {
    private final SchemaFields declared;
    private final SchemaFields memory;
    private final List<ColumnLayout> columns;
    private final Map<Long, ColumnLayout> dictionaries;

    private DeclaredSchema(SchemaFields declared) {
        this.declared = declared;
        Map<Long, Field> values = new LinkedHashMap<>();
        List<Field> fields = new ArrayList<>();
        declared.fields().forEach(field -> fields.add(toMemory(field, values)));
        this.memory = SchemaFields.of(fields, declared.metadata());
        this.columns = ColumnLayout.of(fields);
        this.dictionaries = new LinkedHashMap<>();
        values.forEach((id, field) ->
                dictionaries.put(id, ColumnLayout.of(List.of(field)).get(0)));
    }

    /** A schema whose dictionary-encoded fields have the types of their values. */
    public static DeclaredSchema of(SchemaFields declared) {
        return new DeclaredSchema(declared);
    }

    /** The schema in a file, checked before anything is made of it. */
    static DeclaredSchema read(org.apache.arrow.flatbuf.@Nullable Schema schema, boolean isV4) {
        if (schema == null) {
            throw Refused.corrupt("no schema");
        }
        SchemaCheck.require(schema, isV4);
        ExtensionTypes.ensureRegistered();
        SchemaFields converted = SchemaFields.of(schema);
        List<Field> fields =
                converted.fields().stream().map(DeclaredSchema::named).toList();
        return of(SchemaFields.of(fields, converted.metadata()));
    }

    /** The format lets a field have no name; Java code everywhere expects one. */
    private static Field named(Field field) {
        List<Field> children =
                field.getChildren().stream().map(DeclaredSchema::named).toList();
        return new Field(Objects.requireNonNullElse(field.getName(), ""), field.getFieldType(), children);
    }

    private static Field toMemory(Field field, Map<Long, Field> dictionaries) {
        List<Field> children = new ArrayList<>();
        field.getChildren().forEach(child -> children.add(toMemory(child, dictionaries)));
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding == null) {
            return children.isEmpty() ? field : new Field(field.getName(), field.getFieldType(), children);
        }
        Field values = new Field(
                "DICT" + encoding.getId(), new FieldType(field.isNullable(), field.getType(), null), children);
        Field known = dictionaries.putIfAbsent(encoding.getId(), values);
        if (known != null
                && !(known.getType().equals(values.getType())
                        && known.getChildren().equals(children))) {
            throw Refused.corrupt("dictionary " + encoding.getId() + " has values of type " + known.getType()
                    + ", and of type " + values.getType() + " in column '" + field.getName() + "'");
        }
        ArrowType index = Objects.requireNonNullElse(encoding.getIndexType(), new ArrowType.Int(Integer.SIZE, true));
        return new Field(
                field.getName(), new FieldType(field.isNullable(), index, encoding, field.getMetadata()), List.of());
    }

    /** Fields with the types of their values. */
    public SchemaFields declared() {
        return declared;
    }

    /** Fields as batches have them. */
    public SchemaFields memory() {
        return memory;
    }

    public List<ColumnLayout> columns() {
        return columns;
    }

    /** The values of each dictionary by its id, those nested in others first. */
    public Map<Long, ColumnLayout> dictionaries() {
        return dictionaries;
    }
}
