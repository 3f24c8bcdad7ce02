package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.RowSelection;
import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.parquet.decode.Segment;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The columns of a window that the filter looked at, as far as they were decoded, and what it kept.
 *
 * <p><b>Ownership:</b> it owns its batches.
 */
final class TestedWindow implements AutoCloseable {
    private final List<Batch> batches;
    private final List<RowSelection> selections;
    private final long[] words;
    private final int count;

    private TestedWindow(List<Batch> batches, List<RowSelection> selections, long[] words) {
        this.batches = batches;
        this.selections = selections;
        this.words = words;
        this.count = selections.stream().mapToInt(RowSelection::count).sum();
    }

    /**
     * Looks which rows are wanted.
     *
     * @param batches taken over
     * @param looked a bit for each row of the window that is in the batches
     */
    static TestedWindow of(BoundFilter filter, List<Batch> batches, long[] looked) {
        try {
            List<RowSelection> selections = batches.stream().map(filter::select).toList();
            return new TestedWindow(batches, selections, spread(selections, looked));
        } catch (RuntimeException | Error e) {
            batches.forEach(Batch::close);
            throw e;
        }
    }

    /** What was selected of the rows that were looked at, as rows of the window. */
    private static long[] spread(List<RowSelection> selections, long[] looked) {
        long[] spread = new long[looked.length];
        BitQueue selected = new BitQueue(selections);
        for (int i = 0; i < looked.length; i++) {
            int bits = Long.bitCount(looked[i]);
            long taken = selected.take(bits);
            spread[i] = bits == Long.SIZE || taken == 0 ? taken : deposited(taken, looked[i]);
        }
        return spread;
    }

    /** The low bits of {@code packed}, each at the place of the next set bit of {@code places}. */
    private static long deposited(long packed, long places) {
        long result = 0;
        long bits = packed;
        for (long left = places; left != 0 && bits != 0; left &= left - 1) {
            result |= Long.lowestOneBit(left) & -(bits & 1);
            bits >>>= 1;
        }
        return result;
    }

    /** The bits of several selections, one after the other. */
    private static final class BitQueue {
        private final List<RowSelection> selections;
        private int index;
        private long[] words = {};
        private int position;

        BitQueue(List<RowSelection> selections) {
            this.selections = selections;
            this.index = -1;
        }

        long take(int count) {
            long result = 0;
            for (int done = 0; done < count; ) {
                if (index < 0 || position == selections.get(index).rows()) {
                    index++;
                    words = selections.get(index).words();
                    position = 0;
                    continue;
                }
                int step = Math.min(count - done, selections.get(index).rows() - position);
                step = Math.min(step, Long.SIZE - (position & 63));
                result |= (words[position >>> 6] >>> position & (-1L >>> (Long.SIZE - step))) << done;
                position += step;
                done += step;
            }
            return result;
        }
    }

    /** A bit for each row of the window that is wanted. */
    long[] words() {
        return words;
    }

    int count() {
        return count;
    }

    /** The wanted rows of a column. */
    List<Segment> column(int index, BufferAllocator allocator) {
        List<Segment> segments = new ArrayList<>();
        try {
            for (int i = 0; i < batches.size(); i++) {
                if (!selections.get(i).isEmpty()) {
                    segments.add(SelectedColumn.taken(batches.get(i), index, selections.get(i), allocator));
                }
            }
            return segments;
        } catch (RuntimeException | Error e) {
            segments.forEach(Segment::close);
            throw e;
        }
    }

    @Override
    public void close() {
        batches.forEach(Batch::close);
    }
}
