package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import java.util.List;

/** Who hears what went wrong in a run that goes on. */
public interface FailureListener {
    /** Each worker's first failure, at once. <b>Threads:</b> any. */
    void noted(FailureNote failure);

    /**
     * Rows that failed, with {@link FailedRows#COLUMNS}, in the order of the answers. They stay the caller's. <b>Threads:</b> that which
     * takes the answers.
     */
    void failed(List<Batch> rows);
}
