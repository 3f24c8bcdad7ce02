package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.UnsupportedFeatureException;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Encodes batches to row groups, apart from any file: in a worker, say, for a {@link ParquetSink} elsewhere to append.
 *
 * <pre>{@code
 * try (RowGroupEncoder encoder = new RowGroupEncoder(schema, options);
 *         EncodedRowGroup group = encoder.encode(batches)) {
 *     long bytes = group.writeTo(channel, 0);
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> one call at a time; a call encodes columns on {@link ParquetWriteOptions#threads} threads.
 *
 * <p><b>Ownership:</b> the caller closes the encoder and each row group, in any order. Batches stay the caller's; a row group holds
 * nothing of them.
 *
 * <p><b>Errors:</b> {@link UnsupportedFeatureException} from the constructor for a column that has no form in Parquet, or none that
 * this version writes; {@link dev.arrowshare.error.SchemaMismatchException} for a batch of another schema.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class RowGroupEncoder implements AutoCloseable {

    /**
     * An encoder for batches of that schema.
     *
     * @param schema of the file; a dictionary-encoded field's type may be that of its values or, as in {@link Batch#schema}, that of
     *     its indices
     */
    public RowGroupEncoder(Schema schema, ParquetWriteOptions options) {
        throw new UnsupportedOperationException();
    }

    /** One row group of all rows of these batches, however many there are. */
    public EncodedRowGroup encode(List<Batch> batches) {
        throw new UnsupportedOperationException();
    }

    /** Frees scratch memory and ends the threads. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
