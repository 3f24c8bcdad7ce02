package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.RowSelection;
import org.jspecify.annotations.Nullable;

/**
 * A batch of the input, or a part of one, as messages name it: {@code batch 7 (rows 917504 to 1048575)}.
 *
 * @param kept what a filter has left of it
 * @param keptFrom from which of those rows on, if some were
 */
record Place(int batch, long firstRow, long rows, @Nullable KeptRows kept, long keptFrom) {
    Place(int batch, long firstRow, long rows) {
        this(batch, firstRow, rows, null, 0);
    }

    @Override
    public String toString() {
        return "batch " + batch + " (" + which() + ")";
    }

    String which() {
        return rows == 0 ? "no rows" : "rows " + firstRow + " to " + (firstRow + rows - 1);
    }

    Place slice(long from, long sliceRows) {
        return new Place(batch, firstRow + from, sliceRows, kept, keptFrom + from);
    }

    /** The same place of which a filter left those rows. */
    Place filtered(RowSelection selection) {
        return selection.isAll() ? this : new Place(batch, firstRow, rows, new KeptRows(this, selection), 0);
    }

    /** The number in the input of that row of what is here. */
    long number(long row) {
        return kept == null ? firstRow + row : kept.number(keptFrom + row);
    }
}
