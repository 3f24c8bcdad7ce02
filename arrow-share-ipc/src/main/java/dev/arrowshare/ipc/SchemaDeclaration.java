package dev.arrowshare.ipc;

import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.ipc.layout.DeclaredSchema;
import dev.arrowshare.schema.SchemaFields;
import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * From the schema of batches, where a dictionary-encoded field has the type of its indices, to the one that is written, where it has
 * that of its values. Dictionaries get ids of the file's own, from 0.
 */
final class SchemaDeclaration {
    private final LongFunction<@Nullable Field> valuesOf;
    private final Map<Long, Long> ids = new HashMap<>();

    private SchemaDeclaration(LongFunction<@Nullable Field> valuesOf) {
        this.valuesOf = valuesOf;
    }

    /** @param valuesOf a field with the type of a dictionary's values, or null when that is not known */
    static DeclaredSchema of(SchemaFields schema, LongFunction<@Nullable Field> valuesOf) {
        SchemaDeclaration declaration = new SchemaDeclaration(valuesOf);
        List<Field> fields = new ArrayList<>();
        schema.fields().forEach(field -> fields.add(declaration.declare(field)));
        return DeclaredSchema.of(SchemaFields.of(fields, schema.metadata()));
    }

    /** The field of a dictionary's values. */
    static Field of(FieldVector values) {
        return values.getField();
    }

    /** Whether the types of all dictionaries are known from the schema alone. */
    static boolean isComplete(SchemaFields schema) {
        return schema.fields().stream().allMatch(SchemaDeclaration::isComplete);
    }

    private static boolean isComplete(Field field) {
        return (field.getDictionary() == null || hasValueType(field))
                && field.getChildren().stream().allMatch(SchemaDeclaration::isComplete);
    }

    private static boolean hasValueType(Field field) {
        return !field.getType().equals(indexType(field.getDictionary()));
    }

    private static ArrowType indexType(DictionaryEncoding encoding) {
        ArrowType index = encoding.getIndexType();
        return index == null ? new ArrowType.Int(Integer.SIZE, true) : index;
    }

    private Field declare(Field field) {
        DictionaryEncoding encoding = field.getDictionary();
        Field values = field;
        if (encoding != null && !hasValueType(field)) {
            Field known = valuesOf.apply(encoding.getId());
            values = known == null ? field : known;
        }
        List<Field> children = new ArrayList<>();
        values.getChildren().forEach(child -> children.add(declare(child)));
        DictionaryEncoding own = encoding == null
                ? null
                : new DictionaryEncoding(
                        ids.computeIfAbsent(encoding.getId(), unseen -> (long) ids.size()),
                        encoding.isOrdered(),
                        (ArrowType.Int) indexType(encoding));
        FieldType type = new FieldType(field.isNullable(), values.getType(), own, field.getMetadata());
        return new Field(field.getName(), type, children);
    }

    /** Refuses a batch whose columns differ in name or type; ids of dictionaries and metadata may. */
    static void require(List<Field> left, List<Field> right) {
        boolean same = left.size() == right.size();
        for (int i = 0; same && i < left.size(); i++) {
            same = left.get(i).getName().equals(right.get(i).getName()) && sameType(left.get(i), right.get(i));
        }
        if (!same) {
            throw new SchemaMismatchException(
                    "the batch has columns " + Schemas.describe(right) + ", the file has " + Schemas.describe(left));
        }
    }

    private static boolean sameType(Field expected, Field actual) {
        List<Field> left = expected.getChildren();
        List<Field> right = actual.getChildren();
        boolean same = expected.getType().equals(actual.getType())
                && (expected.getDictionary() == null) == (actual.getDictionary() == null)
                && left.size() == right.size();
        for (int i = 0; same && i < left.size(); i++) {
            same = sameType(left.get(i), right.get(i));
        }
        return same;
    }
}
