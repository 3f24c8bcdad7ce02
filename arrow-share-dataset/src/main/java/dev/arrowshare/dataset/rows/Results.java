package dev.arrowshare.dataset.rows;

import org.jspecify.annotations.Nullable;

/** What functions must not return, whatever the compiler let them. */
final class Results {
    private Results() {}

    static Record required(@Nullable Record result) {
        if (result == null) {
            throw new RowProblem("returned null; filterRows and flatMapRows leave rows out");
        }
        return result;
    }

    static <O extends Record> Iterable<? extends O> requiredAll(@Nullable Iterable<? extends O> results) {
        if (results == null) {
            throw new RowProblem("returned null; return List.of() for no rows");
        }
        return results;
    }

    /** The number of the next row; a batch counts its rows with an {@code int}. */
    static int next(int row) {
        if (row == Integer.MAX_VALUE - 1) {
            throw new RowProblem("made more than " + row + " rows of one batch; rowsPerBatch makes batches smaller");
        }
        return row + 1;
    }
}
