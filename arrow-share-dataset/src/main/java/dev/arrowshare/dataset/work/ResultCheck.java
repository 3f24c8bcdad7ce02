package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.schema.SchemaFields;
import dev.arrowshare.schema.Schemas;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Holds each result against the schema of the output: the same columns in the same order. Ids of dictionaries are private to a batch. */
final class ResultCheck {
    private final SchemaFields expected;
    private @Nullable SchemaFields accepted;

    ResultCheck(SchemaFields expected) {
        this.expected = expected;
    }

    void check(BatchOutcome.Result result) {
        SchemaFields actual = result.batch().schemaFields();
        // Most batches have the very fields of the one before.
        if (!actual.equals(accepted) && !sameFields(expected.fields(), actual.fields())) {
            throw new SchemaMismatchException(
                    result.place() + ": the result (right) has another schema than the output (left)\n"
                            + Schemas.sideBySide(expected.schema(), actual.schema()));
        }
        accepted = actual;
        requireValues(result);
    }

    /** A column that was declared without nulls has none, whatever the mapper's vector says of itself. */
    private void requireValues(BatchOutcome.Result result) {
        Batch batch = result.batch();
        for (int i = 0; i < batch.columnCount(); i++) {
            Field field = expected.fields().get(i);
            FieldVector vector = batch.column(i);
            if (!field.isNullable() && vector.getField().isNullable() && vector.getNullCount() > 0) {
                throw new SchemaMismatchException(result.place() + ": column '" + field.getName()
                        + "' is declared not null, the result has " + vector.getNullCount() + " nulls in it");
            }
        }
    }

    private static boolean sameFields(List<Field> left, List<Field> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!same(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Field left, Field right) {
        return left.getName().equals(right.getName())
                && left.getType().equals(right.getType())
                && Objects.equals(indexType(left), indexType(right))
                && sameFields(left.getChildren(), right.getChildren());
    }

    private static @Nullable ArrowType indexType(Field field) {
        DictionaryEncoding encoding = field.getDictionary();
        return encoding == null ? null : encoding.getIndexType();
    }
}
