package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.PoolWorker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one worker whose functions return futures. Who asks for the {@linkplain #next next} answer begins tasks, as many as may be
 * under way, and waits for their futures without a thread for each. Chunks overlap: while the last tasks of one are awaited those of the
 * next go on.
 *
 * <p><b>Threads:</b> safe. Futures are completed by whomever, and cancelled outside of the lock, since that calls whatever waits for them.
 *
 * @param <C> what an answer is to be given to
 */
final class AsyncCalls<C> {
    private final PoolWorker worker;
    private final int threads;
    private final boolean isOwnThread;
    private final Map<Long, AsyncJob<C>> jobs = new LinkedHashMap<>();
    private final Deque<AsyncChunk<C>> answers = new ArrayDeque<>();
    private final List<CompletionStage<?>> unwanted = new ArrayList<>();

    /** A function that goes on beyond its limit, without having returned a future, though its thread was interrupted. */
    record Late<C>(AsyncChunk<C> chunk, ChunkRunner.Lateness lateness) {}

    /**
     * No tasks yet.
     *
     * @param threads that begin tasks, each of which counts as a worker
     * @param isOwnThread whether they are the pool's, and their interrupts nobody else's
     */
    AsyncCalls(PoolWorker worker, int threads, boolean isOwnThread) {
        this.worker = worker;
        this.threads = threads;
        this.isOwnThread = isOwnThread;
    }

    synchronized void add(
            long job,
            AsyncFunction<Object, Object> function,
            JobRules rules,
            C tag,
            List<? extends @Nullable Object> items) {
        AsyncJob<C> to = jobs.computeIfAbsent(
                job, number -> new AsyncJob<>(number, function, rules, Math.multiplyExact(threads, rules.inFlight())));
        to.add(new AsyncChunk<>(to, tag, items));
        notifyAll();
    }

    /** The next chunk that is done, worked and waited for. */
    AsyncChunk<C> next() throws InterruptedException {
        while (true) {
            AsyncTask<C> task;
            synchronized (this) {
                task = toBegin();
                while (task == null && answers.isEmpty()) {
                    waitForChange();
                    task = toBegin();
                }
                if (task == null) {
                    return answers.remove();
                }
                task.begin();
            }
            call(task);
        }
    }

    /** Answers that are there come first. */
    private @Nullable AsyncTask<C> toBegin() {
        if (!answers.isEmpty()) {
            return null;
        }
        for (AsyncJob<C> job : jobs.values()) {
            AsyncTask<C> task = job.toBegin();
            if (task != null) {
                return task;
            }
        }
        return null;
    }

    private void waitForChange() throws InterruptedException {
        long nanos = Long.MAX_VALUE;
        for (AsyncJob<C> job : jobs.values()) {
            nanos = Math.min(nanos, job.nanosUntilDue());
        }
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, nanos));
    }

    private void call(AsyncTask<C> task) throws InterruptedException {
        int attempt = task.attempts();
        PoolWorker before = PoolWorker.isCurrent() ? PoolWorker.current() : null;
        PoolWorker.enter(worker);
        try {
            CompletionStage<?> future = task.chunk.job.function.begin(task.chunk.item(task.offset));
            if (awaits(task, future)) {
                var unused = future.whenComplete((value, thrown) -> ended(task, attempt, value, thrown));
            }
        } catch (Throwable thrown) {
            threw(task, attempt, thrown);
        } finally {
            PoolWorker.enter(before);
            cancelUnwanted();
        }
    }

    /** Whether the future is still wanted. */
    private synchronized boolean awaits(AsyncTask<C> task, CompletionStage<?> future) {
        TimeoutException late = leave(task);
        if (task.isOver() || late != null) {
            unwanted.add(future);
        }
        if (late != null && task.isUnderWay()) {
            end(task, null, late);
        }
        task.awaits(future);
        return task.isUnderWay();
    }

    /** An interrupt of a thread that is not ours is not the task's failure: who waits for it goes on elsewhere. */
    private synchronized void threw(AsyncTask<C> task, int attempt, Throwable thrown) throws InterruptedException {
        TimeoutException late = leave(task);
        if (!isOwnThread && late == null && thrown instanceof InterruptedException interrupt) {
            throw interrupt;
        }
        if (task.isUnderWay(attempt)) {
            end(task, null, late == null ? thrown : late);
        }
    }

    /** On a thread of the pool an interrupt is ours, or the function's own: neither is for what comes next. */
    private @Nullable TimeoutException leave(AsyncTask<C> task) {
        task.left();
        if (isOwnThread || task.late() != null || task.isOver()) {
            Thread.interrupted();
        }
        return task.late();
    }

    private void ended(AsyncTask<C> task, int attempt, @Nullable Object value, @Nullable Throwable thrown) {
        synchronized (this) {
            if (task.isUnderWay(attempt)) {
                end(task, value, unwrapped(thrown));
            }
        }
        cancelUnwanted();
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    /** An attempt, with its value or its failure. */
    private void end(AsyncTask<C> task, @Nullable Object value, @Nullable Throwable thrown) {
        AsyncChunk<C> chunk = task.chunk;
        AsyncJob<C> job = chunk.job;
        job.ended();
        if (thrown != null && job.rules.retry().isWorthwhile(task.attempts(), thrown)) {
            chunk.retried();
            task.again(System.nanoTime() + waitAfter(task));
            job.again(task);
        } else {
            task.end();
            if (thrown == null) {
                chunk.succeeded(task.offset, value);
            } else {
                chunk.failed(new TaskFailure(task.offset, thrown, task.attempts()));
            }
        }
        if (chunk.isOver()) {
            close(chunk);
        }
        notifyAll();
    }

    private static long waitAfter(AsyncTask<?> task) {
        return task.chunk
                .job
                .rules
                .retry()
                .waitAfter(task.attempts(), ThreadLocalRandom.current())
                .toNanos();
    }

    /** The chunk has its answer; what goes on of it is not wanted. */
    private void close(AsyncChunk<C> chunk) {
        AsyncJob<C> job = chunk.job;
        for (AsyncTask<C> task : chunk.tasks) {
            if (task.isUnderWay()) {
                job.ended();
                letGo(task);
            }
            task.end();
        }
        job.forget(chunk);
        if (job.open.isEmpty()) {
            jobs.remove(job.number);
        }
        answers.add(chunk);
    }

    private void letGo(AsyncTask<C> task) {
        CompletionStage<?> future = task.future();
        Thread caller = task.caller();
        if (future != null) {
            unwanted.add(future);
        } else if (caller != null && caller != Thread.currentThread()) {
            caller.interrupt();
        }
    }

    /** Ends all tasks of that job: their chunks are answered as cancelled. */
    void cancel(long job) {
        synchronized (this) {
            AsyncJob<C> ending = jobs.get(job);
            if (ending != null) {
                cancel(ending);
            }
        }
        cancelUnwanted();
    }

    void cancelAll() {
        synchronized (this) {
            List.copyOf(jobs.values()).forEach(this::cancel);
        }
        cancelUnwanted();
    }

    private void cancel(AsyncJob<C> job) {
        for (AsyncChunk<C> chunk : List.copyOf(job.open)) {
            chunk.cancelled();
            close(chunk);
        }
        notifyAll();
    }

    private void cancelUnwanted() {
        List<CompletionStage<?>> cancelling;
        synchronized (this) {
            if (unwanted.isEmpty()) {
                return;
            }
            cancelling = List.copyOf(unwanted);
            unwanted.clear();
        }
        for (CompletionStage<?> future : cancelling) {
            cancel(future);
        }
    }

    private static void cancel(CompletionStage<?> future) {
        try {
            future.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException e) {
            // It cannot be cancelled, and is left to itself.
        }
    }

    /** Called now and then: tasks beyond their limit have failed. A function that does not heed its interrupt is returned. */
    @Nullable
    Late<C> watch(long graceNanos) {
        Late<C> stuck = null;
        synchronized (this) {
            for (AsyncJob<C> job : List.copyOf(jobs.values())) {
                for (AsyncChunk<C> chunk : List.copyOf(job.open)) {
                    Late<C> here = job.rules.timeoutNanos() == 0 ? null : watch(chunk, graceNanos);
                    stuck = here == null ? stuck : here;
                }
            }
        }
        cancelUnwanted();
        return stuck;
    }

    private @Nullable Late<C> watch(AsyncChunk<C> chunk, long graceNanos) {
        long limit = chunk.job.rules.timeoutNanos();
        Late<C> stuck = null;
        for (AsyncTask<C> task : chunk.tasks) {
            Thread caller = task.caller();
            TimeoutException late = task.late();
            if (task.isLate(limit) && caller == null) {
                timeOut(task, tooLong(limit));
            } else if (task.isLate(limit) && caller != null && late == null) {
                task.interrupt(caller, tooLong(limit));
            } else if (task.isLate(limit + graceNanos) && late != null) {
                stuck = new Late<>(chunk, new ChunkRunner.Lateness(task.offset, late, List.of()));
            }
        }
        return stuck;
    }

    private static TimeoutException tooLong(long limitNanos) {
        return new TimeoutException("took longer than " + Durations.text(limitNanos));
    }

    /** No thread is in it: there is no stack to show. */
    private void timeOut(AsyncTask<C> task, TimeoutException why) {
        why.setStackTrace(new StackTraceElement[0]);
        letGo(task);
        end(task, null, why);
    }

    /** Where a function is that has not returned its future. */
    synchronized StackTraceElement[] stack() {
        for (AsyncJob<C> job : jobs.values()) {
            for (AsyncChunk<C> chunk : job.open) {
                for (AsyncTask<C> task : chunk.tasks) {
                    Thread caller = task.caller();
                    if (caller != null) {
                        return caller.getStackTrace();
                    }
                }
            }
        }
        return new StackTraceElement[0];
    }
}
