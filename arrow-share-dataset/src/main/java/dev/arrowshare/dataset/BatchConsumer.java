package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;

/**
 * What {@link Pipeline#forEach} does with each batch, on the calling thread.
 *
 * <p><b>Ownership:</b> the batch ends with the call, unless it was {@linkplain Batch#retain retained}.
 */
@FunctionalInterface
public interface BatchConsumer {
    void accept(Batch batch) throws Exception;
}
