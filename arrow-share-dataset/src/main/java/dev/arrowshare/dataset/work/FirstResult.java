package dev.arrowshare.dataset.work;

import dev.arrowshare.schema.SchemaFields;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** The agreement of a run, on the coordinator's side: a declared schema, or the first result's with every column nullable. */
final class FirstResult implements SchemaAgreement {
    private final CompletableFuture<SchemaFields> settled = new CompletableFuture<>();

    FirstResult(Optional<SchemaFields> declared) {
        declared.ifPresent(settled::complete);
    }

    @Override
    public void settle(SchemaFields schema) {
        settled.complete(SchemaFields.of(nullable(schema.fields()), schema.metadata()));
    }

    /** Later results may have nulls where the first had none. */
    private static List<Field> nullable(List<Field> fields) {
        return fields.stream().map(FirstResult::nullable).toList();
    }

    private static Field nullable(Field field) {
        FieldType type = new FieldType(true, field.getType(), field.getDictionary(), field.getMetadata());
        return new Field(field.getName(), type, field.getChildren());
    }

    @Override
    public SchemaFields await() {
        try {
            return settled.join();
        } catch (CancellationException e) {
            throw new CancelledRunException();
        }
    }

    /** Who waits gets a {@link CancelledRunException}. */
    void cancel() {
        settled.cancel(false);
    }
}
