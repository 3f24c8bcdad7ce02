package dev.arrowshare.parquet;

/**
 * What a filter left out.
 *
 * @param rows all that were not wanted, read or not; without those of files that were not even opened
 * @param files of which no page was read, since their folders or missing columns rule them out
 * @param rowGroups of other files of which no data page was read
 * @param pages that were not read in other row groups, as far as files say how many there are
 */
public record SkippedRows(long rows, long files, long rowGroups, long pages) {
    public static final SkippedRows NONE = new SkippedRows(0, 0, 0, 0);

    public SkippedRows plus(SkippedRows other) {
        return new SkippedRows(
                rows + other.rows, files + other.files, rowGroups + other.rowGroups, pages + other.pages);
    }
}
