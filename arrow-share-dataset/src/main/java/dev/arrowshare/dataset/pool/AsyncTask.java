package dev.arrowshare.dataset.pool;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A task whose function returns a future. Guarded by its {@link AsyncCalls}. */
final class AsyncTask<C> {
    final AsyncChunk<C> chunk;
    final int offset;

    private int attempts;
    private long since;
    private long due;
    private boolean over;
    private @Nullable Thread caller;
    private @Nullable CompletionStage<?> future;
    private @Nullable TimeoutException late;

    AsyncTask(AsyncChunk<C> chunk, int offset) {
        this.chunk = chunk;
        this.offset = offset;
    }

    /** Another attempt, whose function this thread calls. */
    void begin() {
        attempts++;
        since = System.nanoTime() | 1;
        caller = Thread.currentThread();
        future = null;
        late = null;
        chunk.noteBegin(since);
    }

    /** The function has returned or thrown. */
    void left() {
        caller = null;
    }

    void awaits(CompletionStage<?> returned) {
        future = returned;
    }

    /** This attempt has ended, and there will be another. */
    void again(long dueNanos) {
        since = 0;
        due = dueNanos;
    }

    void end() {
        since = 0;
        over = true;
    }

    int attempts() {
        return attempts;
    }

    long due() {
        return due;
    }

    boolean isOver() {
        return over;
    }

    boolean isUnderWay() {
        return since != 0;
    }

    /** Whether that attempt goes on. */
    boolean isUnderWay(int attempt) {
        return since != 0 && attempts == attempt;
    }

    boolean isLate(long limitNanos) {
        return since != 0 && System.nanoTime() - since > limitNanos;
    }

    /** The thread that is in the function; null when that has returned. */
    @Nullable
    Thread caller() {
        return caller;
    }

    @Nullable
    CompletionStage<?> future() {
        return future;
    }

    @Nullable
    TimeoutException late() {
        return late;
    }

    /** The function itself takes too long, before there is a future. */
    void interrupt(Thread inside, TimeoutException why) {
        late = why;
        late.setStackTrace(inside.getStackTrace());
        inside.interrupt();
    }
}
