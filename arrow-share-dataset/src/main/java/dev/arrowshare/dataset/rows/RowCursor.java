package dev.arrowshare.dataset.rows;

/**
 * A place in a batch that is read, or in one that is written: for each component of a record its column, and the row. What a record's
 * values are at that place is a method handle of {@link RowHandles}.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class RowCursor {
    /** A {@link ColumnReader} or a {@link ColumnWriter} a component. */
    final Object[] columns;

    int row;

    RowCursor(Object[] columns) {
        this.columns = columns;
    }
}
