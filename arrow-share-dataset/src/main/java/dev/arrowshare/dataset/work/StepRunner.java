package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;

/** One step at work in one worker: takes over a batch and passes on what becomes of it. */
interface StepRunner extends AutoCloseable {
    /** Takes over the batch, also when it throws. */
    void take(Batch batch, Place place);

    @Override
    default void close() {}

    /** Where a step's results go. */
    interface Next {
        /** Takes over the batch. */
        void take(Batch batch, Place place);
    }
}
