package dev.arrowshare.dataset;

import dev.arrowshare.dataset.pool.Job;
import dev.arrowshare.dataset.pool.PoolEngine;
import dev.arrowshare.dataset.pool.Run;
import dev.arrowshare.dataset.pool.Source;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.InterruptedRunException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Workers for any function over any items: threads, or processes, that stay alive between calls.
 *
 * <pre>{@code
 * try (WorkerPool pool = WorkerPool.open(processes(4))) {
 *     List<Long> sizes = pool.map(files, file -> Files.size(file));
 * }
 * }</pre>
 *
 * <p>What a function captures travels to worker processes: shared datasets as tickets, so that all read the same pages; small batches,
 * paths and schemas, and whatever is {@link Serializable}. What cannot travel is refused before anything starts.
 *
 * <p><b>Threads:</b> safe; calls at the same time share the workers. A function may open pools of its own, and may call the pool that
 * it is called by if that has threads: its tasks are then done by the calling thread.
 *
 * <p><b>Ownership:</b> the caller closes it, which ends what still runs.
 *
 * <p><b>Errors:</b> {@link dev.arrowshare.error.TaskFailedException} with what the function threw as its cause; {@link
 * dev.arrowshare.error.WorkerFailedException} as that cause when a task has taken several workers with it; {@link
 * InterruptedRunException} when the calling thread was interrupted. Never a shorter result.
 */
public final class WorkerPool implements AutoCloseable {
    private static @Nullable WorkerPool ofProcess;

    private final Workers workers;
    private final PoolOptions options;
    private final PoolEngine engine;

    private WorkerPool(Workers workers, PoolOptions options) {
        this.workers = workers;
        this.options = options;
        this.engine = new PoolEngine(workers, options);
    }

    /** See {@link #open(Workers, PoolOptions)}. */
    public static WorkerPool open(Workers workers) {
        return open(workers, PoolOptions.pool());
    }

    /** Starts the workers, and does not wait until they are ready. */
    public static WorkerPool open(Workers workers, PoolOptions options) {
        if (options.needsProcesses() && !(workers instanceof Workers.Processes)) {
            throw new IllegalArgumentException(
                    "jvmOptions, environment, classPath, heapBytes, directBytes and placement are for"
                            + " processes(n), not for " + workers);
        }
        return new WorkerPool(workers, options);
    }

    /**
     * The pool of this process: threads, one a core, made when it is first asked for. It is nobody's to close: {@link #reset} ends it.
     */
    public static WorkerPool shared() {
        synchronized (WorkerPool.class) {
            if (ofProcess == null) {
                ofProcess = open(Workers.threads(Runtime.getRuntime().availableProcessors()));
            }
            return ofProcess;
        }
    }

    /** Ends the pool of this process, if there is one; {@link #shared} makes another. */
    public static void reset() {
        WorkerPool ending;
        synchronized (WorkerPool.class) {
            ending = ofProcess;
            ofProcess = null;
        }
        if (ending != null) {
            ending.engine.close();
        }
    }

    /** A function without an item. */
    @FunctionalInterface
    public interface Task<R extends @Nullable Object> extends Serializable {
        R call() throws Exception;
    }

