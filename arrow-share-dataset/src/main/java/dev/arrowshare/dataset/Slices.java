package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.pool.SliceSource;
import dev.arrowshare.dataset.pool.Sliced;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.apache.arrow.vector.FieldVector;

/**
 * One large thing as the items of a {@link WorkerPool}: an array, a vector or a batch, in slices that share its memory.
 *
 * <pre>{@code
 * List<Double> sums = pool.map(slices(prices), slice -> sum(slice));
 * try (Batch scored = joined(pool.map(slices(trips).ofSize(100_000), slice -> score(slice)))) { … }
 * }</pre>
 *
 * <p>Threads get views. For processes the whole is written once, to a file of the pool that is deleted when the call ends; each task is
 * told its range of it, and maps a batch or a vector, or reads its part of an array. Slices of arrays cannot be written to.
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Ownership:</b> the caller keeps what is sliced until the call has ended. A slice is valid until the function returns, which closes
 * nothing, as a {@link BatchMapper}; a batch that it returns is the caller's.
 *
 * @param <S> what a function gets: a {@code DoubleBuffer} of a {@code double[]}, a batch of a batch
 */
public final class Slices<S> implements Iterable<S> {
    private final Sliced<S> sliced;
    private final OptionalInt size;

    private Slices(Sliced<S> sliced, OptionalInt size) {
        this.sliced = Objects.requireNonNull(sliced, "slices");
        this.size = size;
    }

    private Slices(Sliced<S> sliced) {
        this(sliced, OptionalInt.empty());
    }

    public static Slices<DoubleBuffer> slices(double[] values) {
        return new Slices<>(Sliced.ofArray(values));
    }

    public static Slices<FloatBuffer> slices(float[] values) {
        return new Slices<>(Sliced.ofArray(values));
    }

    public static Slices<LongBuffer> slices(long[] values) {
        return new Slices<>(Sliced.ofArray(values));
    }

    public static Slices<IntBuffer> slices(int[] values) {
        return new Slices<>(Sliced.ofArray(values));
    }

    public static Slices<ByteBuffer> slices(byte[] values) {
        return new Slices<>(Sliced.ofArray(values));
    }

    public static Slices<Batch> slices(Batch batch) {
        return new Slices<>(Sliced.of(batch));
    }

    public static <V extends FieldVector> Slices<V> slices(V vector) {
        return new Slices<>(Sliced.of(vector));
    }

    /** So many elements, or rows, each; fewer in the last. Unless it is set there are some eight slices a worker. */
    public Slices<S> ofSize(int elements) {
        Bounds.atLeast(1, "ofSize", elements);
        return new Slices<>(sliced, OptionalInt.of(elements));
    }

    /**
     * The results of slices after each other, as one: batches, which are closed, or arrays of primitives.
     *
     * @throws IllegalArgumentException when there are none, or of another type
     */
    @SuppressWarnings("unchecked")
    public static <A> A joined(List<A> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("joined: there are no parts, and nothing tells of what");
        }
        if (parts.get(0) instanceof Batch) {
            return (A) joinedBatches((List<Batch>) parts);
        }
        return (A) Sliced.joinedArrays(parts);
    }

    private static Batch joinedBatches(List<Batch> parts) {
        try {
            return Batch.concat(parts);
        } finally {
            parts.forEach(Batch::close);
        }
    }

    /** For the engine: ranges as items. */
    public SliceSource source() {
        return new SliceSource(sliced, size);
    }

    /** The slices themselves, here; those that are batches or vectors are the caller's to close. */
    @Override
    public Iterator<S> iterator() {
        return sliced.slices(source()).iterator();
    }
}
