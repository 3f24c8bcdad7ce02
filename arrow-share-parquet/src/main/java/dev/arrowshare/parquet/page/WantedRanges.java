package dev.arrowshare.parquet.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a file are needed for some of its rows: to be read ahead.
 *
 * <p><b>Threads:</b> safe.
 */
public final class WantedRanges {
    /** A header is looked for in so many bytes, of whatever they are. */
    private static final int HEADER_BYTES = PageSource.HEADER_BYTES;

    private static final int BLOOM_BYTES = 1 << 20;

    private WantedRanges() {}

    /**
     * Page indexes and bloom filters of row groups.
     *
     * @param tested columns that a filter looks at, of which bounds are needed
     */
    public static List<FileRange> ofIndexes(
            Footer footer, List<Integer> rowGroups, List<LeafColumn> columns, Set<LeafColumn> tested) {
        List<FileRange> ranges = new ArrayList<>();
        for (int rowGroup : rowGroups) {
            for (LeafColumn column : columns) {
                ColumnChunk chunk = footer.chunk(rowGroup, column.leaf());
                add(footer, rowGroup, chunk.getOffset_index_offset(), chunk.getOffset_index_length(), ranges);
                if (tested.contains(column)) {
                    add(footer, rowGroup, chunk.getColumn_index_offset(), chunk.getColumn_index_length(), ranges);
                    ColumnMetaData data = chunk.getMeta_data();
                    int bloomBytes = data == null ? 0 : data.getBloom_filter_length();
                    add(footer, rowGroup, bloomBytes > BLOOM_BYTES ? 0 : bloomOffset(data), bloomBytes, ranges);
                }
            }
        }
        return ranges;
    }

    private static long bloomOffset(@Nullable ColumnMetaData data) {
        return data == null ? 0 : data.getBloom_filter_offset();
    }

    /** What lies elsewhere than it may is left to whoever reads it, to say so. */
    private static void add(Footer footer, int rowGroup, long offset, int bytes, List<FileRange> ranges) {
        if (offset >= Integer.BYTES && bytes > 0 && offset <= footer.footerOffset() - bytes) {
            ranges.add(new FileRange(rowGroup, offset, offset + bytes));
        }
    }

    /** All of a chunk. */
    public static List<FileRange> ofChunk(ChunkLocation chunk) {
        return List.of(new FileRange(chunk.rowGroup(), chunk.offset(), chunk.limit()));
    }

    /** The pages of a chunk that have some of the rows, with its dictionary; all of it where nobody knows where pages lie. */
    public static List<FileRange> ofRows(ChunkLocation chunk, RowSet rows) {
        PageTable table = chunk.table();
        if (table == null) {
            return ofChunk(chunk);
        }
        List<FileRange> ranges = new ArrayList<>();
        if (table.pages() > 0 && chunk.offset() < table.offset(0)) {
            ranges.add(range(chunk, chunk.offset(), table.offset(0)));
        }
        for (int page = 0; page < table.pages(); page++) {
            if (rows.hasAny(table.firstRow(page), table.firstRow(page + 1))) {
                ranges.add(range(chunk, table.offset(page), table.endOf(table.offset(page))));
            }
        }
        return ranges;
    }

    private static FileRange range(ChunkLocation chunk, long begin, long end) {
        return new FileRange(chunk.rowGroup(), begin, Math.min(chunk.limit(), Math.max(end, begin + HEADER_BYTES)));
    }
}
