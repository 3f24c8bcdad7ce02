package dev.arrowshare.dataset;

import java.io.Serializable;
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
 * <p><b>Errors:</b> what it throws is the failure of its task, for which {@link TaskOptions#onError} says what follows.
 *
 * @param <T> items; those that go to a process must travel: Java serialization, and paths, schemas, shared datasets and small batches
 * @param <R> results, likewise
 */
@FunctionalInterface
public interface TaskFunction<T extends @Nullable Object, R extends @Nullable Object> extends Serializable {
    R apply(T item) throws Exception;
}
