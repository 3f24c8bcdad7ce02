package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.OnError;
import dev.arrowshare.dataset.Retry;
import java.io.Serializable;

/**
 * What a worker does when a function fails.
 *
 * @param onError what becomes of what fails for good
 * @param retry what comes before that
 * @param grain the least that fails
 */
public record FailureRules(OnError onError, Retry retry, Grain grain) implements Serializable {
    /** The first failure ends the run. */
    public static final FailureRules STOP = new FailureRules(OnError.stop(), Retry.none(), Grain.BATCHES);

    /** What fails: whole batches, or the rows for which they do. */
    public enum Grain {
        BATCHES,
        ROWS
    }

    /** Whether the run goes on after a failure. */
    public boolean goesOn() {
        return grain == Grain.ROWS || !(onError instanceof OnError.Stop);
    }

    /** Whether what fails keeps its place in the result. */
    public boolean marks() {
        return onError instanceof OnError.Mark;
    }

    /** Of how many batches that failed a worker hands back the rows. */
    long mostKept() {
        if (grain == Grain.ROWS) {
            return Long.MAX_VALUE;
        }
        return onError instanceof OnError.Log log ? log.mostFiles() : 0;
    }
}
