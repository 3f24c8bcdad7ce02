package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;

/** What becomes of a batch, in its place among the others. */
sealed interface BatchOutcome extends AutoCloseable {
    @Override
    void close();

    /** A result and where it comes from. */
    record Result(Batch batch, Place place) implements BatchOutcome {
        @Override
        public void close() {
            batch.close();
        }
    }

    /** Rows that failed, and keep their place. */
    record Mark(long rows, String type, String message) implements BatchOutcome {
        @Override
        public void close() {}
    }
}
