package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.ColumnNode;
import dev.arrowshare.parquet.page.GroupColumn;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import java.util.Iterator;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Decodes one column, flat or nested, chunk after chunk, into segments of as many rows as are asked for, wherever pages and chunks end.
 *
 * <p><b>Threads:</b> for one thread at a time.
 *
 * <p><b>Ownership:</b> segments are their caller's; {@link #close} frees what is kept between them.
 *
 * <p><b>Errors:</b> {@link dev.arrowshare.error.CorruptFileException} with file, column, row group and page; {@link
 * dev.arrowshare.error.UnsupportedFeatureException}.
 */
public interface SegmentDecoder extends AutoCloseable {
    /** The next rows: as many as wanted, or fewer when more would not fit into one vector, but at least one. */
    default Segment decode(int rows) {
        return decode(RowRuns.all(rows));
    }

    /**
     * Some of the next rows: as many as are taken, or fewer when more would not fit into one vector, but at least one if any. The next
     * row is the one behind the last that was decoded.
     */
    Segment decode(RowRuns runs);

    /** Passes over rows. Pages without a row that is wanted are not decompressed, and not read where that is known beforehand. */
    void pass(long rows);

    @Override
    void close();

    /**
     * The decoder of a column. That of a dictionary-encoded one must be its only one.
     *
     * @param chunks of each column of the file that it is made of
     */
    static SegmentDecoder of(
            ColumnNode column,
            InputChannel file,
            Function<LeafColumn, Iterator<ChunkLocation>> chunks,
            BufferAllocator allocator,
            int segmentBytesLimit) {
        if (column instanceof GroupColumn group) {
            return new NestedColumn(group, file, chunks, allocator, segmentBytesLimit);
        }
        LeafColumn leaf = (LeafColumn) column;
        return ColumnDecoder.of(leaf, file, chunks.apply(leaf), allocator, segmentBytesLimit);
    }
}
