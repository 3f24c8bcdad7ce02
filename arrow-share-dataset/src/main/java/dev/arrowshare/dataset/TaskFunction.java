package dev.arrowshare.dataset;

import dev.arrowshare.dataset.pool.AsyncFunction;
import dev.arrowshare.dataset.pool.StoredFunction;
import java.io.Serializable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A function of one item, which a {@link WorkerPool} calls in its workers: a lambda, a method reference, or a record whose components are
 * what it shares.
 *
 * <pre>{@code
 * List<Long> sizes = pool.map(files, file -> Files.size(file));
 * }</pre>
 *
 * <p><b>Threads:</b> with {@link Workers#threads} one instance serves all threads; each worker process has its own copy, made by Java
 * serialization, which its threads share.
 *
 * <p><b>Ownership:</b> a batch that it returns is the caller's to close; a worker process closes its own when it has sent it, so that a
 * function that goes on to use one returns {@code batch.retain()}.
 *
 * <p><b>Errors:</b> what it throws is the failure of its task, for which {@link TaskOptions#onError} says what follows.
 *
 * @param <T> items; those that go to a process must travel: Java serialization, and paths, schemas, shared datasets and small batches
 * @param <R> results, likewise
 */
@FunctionalInterface
public interface TaskFunction<T extends @Nullable Object, R extends @Nullable Object> extends Serializable {
    R apply(T item) throws Exception;

    /**
     * A function that returns before its result is there: the value of the future is the task's result, its failure the task's. A worker
     * has {@link TaskOptions#inFlight} of them under way at once.
     *
     * <pre>{@code
     * pool.map(requests, async(request -> client.sendAsync(request, ofString())), tasks().inFlight(100))
     * }</pre>
     *
     * <p>A task that takes too long, or is not wanted any more, has its future cancelled; what it does then is not waited for. {@link
     * PoolWorker#current} is there until the function returns.
     */
    static <T extends @Nullable Object, R extends @Nullable Object> TaskFunction<T, R> async(
            TaskFunction<? super T, ? extends CompletionStage<? extends R>> function) {
        return new AsyncFunction<>(function);
    }

    /**
     * A function whose results are too large to be held, or too many: each worker puts its own into files, and what comes back says where
     * they are ({@link StoredResult}). The files are the pool's, deleted with it at the latest, in its own folder or in that of {@link
     * TaskOptions#resultsTo}. A batch that the function returns is closed when it is written.
     *
     * <pre>{@code
     * List<StoredResult<double[]>> columns = pool.map(files, stored(file -> decode(file)));
     * }</pre>
     *
     * @param function may be one of futures: {@code stored(async(…))}
     */
    static <T extends @Nullable Object, R extends @Nullable Object> TaskFunction<T, StoredResult<R>> stored(
            TaskFunction<? super T, ? extends R> function) {
        return new StoredFunction<>(function);
    }
}
