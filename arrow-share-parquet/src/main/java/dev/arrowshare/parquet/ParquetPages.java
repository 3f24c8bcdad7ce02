package dev.arrowshare.parquet;

import java.util.List;

/**
 * The page index of a column chunk.
 *
 * @param order of the pages' bounds: {@code ascending}, {@code descending} or {@code unordered}; empty where there is no column index
 */
public record ParquetPages(String order, List<Page> pages) {
    /**
     * A data page.
     *
     * @param offset of its header in the file
     * @param bytes header included, as compressed
     * @param firstRow in the row group
     * @param statistics of its values; nothing where there is no column index
     */
    public record Page(long offset, int bytes, long firstRow, long rows, ParquetStatistics statistics) {}
}
