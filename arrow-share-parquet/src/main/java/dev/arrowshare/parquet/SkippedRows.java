package dev.arrowshare.parquet;

import java.util.Locale;

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

    /** As a summary says it: {@code 1,200 rows; not read: 1 file, 2 row groups and 7 pages of others}. */
    public String describe() {
        return count(rows, "row") + "; not read: " + (files == 0 ? "" : count(files, "file") + ", ")
                + count(rowGroups, "row group") + " and " + count(pages, "page") + " of others";
    }

    private static String count(long count, String one) {
        return String.format(Locale.ROOT, "%,d %s%s", count, one, count == 1 ? "" : "s");
    }

    public SkippedRows plus(SkippedRows other) {
        return new SkippedRows(
                rows + other.rows, files + other.files, rowGroups + other.rowGroups, pages + other.pages);
    }
}
