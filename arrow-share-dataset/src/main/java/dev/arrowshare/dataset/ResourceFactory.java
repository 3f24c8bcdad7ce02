package dev.arrowshare.dataset;

import java.io.Serializable;

/**
 * Opens what each worker needs once, in the thread or process of that worker.
 *
 * <p><b>Threads:</b> called by each worker, at the same time.
 *
 * <p><b>Ownership:</b> a resource that is {@link AutoCloseable} is closed when its worker ends, also after a failure.
 *
 * <p><b>Errors:</b> what it throws ends the run, as the cause of a {@link dev.arrowshare.error.MapperException}.
 */
@FunctionalInterface
public interface ResourceFactory<R> extends Serializable {
    R open() throws Exception;
}
