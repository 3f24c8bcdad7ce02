package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.PoolOptions;
import dev.arrowshare.dataset.PoolWorker;
import dev.arrowshare.dataset.event.WorkerEvents;
import dev.arrowshare.dataset.work.Stacks;
import dev.arrowshare.error.ArrowShareException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A worker of this process: the thread that asks for an answer does the work. */
final class LocalLane implements Lane {
    private final PoolWorker worker;
    private final PoolOptions options;
    private final boolean isOwnThread;
    private final AsyncCalls<Chunk> asyncCalls;
    private @Nullable Chunk sent;
    private volatile @Nullable Work work;

    /** A chunk at work. */
    private record Work(Chunk chunk, ChunkRunner runner, Thread thread, long since) {}

    /** @param isOwnThread whether the thread that asks for answers is the pool's */
    LocalLane(PoolWorker worker, PoolOptions options, boolean isOwnThread) {
        this.worker = worker;
        this.options = options;
        this.isOwnThread = isOwnThread;
        this.asyncCalls = new AsyncCalls<>(worker, 1, isOwnThread);
    }

    @Override
    public void start(WorkerEvents events) {
        long begun = System.nanoTime();
        events.started();
        Hooks.call(options.onStart(), "onStart", worker);
        events.ready(0, 0, System.nanoTime() - begun);
    }

    /** The worker's number. */
    int number() {
        return worker.id();
    }

    @Override
    public int atOnce() {
        return 1;
    }

    @Override
    public int threads() {
        return 1;
    }

    @Override
    public void send(Chunk chunk) {
        Job job = chunk.job();
        if (!(job.function instanceof AsyncFunction<Object, Object> function)) {
            sent = chunk;
            return;
        }
        asyncCalls.add(job.number, function, JobRules.of(job.options), chunk, chunk.items());
        if (job.isEnded()) {
            asyncCalls.cancel(job.number);
        }
    }

    @Override
    public Received receive() {
        Chunk chunk = sent;
        if (chunk != null) {
            sent = null;
            return answer(chunk);
        }
        AsyncChunk<Chunk> done = nextDone();
        return new Received(done.tag(), done.answer(), 0);
    }

    /** An interrupt of a thread that is not ours ends what it waits for. */
    private AsyncChunk<Chunk> nextDone() {
        while (true) {
            try {
                return asyncCalls.next();
            } catch (InterruptedException e) {
                if (!isOwnThread) {
                    asyncCalls.cancelAll();
                }
            }
        }
    }

    private Received answer(Chunk chunk) {
        ChunkRunner runner = runner(chunk);
        work = new Work(chunk, runner, Thread.currentThread(), System.nanoTime());
        try {
            if (chunk.job().isEnded()) {
                runner.cancel();
            }
            return new Received(chunk, runner.run(chunk.items()), 0);
        } finally {
            work = null;
        }
    }

    private ChunkRunner runner(Chunk chunk) {
        Job job = chunk.job();
        long timeout = job.options.taskTimeout().map(Duration::toNanos).orElse(0L);
        return new ChunkRunner(worker, job.function, job.options.onError(), job.options.retry(), timeout, isOwnThread);
    }

    @Override
    public void cancel(Job job) {
        Work current = work;
        if (current != null && current.chunk.job() == job) {
            current.runner.cancel();
        }
        asyncCalls.cancel(job.number);
    }

    @Override
    public @Nullable Stuck watch(long graceNanos) {
        Work current = work;
        if (current == null) {
            return watchAsyncCalls(graceNanos);
        }
        current.runner.interruptIfLate();
        ChunkRunner.Lateness late = current.runner.lateness(graceNanos);
        return late == null ? null : new Stuck(current.chunk, Stucks.answer(late, worker.id()));
    }

    private @Nullable Stuck watchAsyncCalls(long graceNanos) {
        AsyncCalls.Late<Chunk> late = asyncCalls.watch(graceNanos);
        return late == null ? null : new Stuck(late.chunk().tag(), Stucks.answer(late.lateness(), worker.id()));
    }

    @Override
    public String stacks() {
        Work current = work;
        return current == null ? "    nowhere: it is done" : Stacks.of(current.thread);
    }

    /** A thread cannot be replaced: what it holds would stay held. */
    @Override
    public void kill() {}

    /** What it holds is not its own. */
    @Override
    public void sayMemory(WorkerEvents events) {}

    /** What its thread is at, and since when; null if it is at nothing. */
    @Nullable
    Turn turn() {
        Work current = work;
        return current == null ? null : new Turn(current.chunk, current.since);
    }

    /** Its thread is left behind. */
    @Override
    public void abandon() {
        Work current = work;
        if (current != null) {
            current.runner.cancel();
        }
        asyncCalls.cancelAll();
    }

    /** Where its thread is, for messages. */
    StackTraceElement[] stack() {
        Work current = work;
        return current == null ? asyncCalls.stack() : current.runner.stack();
    }

    @Override
    public @Nullable Object stop() {
        Object result = Hooks.call(options.onStop(), "onStop", worker);
        try {
            worker.closeState();
        } catch (Exception e) {
            throw new ArrowShareException("worker " + worker.id() + " could not close its state: " + e, e);
        }
        return result;
    }

    @Override
    public String toString() {
        return "worker " + worker.id() + " " + Arrays.toString(stack());
    }
}
