package dev.arrowshare.dataset.pool;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.dataset.TaskFunction;
import dev.arrowshare.memory.AllocationScope;
import dev.arrowshare.memory.Allocators;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.arrow.vector.FieldVector;

/**
 * Something large whose slices share its memory.
 *
 * <p><b>Threads:</b> safe.
 *
 * @param <S> what a slice is
 */
public abstract sealed class Sliced<S> {
    /** Elements, or rows. */
    abstract int length();

    /** A slice; one of native memory is the caller's to close. */
    abstract S slice(SliceRange range);

    /** All of them, one after the other. */
    public Stream<S> slices(SliceSource source) {
        source.cutFor(1);
        return source.ranges().map(this::slice);
    }

    /** Calls the function on a slice. */
    abstract Object call(TaskFunction<Object, Object> function, SliceRange range) throws Exception;

    /** Writes the whole to a file, and stays as it is. */
    abstract StoredValue store(Path folder);

    public static <S> Sliced<S> ofArray(Object array) {
        return new OfArray<>(array);
    }

    public static Sliced<Batch> of(Batch batch) {
        return new OfBatch(batch);
    }

    public static <V extends FieldVector> Sliced<V> of(V vector) {
        return new OfVector<>(vector);
    }

    /** Part of an array; a slice must be the same in all workers, so nobody writes to it. */
    static Object view(Object array, int first, int count) {
        if (array instanceof double[] values) {
            return DoubleBuffer.wrap(values, first, count).slice().asReadOnlyBuffer();
        }
        if (array instanceof float[] values) {
            return FloatBuffer.wrap(values, first, count).slice().asReadOnlyBuffer();
        }
        if (array instanceof long[] values) {
            return LongBuffer.wrap(values, first, count).slice().asReadOnlyBuffer();
        }
        if (array instanceof int[] values) {
            return IntBuffer.wrap(values, first, count).slice().asReadOnlyBuffer();
        }
        return ByteBuffer.wrap((byte[]) array, first, count).slice().asReadOnlyBuffer();
    }

    /** Arrays of one type after each other. */
    public static Object joinedArrays(List<?> parts) {
        int length = 0;
        for (Object part : parts) {
            if (!PrimitiveArrays.isOne(part) || part.getClass() != parts.get(0).getClass()) {
                throw new IllegalArgumentException("joined: batches, or arrays of primitives of one type, not "
                        + part.getClass().getTypeName());
            }
            length = Math.addExact(length, Array.getLength(part));
        }
        Object all = PrimitiveArrays.make(PrimitiveArrays.type(parts.get(0)), length);
        int at = 0;
        for (Object part : parts) {
            System.arraycopy(part, 0, all, at, Array.getLength(part));
            at += Array.getLength(part);
        }
        return all;
    }

    /** As a pipeline calls a mapper: what the function allocates and does not return is freed. */
    static Object callOnBatch(
            Batch whole, Function<Batch, Object> slice, TaskFunction<Object, Object> function, SliceRange range)
            throws Exception {
        try (Batch part = whole.slice(range.first(), range.count());
                AllocationScope scope = AllocationScope.open(Allocators.root(), range)) {
            Object result = function.apply(slice.apply(part.lentTo(scope)));
            return result instanceof Batch batch ? batch.keptFrom(scope) : result;
        }
    }

    /** In another process: the file is mapped, and its pages are shared. */
    static Object callOnBatch(
            StoredValue whole, Function<Batch, Object> slice, TaskFunction<Object, Object> function, SliceRange range)
            throws Exception {
        try (Batch batch = whole.batch()) {
            return callOnBatch(batch, slice, function, range);
        }
    }

    private static final class OfArray<S> extends Sliced<S> {
        private final Object array;

        OfArray(Object array) {
            this.array = array;
        }

        @Override
        int length() {
            return Array.getLength(array);
        }

        @Override
        @SuppressWarnings("unchecked")
        S slice(SliceRange range) {
            return (S) view(array, range.first(), range.count());
        }

        @Override
        Object call(TaskFunction<Object, Object> function, SliceRange range) throws Exception {
            return function.apply(view(array, range.first(), range.count()));
        }

        @Override
        StoredValue store(Path folder) {
            return StoredValue.write(folder, array);
        }
    }

    private static final class OfBatch extends Sliced<Batch> {
        private final Batch batch;

        OfBatch(Batch batch) {
            this.batch = batch;
        }

        @Override
        int length() {
            return Math.toIntExact(batch.rows());
        }

        @Override
        Batch slice(SliceRange range) {
            return batch.slice(range.first(), range.count());
        }

        @Override
        Object call(TaskFunction<Object, Object> function, SliceRange range) throws Exception {
            return callOnBatch(batch, slice -> slice, function, range);
        }

        @Override
        StoredValue store(Path folder) {
            return StoredValue.write(folder, batch.retain());
        }
    }

    /** Of a vector that stays its owner's: by a batch of it alone. */
    static final class OfVector<V extends FieldVector> extends Sliced<V> {
        private final V vector;

        OfVector(V vector) {
            this.vector = vector;
        }

        private Batch batch() {
            FieldVector shared = Columns.share(vector, vector.getField(), Allocators.root());
            return Batch.of(length(), shared);
        }

        @Override
        int length() {
            return vector.getValueCount();
        }

        @Override
        @SuppressWarnings("unchecked")
        V slice(SliceRange range) {
            try (Batch whole = batch();
                    Batch part = whole.slice(range.first(), range.count())) {
                return (V) Columns.share(part.column(0), vector.getField(), Allocators.root());
            }
        }

        @Override
        Object call(TaskFunction<Object, Object> function, SliceRange range) throws Exception {
            try (Batch whole = batch()) {
                return callOnBatch(whole, slice -> slice.column(0), function, range);
            }
        }

        @Override
        StoredValue store(Path folder) {
            return StoredValue.write(folder, batch());
        }
    }
}
