package dev.arrowshare.dataset;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Results that are taken while the run goes on. Who pauses makes the run pause: no more tasks than the window are under way or wait here.
 *
 * <pre>{@code
 * try (Results<Double> scores = pool.stream(endless, item -> score(item))) {
 *     for (double score : scores) { … }
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the caller closes this, which cancels what is left.
 *
 * <p><b>Errors:</b> those of the run, from {@link Iterator#hasNext} and {@link Iterator#next}.
 */
public interface Results<R extends @Nullable Object> extends Iterable<R>, AutoCloseable {
    /** Goes on where an earlier iterator of this is: a run is walked once. */
    @Override
    Iterator<R> iterator();

    /** Tasks that are under way or whose results wait here, at this moment; never more than the window. */
    int pending();

    @Override
    void close();
}
