package dev.arrowshare.parquet;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column that the rows of each row group are sorted by, as the file's metadata says it.
 *
 * <pre>{@code
 * ParquetWriteOptions.defaults().sortedBy(SortingColumn.descending("day").nullsFirst(), SortingColumn.ascending("id"));
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 */
public final class SortingColumn implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String column;
    private final boolean isDescending;
    private final boolean isNullsFirst;

    private SortingColumn(String column, boolean isDescending, boolean isNullsFirst) {
        this.column = column;
        this.isDescending = isDescending;
        this.isNullsFirst = isNullsFirst;
    }

    /** Smaller values first, nulls last. */
    public static SortingColumn ascending(String column) {
        return new SortingColumn(column, false, false);
    }

    /** Larger values first, nulls last. */
    public static SortingColumn descending(String column) {
        return new SortingColumn(column, true, false);
    }

    public SortingColumn nullsFirst() {
        return new SortingColumn(column, isDescending, true);
    }

    public String column() {
        return column;
    }

    public boolean isDescending() {
        return isDescending;
    }

    public boolean isNullsFirst() {
        return isNullsFirst;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SortingColumn sorting
                && column.equals(sorting.column)
                && isDescending == sorting.isDescending
                && isNullsFirst == sorting.isNullsFirst;
    }

    @Override
    public int hashCode() {
        return Objects.hash(column, isDescending, isNullsFirst);
    }

    /** {@code day descending nulls first}. */
    @Override
    public String toString() {
        return column + (isDescending ? " descending" : "") + (isNullsFirst ? " nulls first" : "");
    }
}
