package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;
import java.io.Serializable;

/**
 * A {@link BatchMapper} that is also handed its worker's resource: a model, a connection, scratch memory.
 *
 * <pre>{@code
 * trips.mapBatches(() -> Model.open(file), (model, batch) -> model.run(batch))
 * }</pre>
 *
 * <p><b>Threads:</b> a resource is used by one thread at a time.
 *
 * <p><b>Ownership</b> and <b>Errors:</b> as {@link BatchMapper}.
 */
@FunctionalInterface
public interface ResourceMapper<R> extends Serializable {
    Batch map(R resource, Batch batch) throws Exception;
}
