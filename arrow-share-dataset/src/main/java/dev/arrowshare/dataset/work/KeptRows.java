package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.RowSelection;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a place a filter kept, so that those after it still know their numbers in the input.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class KeptRows {
    private final Place before;
    private final RowSelection selection;
    private int @Nullable [] indices;

    KeptRows(Place before, RowSelection selection) {
        this.before = before;
        this.selection = selection;
    }

    /** The number in the input of a row that was kept. */
    long number(long keptRow) {
        if (indices == null) {
            indices = selection.indices();
        }
        return before.number(indices[Math.toIntExact(keptRow)]);
    }
}
