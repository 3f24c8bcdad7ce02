package dev.arrowshare.dataset.work;

import dev.arrowshare.schema.SchemaFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * The agreement of a run, on the coordinator's side: a declared schema, or the first result's with every column nullable. The first in the
 * order of the input, so that it does not depend on who is faster: a task's result counts once all tasks before it have ended without one.
 */
final class FirstResult implements SchemaAgreement {
    private static final SchemaFields NO_FIELDS = SchemaFields.of(List.of(), Map.of());

    private final CompletableFuture<BatchLayout> settled = new CompletableFuture<>();
    private final Map<Integer, Optional<BatchLayout>> early = new HashMap<>();
    private final Consumer<FailureNote> notes;
    private volatile @Nullable FailureNote firstFailure;
    private int next;

    /** @param notes told of failures that the run goes on after */
    FirstResult(Optional<SchemaFields> declared, Consumer<FailureNote> notes) {
        declared.ifPresent(schema -> settled.complete(new BatchLayout(schema, NO_FIELDS, List.of())));
        this.notes = notes;
    }

    @Override
    public synchronized void settle(int task, @Nullable BatchLayout layout) {
        if (settled.isDone() || task < next) {
            return;
        }
        early.put(task, Optional.ofNullable(layout));
        for (Optional<BatchLayout> said = early.remove(next); said != null; said = early.remove(next)) {
            next++;
            if (said.isPresent()) {
                settled.complete(nullable(said.get()));
                early.clear();
            }
        }
    }

    @Override
    public void note(FailureNote failure) {
        synchronized (this) {
            if (firstFailure == null) {
                firstFailure = failure;
            }
        }
        notes.accept(failure);
    }

    /** Of whichever worker; null if none has failed. */
    @Nullable
    FailureNote firstFailure() {
        return firstFailure;
    }

    /** Later results may have nulls where the first had none. */
    private static BatchLayout nullable(BatchLayout layout) {
        List<Field> fields =
                layout.columns().fields().stream().map(FirstResult::nullable).toList();
        return new BatchLayout(
                SchemaFields.of(fields, layout.columns().metadata()), layout.dictionaries(), layout.dictionaryIds());
    }

    private static Field nullable(Field field) {
        FieldType type = new FieldType(true, field.getType(), field.getDictionary(), field.getMetadata());
        return new Field(field.getName(), type, field.getChildren());
    }

    @Override
    public SchemaFields await() {
        return awaitLayout().columns();
    }

    /** The first result's, with its dictionaries; without them where the schema was declared. */
    BatchLayout awaitLayout() {
        try {
            return settled.join();
        } catch (CancellationException e) {
            throw new CancelledRunException();
        }
    }

    /** Whether nobody would have to wait for the schema. */
    boolean isSettled() {
        return settled.isDone() && !settled.isCancelled();
    }

    /** Who waits gets a {@link CancelledRunException}. */
    void cancel() {
        settled.cancel(false);
    }
}
