package dev.arrowshare.dataset;

import dev.arrowshare.dataset.pool.Job;
import dev.arrowshare.dataset.pool.Run;
import dev.arrowshare.error.ClosedException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The results of a run one by one; what is taken makes room for more. */
final class RunResults<R extends @Nullable Object> implements Results<R> {
    private final Run run;
    private final RunPieces pieces;
    private final BiConsumer<Job.Piece, List<R>> values;
    private final List<R> taken = new ArrayList<>();
    private int next;
    private int tasksLeft;
    private long bytesLeft;
    private boolean closed;

    RunResults(Run run, BiConsumer<Job.Piece, List<R>> values) {
        this.run = run;
        this.pieces = new RunPieces(run);
        this.values = values;
    }

    @Override
    public Iterator<R> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return RunResults.this.hasNext();
            }

            @Override
            public R next() {
                return RunResults.this.next();
            }
        };
    }

    private boolean hasNext() {
        if (closed) {
            throw new ClosedException("these Results are closed");
        }
        while (next == taken.size()) {
            letGo(tasksLeft);
            if (!pieces.hasNext()) {
                return false;
            }
            Job.Piece piece = pieces.next();
            taken.clear();
            next = 0;
            values.accept(piece, taken);
            tasksLeft = piece.values().size();
            bytesLeft = piece.bytes();
        }
        return true;
    }

    private R next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the last result has been taken");
        }
        R result = taken.get(next);
        next++;
        if (tasksLeft > 1) {
            letGo(1);
        }
        return result;
    }

    /** The last task of a piece takes its bytes, and whatever failed in it, along. */
    private void letGo(int tasks) {
        if (tasks > 0) {
            tasksLeft -= tasks;
            run.used(tasks, tasksLeft == 0 ? bytesLeft : 0);
        }
    }

    @Override
    public int pending() {
        return run.pending();
    }

    @Override
    public void close() {
        closed = true;
        run.cancel();
    }
}
