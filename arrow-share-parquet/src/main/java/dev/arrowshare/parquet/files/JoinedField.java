package dev.arrowshare.parquet.files;

import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * What holds the values of two fields of one name: numbers are widened, structs have the fields of both by name, lists and maps the same
 * of what is in them. Extension types and dictionaries stay as a whole.
 */
final class JoinedField {
    private static final String EXTENSION = "ARROW:extension:name";

    private JoinedField() {}

    /** Fails with the path of what cannot be joined, and its types. */
    static Field of(Field one, Field other) {
        return of(one, other, one.getName());
    }

    private static Field of(Field one, Field other, String path) {
        if (Schemas.typeName(one).equals(Schemas.typeName(other))) {
            // Of a nested type, that tells names of fields and what may be null.
            return with(one, one.getType(), one.isNullable() || other.isNullable(), one.getChildren());
        }
        boolean isWhole = isWhole(one) || isWhole(other);
        if (!isWhole && one.getType() instanceof ArrowType.Struct && other.getType() instanceof ArrowType.Struct) {
            return with(one, one.getType(), one.isNullable() || other.isNullable(), structFields(one, other, path));
        }
        if (!isWhole && !one.getChildren().isEmpty() && one.getType().equals(other.getType())) {
            return with(one, one.getType(), one.isNullable() || other.isNullable(), items(one, other, path));
        }
        ArrowType type = isWhole ? null : Widening.common(one.getType(), other.getType());
        if (type == null) {
            throw new SchemaMismatchException("'" + path + "' is " + Schemas.typeName(one) + " and "
                    + Schemas.typeName(other) + ", which no type joins without loss");
        }
        return with(one, type, one.isNullable() || other.isNullable(), List.of());
    }

    private static boolean isWhole(Field field) {
        return field.getDictionary() != null
                || field.getType() instanceof ArrowType.ExtensionType
                || field.getMetadata().containsKey(EXTENSION);
    }

    /** What is in lists of both, whatever its name; of maps, the entries. */
    private static List<Field> items(Field one, Field other, String path) {
        List<Field> items = new ArrayList<>();
        for (int i = 0; i < one.getChildren().size(); i++) {
            Field item = one.getChildren().get(i);
            Field others = other.getChildren().get(i);
            items.add(
                    one.getType() instanceof ArrowType.Map
                            ? with(item, item.getType(), item.isNullable(), items(item, others, path))
                            : of(item, others, path + "." + item.getName()));
        }
        return items;
    }

    private static List<Field> structFields(Field one, Field other, String path) {
        Map<String, Field> joined = byName(one, path);
        Map<String, Field> others = byName(other, path);
        joined.replaceAll((name, field) -> others.containsKey(name) ? field : nullable(field));
        others.forEach((name, field) -> joined.compute(
                name, (same, known) -> known == null ? nullable(field) : of(known, field, path + "." + name)));
        return List.copyOf(joined.values());
    }

    private static Map<String, Field> byName(Field struct, String path) {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (Field field : struct.getChildren()) {
            if (fields.put(field.getName(), field) != null) {
                throw new SchemaMismatchException("'" + path + "' has the field '" + field.getName()
                        + "' twice, so that it cannot be joined with others by name");
            }
        }
        return fields;
    }

    private static Field nullable(Field field) {
        return with(field, field.getType(), true, field.getChildren());
    }

    private static Field with(Field field, ArrowType type, boolean nullable, @Nullable List<Field> children) {
        FieldType joined = new FieldType(nullable, type, field.getDictionary(), field.getMetadata());
        return new Field(field.getName(), joined, children);
    }
}
