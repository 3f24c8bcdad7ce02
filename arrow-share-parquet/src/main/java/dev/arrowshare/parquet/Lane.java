package dev.arrowshare.parquet;

import dev.arrowshare.parquet.decode.Segment;
import dev.arrowshare.parquet.decode.SegmentDecoder;
import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.ColumnNode;
import dev.arrowshare.parquet.page.Footer;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.arrow.memory.BufferAllocator;

/**
 * One column in every n-th row group, decoded in order. A lane is what a thread works on at a time; with fewer columns than threads a
 * column has several lanes. A step decodes rows of one batch: with one lane a column, all of them, wherever row groups end; with
 * several, those of the lane's row group.
 */
final class Lane implements AutoCloseable {
    /** Earlier batches first, so that the next one is complete soonest. */
    static final Comparator<Lane> ORDER = Comparator.comparingLong(Lane::batch).thenComparingInt(Lane::column);

    private final RowRanges ranges;
    private final int column;
    private final int stride;
    private final SegmentDecoder decoder;
    private int rowGroup;
    private long row;

    Lane(
            Footer footer,
            RowRanges ranges,
            ColumnNode node,
            int column,
            int first,
            int stride,
            InputChannel file,
            BufferAllocator allocator,
            int segmentBytesLimit) {
        this.ranges = ranges;
        this.column = column;
        this.stride = stride;
        this.rowGroup = first;
        this.decoder = SegmentDecoder.of(
                node, file, leaf -> chunks(footer, leaf, first, stride), allocator, segmentBytesLimit);
        this.row = ranges.rowGroupBegin(first);
        leaveFinished();
    }

    private static Iterator<ChunkLocation> chunks(Footer footer, LeafColumn leaf, int first, int stride) {
        return new Iterator<>() {
            private int next = first;

            @Override
            public boolean hasNext() {
                return next < footer.rowGroupCount();
            }

            @Override
            public ChunkLocation next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("no row group " + next);
                }
                ChunkLocation chunk = footer.chunk(next, leaf);
                next += stride;
                return chunk;
            }
        };
    }

    int column() {
        return column;
    }

    boolean isFinished() {
        return rowGroup >= ranges.rowGroups();
    }

    /** The first row that the next step decodes. */
    long row() {
        return row;
    }

    long batch() {
        return ranges.batchOf(row);
    }

    /** Decodes the next rows: all of a batch that are the lane's, or fewer when a vector is full. */
    Segment step() {
        long stop = ranges.batchEnd(row);
        if (stride > 1) {
            stop = Math.min(stop, ranges.rowGroupEnd(rowGroup));
        }
        Segment segment = decoder.decode((int) (stop - row));
        row += segment.rows();
        leaveFinished();
        return segment;
    }

    private void leaveFinished() {
        while (!isFinished() && row >= ranges.rowGroupEnd(rowGroup)) {
            rowGroup += stride;
            if (stride > 1 && !isFinished()) {
                row = ranges.rowGroupBegin(rowGroup);
            }
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
