package dev.arrowshare.dataset.pool;

import java.util.List;
import java.util.concurrent.TimeoutException;

/** What is said of a task that does not end. */
final class Stucks {
    private Stucks() {}

    /** The task has failed; those before it are done again, since their values went with the worker. */
    static ChunkAnswer answer(ChunkRunner.Lateness late, int worker) {
        TimeoutException failure = new TimeoutException(late.failure().getMessage()
                + ", and did not end when it was interrupted: worker " + worker + " was given up");
        failure.setStackTrace(late.failure().getStackTrace());
        List<TaskFailure> failures = List.of(new TaskFailure(late.offset(), failure, 1));
        return new ChunkAnswer(List.of(), failures, 0, 0, 0, ChunkAnswer.End.CANCELLED);
    }
}
