package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;
import java.util.Iterator;

/**
 * The batches of a run that goes on while they are taken.
 *
 * <pre>{@code
 * try (Batches batches = trips.mapBatches(f).toBatches()) {
 *     for (Batch batch : batches) {
 *         try (batch) { … }
 *     }
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the caller closes this and every batch that it took. Closing this ends the run; batches that were taken stay
 * valid.
 *
 * <p><b>Errors:</b> those of the run, from {@link Iterator#hasNext}. Where somebody truncates the input while it is mapped, the
 * iterator throws a {@link dev.arrowshare.error.CorruptFileException} that names it; the loop's own reading of a vector throws what the
 * JVM makes of a lost page, an {@link InternalError}. {@link Pipeline#forEach} turns that into the former too.
 */
public interface Batches extends Iterable<Batch>, AutoCloseable {
    /** Goes on where an earlier iterator of this is: the run is walked once. */
    @Override
    Iterator<Batch> iterator();

    @Override
    void close();
}