    /** See {@link #map(Iterable, TaskFunction, TaskOptions)}. */
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function) {
        return map(items, function, TaskOptions.tasks());
    }

    /** See {@link #map(Iterable, TaskFunction, TaskOptions)}. */
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Stream<? extends T> items, TaskFunction<? super T, ? extends R> function) {
        try (items) {
            return values(Source.of(items.iterator(), OptionalLong.empty()), function, TaskOptions.tasks());
        }
    }

    /**
     * The results of all items, in their order; without those that failed, if the options say so.
     *
     * @param items of any kind, known in number or not; taken on a thread of the pool, while results come
     */
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function, TaskOptions options) {
        return values(Source.of(items), function, options);
    }

    private <R extends @Nullable Object> List<R> values(
            Source items, TaskFunction<?, ? extends R> function, TaskOptions options) {
        List<R> results = new ArrayList<>();
        for (Job.Piece piece : pieces(items, function, options, Job.Order.INPUT)) {
            Pieces.addValues(piece, results);
        }
        return results;
    }

    /** See {@link #mapUnordered(Iterable, TaskFunction, TaskOptions)}. */
    public <T extends @Nullable Object, R extends @Nullable Object> List<Indexed<R>> mapUnordered(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function) {
        return mapUnordered(items, function, TaskOptions.tasks());
    }

    /** The results of all items as they came, each with the index of its item. */
    public <T extends @Nullable Object, R extends @Nullable Object> List<Indexed<R>> mapUnordered(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function, TaskOptions options) {
        List<Indexed<R>> results = new ArrayList<>();
        for (Job.Piece piece : pieces(Source.of(items), function, options, Job.Order.COMPLETION)) {
            Pieces.addIndexed(piece, results);
        }
        return results;
    }

    /** See {@link #tryMap(Iterable, TaskFunction, TaskOptions)}. */
    public <T extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> tryMap(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function) {
        return tryMap(items, function, TaskOptions.tasks());
    }

    /** What became of each item, in their order: its value, or its failure. */
    public <T extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> tryMap(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function, TaskOptions options) {
        List<Outcome<R>> results = new ArrayList<>();
        for (Job.Piece piece :
                pieces(Source.of(items), function, options.onError(OnError.collect()), Job.Order.INPUT)) {
            Pieces.addOutcomes(piece, results);
        }
        return results;
    }

    /** See {@link #stream(Iterable, TaskFunction, TaskOptions)}. */
    public <T extends @Nullable Object, R extends @Nullable Object> Results<R> stream(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function) {
        return stream(items, function, TaskOptions.tasks());
    }

    /**
     * Results in the order of their items, which may be endless: no more tasks than {@link TaskOptions#window} are under way or wait
     * with their results.
     */
    public <T extends @Nullable Object, R extends @Nullable Object> Results<R> stream(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function, TaskOptions options) {
        return new RunResults<>(
                engine.start(Source.of(items), function, options, Job.Order.INPUT, true, false), Pieces::<R>addValues);
    }

    /** See {@link #streamUnordered(Iterable, TaskFunction, TaskOptions)}. */
    public <T extends @Nullable Object, R extends @Nullable Object> Results<Indexed<R>> streamUnordered(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function) {
        return streamUnordered(items, function, TaskOptions.tasks());
    }

    /** Results as they come, each with the index of its item. */
    public <T extends @Nullable Object, R extends @Nullable Object> Results<Indexed<R>> streamUnordered(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function, TaskOptions options) {
        return new RunResults<>(
                engine.start(Source.of(items), function, options, Job.Order.COMPLETION, true, false),
                Pieces::<R>addIndexed);
    }

    /** See {@link #mapAsync(Iterable, TaskFunction, TaskOptions)}. */
    public <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function) {
        return mapAsync(items, function, TaskOptions.tasks());
    }

    /**
     * As {@link #map(Iterable, TaskFunction, TaskOptions)}, without waiting: to cancel the future ends the run. Inline workers, and
     * workers that call their own pool, have done it when this returns.
     */
    public <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function, TaskOptions options) {
        return later(
                engine.start(Source.of(items), function, options, Job.Order.INPUT, false, false), Pieces::addValues);
    }

    /** See {@link #mapUnorderedAsync(Iterable, TaskFunction, TaskOptions)}. */
    public <T extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<Indexed<R>>> mapUnorderedAsync(
                    Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function) {
        return mapUnorderedAsync(items, function, TaskOptions.tasks());
    }

    /** As {@link #mapUnordered(Iterable, TaskFunction, TaskOptions)}, as {@link #mapAsync(Iterable, TaskFunction, TaskOptions)}. */
    public <T extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<Indexed<R>>> mapUnorderedAsync(
                    Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function, TaskOptions options) {
        return later(
                engine.start(Source.of(items), function, options, Job.Order.COMPLETION, false, false),
                Pieces::addIndexed);
    }

    /** See {@link #tryMapAsync(Iterable, TaskFunction, TaskOptions)}. */
    public <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<Outcome<R>>> tryMapAsync(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function) {
        return tryMapAsync(items, function, TaskOptions.tasks());
    }

    /** As {@link #tryMap(Iterable, TaskFunction, TaskOptions)}, as {@link #mapAsync(Iterable, TaskFunction, TaskOptions)}. */
    public <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<Outcome<R>>> tryMapAsync(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function, TaskOptions options) {
        TaskOptions collecting = options.onError(OnError.collect());
        return later(
                engine.start(Source.of(items), function, collecting, Job.Order.INPUT, false, false),
                Pieces::addOutcomes);
    }

    private static <X> CompletableFuture<List<X>> later(Run run, BiConsumer<Job.Piece, List<X>> add) {
        CompletableFuture<List<X>> future = new CompletableFuture<>();
        if (run.isDoneByTaker()) {
            Pieces.completeAll(run, add, future);
            return future;
        }
        run.whenEnded(() -> Pieces.completeAllElsewhere(run, add, future));
        var unused = future.whenComplete((values, failure) -> run.cancel());
        return future;
    }

    private Iterable<Job.Piece> pieces(
            Source items, TaskFunction<?, ?> function, TaskOptions options, Job.Order order) {
        Run run = engine.start(items, function, options, order, false, false);
        return () -> new RunPieces(run);
    }

    /** See {@link #submit(Task, TaskOptions)}. */
    public <R extends @Nullable Object> CompletableFuture<R> submit(Task<? extends R> task) {
        return submit(task, TaskOptions.tasks());
    }

    /**
     * One task. Its future fails with what the task threw; to cancel it cancels the task. Waits while there is enough to do for all
     * workers.
     */
    public <R extends @Nullable Object> CompletableFuture<R> submit(Task<? extends R> task, TaskOptions options) {
        TaskFunction<@Nullable Object, R> function = nothing -> task.call();
        List<@Nullable Object> nothing = new ArrayList<>();
        nothing.add(null);
        Run run = engine.start(
                Source.of(nothing.iterator(), OptionalLong.of(1)),
                function,
                options.onError(OnError.collect()),
                Job.Order.INPUT,
                false,
                true);
        CompletableFuture<R> future = new CompletableFuture<>();
        if (run.isDoneByTaker()) {
            Pieces.complete(run, future);
            return future;
        }
        run.whenEnded(() -> Pieces.complete(run, future));
        var unused = future.whenComplete((value, failure) -> run.cancel());
        return future;
    }

    /**
     * Calls the function on a hundred of the items in the calling thread and by the workers, and compares: for functions that may depend
     * on what only one process or thread has. Batches are compared by their values, failures by type and message.
     *
     * <pre>{@code
     * pool.verifyEquivalence(files, file -> score(file));
     * }</pre>
     *
     * @throws ArrowShareException that names the first difference
     */
    public <T extends @Nullable Object, R extends @Nullable Object> void verifyEquivalence(
            Iterable<? extends T> items, TaskFunction<? super T, ? extends R> function) {
        List<T> sample = Equivalence.sample(items);
        try (WorkerPool inline = open(Workers.inline(), options.hooksOnly())) {
            List<Outcome<R>> here = inline.tryMap(sample, function);
            new Equivalence(workers).require(sample, here, tryMap(sample, function));
        }
    }

    /** An object for all workers to have, by the handle that a function captures. */
    public <T> Shared<T> share(T value) {
        return new Shared<>(engine.share(value));
    }

    /** Who works here. */
    public Workers workers() {
        return workers;
    }

    /** What {@code onStop} returned, of each worker that has stopped; of all of them when the pool is closed. */
    public List<@Nullable Object> stopResults() {
        return engine.stopResults();
    }

    /** What the pool has done so far. */
    public PoolStatistics statistics() {
        return engine.statistics();
    }

    /** Ends what still runs and stops the workers. Again is harmless. */
    @Override
    public void close() {
        synchronized (WorkerPool.class) {
            if (ofProcess == this) {
                throw new IllegalStateException(
                        "WorkerPool.shared() belongs to the whole process: WorkerPool.reset() ends it");
            }
        }
        engine.close();
    }

    /** An interrupt ends the run, and shows as one. */
    static Job.@Nullable Piece take(Run run) {
        try {
            return run.take();
        } catch (InterruptedException e) {
            run.cancel();
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("the run was interrupted", e);
        } catch (ArrowShareException e) {
            run.cancel();
            throw e;
        }
    }
}
