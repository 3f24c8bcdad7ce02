package dev.arrowshare.dataset;

import dev.arrowshare.dataset.pool.Job;
import dev.arrowshare.dataset.pool.Run;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The results of a run as they are taken, a message's at a time. */
final class RunPieces implements Iterator<Job.Piece> {
    private final Run run;
    private Job.@Nullable Piece next;
    private boolean ended;

    RunPieces(Run run) {
        this.run = run;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            next = WorkerPool.take(run);
            ended = next == null;
        }
        return next != null;
    }

    @Override
    public Job.Piece next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("the last result has been taken");
        }
        Job.Piece piece = next;
        next = null;
        return piece;
    }
}
