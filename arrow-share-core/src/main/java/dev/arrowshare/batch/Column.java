package dev.arrowshare.batch;

import dev.arrowshare.error.ClosedException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** A vector that several batches may hold; the last one to let go closes it. */
final class Column {
    private final FieldVector vector;
    private final Field field;
    private final AtomicInteger holders = new AtomicInteger(1);
    private @Nullable Check check;

    Column(FieldVector vector) {
        this(vector, vector.getField());
    }

    /** @param field as declared: Arrow-java's union vectors report other type ids than those in their buffers */
    Column(FieldVector vector, Field field) {
        this.vector = vector;
        this.field = field;
    }

    private Column(FieldVector vector, Field field, @Nullable Check check) {
        this(vector, field);
        this.check = check;
    }

    /** Before anyone else has the column. */
    void markUnchecked(UncheckedContents contents) {
        check = new Check(contents);
    }

    /** The check of its contents that is due, if one is. */
    @Nullable
    Check due() {
        return check != null && check.isDue() ? check : null;
    }

    FieldVector vector() {
        return vector;
    }

    Field field() {
        return field;
    }

    String name() {
        return field.getName();
    }

    /** The same values for another allocator; see {@link Views}. */
    Column view(BufferAllocator target, UnaryOperator<ArrowBuf> counted) {
        return new Column(Views.of(vector, field, target, counted), field, check);
    }

    /** The same values under another field of the same type. */
    Column as(Field other) {
        return new Column(Views.of(vector, other, vector.getAllocator()), other, check);
    }

    /** Some rows of it; see {@link Slices}. */
    Column slice(long offset, int length, BufferAllocator allocator) {
        if (offset == 0 && length == vector.getValueCount()) {
            return retain();
        }
        return new Column(Slices.of(vector, field, offset, length, allocator), field, Check.ofSome(check));
    }

    Column retain() {
        if (holders.getAndUpdate(count -> count > 0 ? count + 1 : count) <= 0) {
            throw new ClosedException("column '" + name() + "' is closed: the last batch that held it was closed");
        }
        return this;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            vector.close();
        }
    }
}
