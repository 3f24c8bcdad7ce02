package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a Parquet file, in order, decoded ahead on the threads that the options allow.
 *
 * <pre>{@code
 * try (BatchStream batches = source.read(allocator)) {
 *     for (Batch next = batches.next(); next != null; next = batches.next()) {
 *         try (Batch batch = next) {
 *             …
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> for one thread at a time.
 *
 * <p><b>Ownership:</b> the caller closes the stream and each batch; a batch may outlive the stream.
 *
 * <p><b>Errors:</b> {@link dev.arrowshare.error.CorruptFileException} with file, column, row group and page; {@link
 * dev.arrowshare.error.UnsupportedFeatureException}; {@link dev.arrowshare.error.InterruptedRunException} when the waiting thread is
 * interrupted. After an error the stream has ended: each further call throws the same.
 */
public interface BatchStream extends AutoCloseable {
    /** The next batch, which the caller closes, or null after the last. */
    @Nullable
    Batch next();

    /** What a filter made unnecessary to read, so far; nothing without a filter. */
    default SkippedRows skipped() {
        return SkippedRows.NONE;
    }

    /** Stops decoding and frees what was not handed out. */
    @Override
    void close();
}
