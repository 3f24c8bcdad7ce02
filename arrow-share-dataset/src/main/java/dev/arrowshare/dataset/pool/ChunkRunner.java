package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.OnError;
import dev.arrowshare.dataset.PoolWorker;
import dev.arrowshare.dataset.Retry;
import dev.arrowshare.dataset.TaskFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Does the tasks of one chunk, in a thread of this process or of a worker process: calls, tries again, watches the time.
 *
 * <p><b>Threads:</b> {@link #run} is called by one; {@link #cancel}, {@link #interruptIfLate} and {@link #lateness} by any. An interrupt
 * reaches the thread only while it is in the user's function.
 */
final class ChunkRunner {
    private final PoolWorker worker;
    private final TaskFunction<Object, Object> function;
    private final OnError onError;
    private final Retry retry;
    private final long timeoutNanos;
    private final boolean isOwnThread;
    private final List<TaskFailure> failures = new ArrayList<>();

    private @Nullable Thread inside;
    private long since;
    private int offset;
    private boolean cancelled;
    private @Nullable TimeoutException late;
    private int retries;

    /**
     * Tasks of one function and its rules.
     *
     * @param timeoutNanos of a task; 0 for none
     * @param isOwnThread whether the thread is the pool's, and its interrupts nobody else's
     */
    ChunkRunner(
            PoolWorker worker,
            TaskFunction<Object, Object> function,
            OnError onError,
            Retry retry,
            long timeoutNanos,
            boolean isOwnThread) {
        this.worker = worker;
        this.function = function;
        this.onError = onError;
        this.retry = retry;
        this.timeoutNanos = timeoutNanos;
        this.isOwnThread = isOwnThread;
    }

    ChunkAnswer run(List<? extends @Nullable Object> items) {
        long begun = System.nanoTime();
        @Nullable Object[] values = new Object[items.size()];
        ChunkAnswer.End end = ChunkAnswer.End.DONE;
        PoolWorker before = PoolWorker.isCurrent() ? PoolWorker.current() : null;
        PoolWorker.enter(worker);
        int done = 0;
        try {
            while (done < values.length && end == ChunkAnswer.End.DONE) {
                end = attempt(items, done, values);
                done += end == ChunkAnswer.End.CANCELLED ? 0 : 1;
            }
        } finally {
            PoolWorker.enter(before);
        }
        List<@Nullable Object> there = Chunk.items(values, done);
        return new ChunkAnswer(
                there, List.copyOf(failures), retries, System.nanoTime() - begun, ResultBytes.of(there), end);
    }

    private ChunkAnswer.End attempt(List<? extends @Nullable Object> items, int task, @Nullable Object[] values) {
        for (int attempts = 1; ; attempts++) {
            try {
                if (!enter(task)) {
                    return ChunkAnswer.End.CANCELLED;
                }
                values[task] = function.apply(items.get(task));
                TimeoutException tooLate = leave();
                if (tooLate == null) {
                    return ChunkAnswer.End.DONE;
                }
                throw tooLate;
            } catch (Throwable thrown) {
                TimeoutException tooLate = leave();
                Throwable failure = tooLate == null ? thrown : tooLate;
                if (!isOwnThread && tooLate == null && thrown instanceof InterruptedException) {
                    return ChunkAnswer.End.CANCELLED;
                }
                if (isCancelled()) {
                    return ChunkAnswer.End.CANCELLED;
                }
                if (!retry.isWorthwhile(attempts, failure) || !pause(attempts)) {
                    values[task] = null;
                    failures.add(new TaskFailure(task, failure, attempts));
                    return onError instanceof OnError.Stop ? ChunkAnswer.End.STOPPED : ChunkAnswer.End.DONE;
                }
                retries++;
            }
        }
    }

    /** Whether to go on. */
    private boolean pause(int attempts) {
        long nanos = retry.waitAfter(attempts, ThreadLocalRandom.current()).toNanos();
        try {
            synchronized (this) {
                inside = Thread.currentThread();
                since = 0;
            }
            TimeUnit.NANOSECONDS.sleep(nanos);
            return true;
        } catch (InterruptedException e) {
            return false;
        } finally {
            leave();
        }
    }

    private synchronized boolean enter(int task) {
        if (cancelled) {
            return false;
        }
        offset = task;
        late = null;
        inside = Thread.currentThread();
        since = timeoutNanos == 0 ? 0 : System.nanoTime() | 1;
        return true;
    }

    /** On a thread of the pool an interrupt is ours, or the function's own: neither is for what comes next. */
    private synchronized @Nullable TimeoutException leave() {
        inside = null;
        since = 0;
        if (isOwnThread || late != null || cancelled) {
            Thread.interrupted();
        }
        return late;
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Interrupts the function if it runs; no further task is begun. */
    synchronized void cancel() {
        cancelled = true;
        if (inside != null) {
            inside.interrupt();
        }
    }

    /** Called now and then: a task that takes too long is interrupted, and has failed whatever it does then. */
    synchronized void interruptIfLate() {
        if (inside != null && since != 0 && late == null && System.nanoTime() - since > timeoutNanos) {
            late = new TimeoutException("took longer than " + Durations.text(timeoutNanos));
            late.setStackTrace(inside.getStackTrace());
            inside.interrupt();
        }
    }

    /** The task that was interrupted so long ago and goes on; null if there is none. */
    synchronized @Nullable Lateness lateness(long graceNanos) {
        boolean goesOn = inside != null && late != null && System.nanoTime() - since > timeoutNanos + graceNanos;
        return goesOn ? new Lateness(offset, late(), List.copyOf(failures)) : null;
    }

    private TimeoutException late() {
        return java.util.Objects.requireNonNull(late);
    }

    /** Where the function is; empty outside of it. */
    synchronized StackTraceElement[] stack() {
        return inside == null ? new StackTraceElement[0] : inside.getStackTrace();
    }

    /** A task that does not heed its interrupt, and the failures of those before it. */
    record Lateness(int offset, TimeoutException failure, List<TaskFailure> before) {}
}
