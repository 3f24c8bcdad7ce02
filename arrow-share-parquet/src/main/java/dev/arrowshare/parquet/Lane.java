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

    private static final long PAGE_BYTES = 1 << 20;

    private final RowRanges ranges;
    private final int column;
    private final int stride;
    private final SegmentDecoder decoder;
    private final long scratchBytes;
    private double bytesPerRow;
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
        this.bytesPerRow = RowRanges.bytesPerRow(footer, node);
        this.scratchBytes = scratchBytes(footer, node);
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

    /** A window over compressed pages and a decompressed page for each leaf, as large as these usually are. */
    static long scratchBytes(Footer footer, ColumnNode node) {
        long bytes = 0;
        for (LeafColumn leaf : node.leaves()) {
            bytes += 2 * Math.min(PAGE_BYTES, footer.encodedBytesOfFirst(leaf));
        }
        return bytes;
    }

    /** What is needed beside the rows that are decoded. */
    long scratchBytes() {
        return scratchBytes;
    }

    /** About how much memory the next step will fill: by what the file says of its values, then by the last step. */
    long expectedBytes() {
        return (long) (bytesPerRow * (stop() - row));
    }

    private long stop() {
        long batchEnd = ranges.batchEnd(row);
        return stride > 1 ? Math.min(batchEnd, ranges.rowGroupEnd(rowGroup)) : batchEnd;
    }

    /** Decodes the next rows: all of a batch that are the lane's, or fewer when a vector is full. */
    Segment step() {
        Segment segment = decoder.decode((int) (stop() - row));
        bytesPerRow = (double) segment.bytes() / Math.max(1, segment.rows());
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
