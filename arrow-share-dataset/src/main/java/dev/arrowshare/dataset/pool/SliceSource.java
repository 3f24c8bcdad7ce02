package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.TaskFunction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ranges of one large thing as items; their function is told which by a wrapper of the user's.
 *
 * <p><b>Threads:</b> one at a time.
 */
public final class SliceSource implements Source {
    private static final int SLICES_OF_A_WORKER = 8;
    /** Bits of nulls are shared where they begin at a byte; a cache line is as good. */
    private static final int MULTIPLE = 64;

    private final Sliced<?> sliced;
    private final OptionalInt wanted;
    private int size = 1;
    private int taken;
    private @Nullable StoredValue stored;

    public SliceSource(Sliced<?> sliced, OptionalInt wanted) {
        this.sliced = sliced;
        this.wanted = wanted;
    }

    /** Settles the size of slices. */
    void cutFor(int workers) {
        int share = sliced.length() / (SLICES_OF_A_WORKER * workers);
        size = wanted.orElse(Math.max(MULTIPLE, (share / MULTIPLE + 1) * MULTIPLE));
    }

    private int count() {
        return (int) (((long) sliced.length() + size - 1) / size);
    }

    private SliceRange range(int slice) {
        int first = slice * size;
        return new SliceRange(first, Math.min(size, sliced.length() - first));
    }

    Stream<SliceRange> ranges() {
        return IntStream.range(0, count()).mapToObj(this::range);
    }

    @Override
    public OptionalLong left() {
        return OptionalLong.of(count() - taken);
    }

    @Override
    public List<@Nullable Object> next(int most) {
        List<@Nullable Object> next = new ArrayList<>();
        for (int end = Math.min(count(), taken + most); taken < end; taken++) {
            next.add(range(taken));
        }
        return next;
    }

    /** The function of a slice as one of its range: for processes by a file in that folder, which {@link #close} deletes. */
    TaskFunction<SliceRange, Object> ofRanges(TaskFunction<Object, Object> function, @Nullable Path folder) {
        if (folder == null) {
            return range -> sliced.call(function, range);
        }
        StoredValue whole = sliced.store(folder);
        stored = whole;
        boolean isVector = sliced instanceof Sliced.OfVector;
        return isVector ? new VectorThere(whole, function) : new There(whole, function);
    }

    @Override
    public void close() {
        if (stored != null) {
            stored.delete();
        }
    }

    /** In a worker process: of an array or a batch. */
    private record There(StoredValue whole, TaskFunction<Object, Object> function)
            implements TaskFunction<SliceRange, Object> {
        @Override
        public Object apply(SliceRange range) throws Exception {
            return whole.kind() == StoredValue.Kind.ARRAY
                    ? function.apply(Sliced.view(whole.part(range.first(), range.count()), 0, range.count()))
                    : Sliced.callOnBatch(whole, slice -> slice, function, range);
        }
    }

    /** In a worker process: of a vector, which is the one column of a batch. */
    private record VectorThere(StoredValue whole, TaskFunction<Object, Object> function)
            implements TaskFunction<SliceRange, Object> {
        @Override
        public Object apply(SliceRange range) throws Exception {
            return Sliced.callOnBatch(whole, slice -> slice.column(0), function, range);
        }
    }
}
