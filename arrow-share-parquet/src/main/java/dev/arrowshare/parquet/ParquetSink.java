package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.error.UnsupportedFeatureException;
import java.nio.file.Path;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes batches to a Parquet file, all or nothing: the file appears under its name with {@link #commit}, and whatever happens
 * before leaves what was there.
 *
 * <pre>{@code
 * try (ParquetSink sink = ParquetSink.create(Path.of("tips.parquet"), schema, ParquetWriteOptions.defaults())) {
 *     for (Batch batch : batches) {
 *         sink.append(batch);
 *     }
 *     sink.commit();
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> one at a time; columns are encoded on {@link ParquetWriteOptions#threads} threads.
 *
 * <p><b>Ownership:</b> the caller closes the sink; closing without a commit deletes the temporary file beside the target. Appended
 * batches stay the caller's, the sink retains them for the row group that they belong to.
 *
 * <p><b>Errors:</b> {@link UnsupportedFeatureException} from {@code create} for a column that cannot be written; {@link
 * ArrowShareException} for a target that cannot be written, before any work; {@link StorageFullException} when the disk is full.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ParquetSink implements AutoCloseable {
    private ParquetSink() {}

    /**
     * Opens a temporary file beside the target.
     *
     * @param schema of the file; a dictionary-encoded field's type may be that of its values or, as in {@link Batch#schema}, that of
     *     its indices
     */
    public static ParquetSink create(Path target, Schema schema, ParquetWriteOptions options) {
        throw new UnsupportedOperationException();
    }

    /** Adds rows. They are encoded when {@link ParquetWriteOptions#rowGroupRows} have come together. */
    public void append(Batch batch) {
        throw new UnsupportedOperationException();
    }

    /** Adds a row group, after all rows that were appended before. The caller still closes it. */
    public void append(EncodedRowGroup group) {
        throw new UnsupportedOperationException();
    }

    /** Writes what is left and the footer, and moves the file to its name. */
    public void commit() {
        throw new UnsupportedOperationException();
    }

    /** Rows appended so far. */
    public long rows() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the file so far; after {@link #commit} those of the whole file. */
    public long bytes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
