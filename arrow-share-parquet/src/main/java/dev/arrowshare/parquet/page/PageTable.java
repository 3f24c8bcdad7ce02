package dev.arrowshare.parquet.page;

import dev.arrowshare.error.CorruptFileException;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;

/**
 * Where the data pages of a chunk lie, and at which of its rows each begins: its offset index, checked against the chunk. That it says
 * of a page what is true shows when the page is opened.
 */
public final class PageTable {
    private final long[] offsets;
    private final long[] ends;
    private final long[] firstRows;
    private final long rows;

    private PageTable(int pages, long rows) {
        this.offsets = new long[pages];
        this.ends = new long[pages];
        this.firstRows = new long[pages];
        this.rows = rows;
    }

    /** @param where the chunk is, for messages */
    static PageTable of(OffsetIndex index, ChunkLocation chunk, String where) {
        List<PageLocation> pages = index.getPage_locations();
        PageTable table = new PageTable(pages.size(), chunk.rows());
        long end = chunk.offset();
        long row = 0;
        for (int i = 0; i < table.offsets.length; i++) {
            PageLocation page = pages.get(i);
            long offset = page.getOffset();
            int bytes = page.getCompressed_page_size();
            long first = page.getFirst_row_index();
            boolean isInside = offset >= end && bytes > 0 && offset <= chunk.limit() - bytes;
            boolean isInOrder = i == 0 ? first == 0 : first >= row && first <= chunk.rows();
            if (!isInside || !isInOrder) {
                throw new CorruptFileException(
                        where + "its offset index says that page " + i + " begins at row " + first
                                + " and lies at " + offset + " with " + bytes + " bytes; the chunk has " + chunk.rows()
                                + " rows and lies from " + chunk.offset() + " to " + chunk.limit());
            }
            table.offsets[i] = offset;
            end = offset + bytes;
            row = first;
            table.ends[i] = end;
            table.firstRows[i] = first;
        }
        if (table.offsets.length == 0 && chunk.rows() > 0) {
            throw new CorruptFileException(
                    where + "its offset index has no pages, the chunk has " + chunk.rows() + " rows");
        }
        return table;
    }

    public int pages() {
        return offsets.length;
    }

    public long offset(int page) {
        return offsets[page];
    }

    /** The row of the chunk that a page begins with; behind the last page, how many rows there are. */
    public long firstRow(int page) {
        return page == firstRows.length ? rows : firstRows[page];
    }

    /** The page that has the row; the last, where several begin with it. */
    public int pageOf(long row) {
        int low = 0;
        int high = firstRows.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstRows[middle] <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Where the page that has this byte of the file ends, or what lies ahead of the first page; any number behind the last. */
    long endOf(long position) {
        if (offsets.length == 0 || position < offsets[0]) {
            return offsets.length == 0 ? Long.MAX_VALUE : offsets[0];
        }
        int found = Arrays.binarySearch(offsets, position);
        int page = found >= 0 ? found : -found - 2;
        return position < ends[page] ? ends[page] : Long.MAX_VALUE;
    }
}
