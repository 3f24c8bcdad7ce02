package dev.arrowshare.parquet;

/**
 * What a filter left out.
 *
 * @param rows all that were not wanted, read or not
 * @param rowGroups of which no page was read
 * @param pages that were not read in the other row groups
 */
public record SkippedRows(long rows, long rowGroups, long pages) {
    public static final SkippedRows NONE = new SkippedRows(0, 0, 0);

    public SkippedRows plus(SkippedRows other) {
        return new SkippedRows(rows + other.rows, rowGroups + other.rowGroups, pages + other.pages);
    }
}
