package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import java.nio.file.Path;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes an Arrow IPC file that stock readers open and {@link ArrowFile} maps: buffers aligned to 64 bytes, blocks to pages.
 *
 * <pre>{@code
 * try (ArrowFileWriter writer = ArrowFileWriter.create(path, schema, ArrowWriteOptions.defaults())) {
 *     writer.append(batch);
 *     writer.publish(Map.of("source", "trips.parquet"));       // until here, readers see the old file or none
 * }
 * }</pre>
 *
 * <p>Dictionaries may grow or change from batch to batch: they are unified, and indices rewritten where they must be.
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the creator closes it; without {@link #publish} that deletes what was written. Batches stay their owner's.
 *
 * <p><b>Errors:</b> {@code StorageFullException} when the disk is full, {@code SchemaMismatchException} for a batch of another
 * schema.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ArrowFileWriter implements AutoCloseable {
    private ArrowFileWriter() {}

    /**
     * Begins a temporary file beside the target.
     *
     * @param schema that of the batches, or as {@link ArrowFile#declaredSchema} has it
     */
    public static ArrowFileWriter create(Path target, Schema schema, ArrowWriteOptions options) {
        throw new UnsupportedOperationException();
    }

    /** Where the bytes are now: the temporary file, or the target once it is published. */
    public Path writingTo() {
        throw new UnsupportedOperationException();
    }

    /** Writes one batch; others may read it from {@link #writingTo} when this returns. */
    public BlockLocation append(Batch batch) {
        throw new UnsupportedOperationException();
    }

    /** Rows appended so far. */
    public long rows() {
        throw new UnsupportedOperationException();
    }

    /** Bytes written so far. */
    public long bytes() {
        throw new UnsupportedOperationException();
    }

    /** Seals the file with this metadata in its footer and moves it to the target, replacing what was there. */
    public void publish(Map<String, String> footerMetadata) {
        throw new UnsupportedOperationException();
    }

    /** Without {@link #publish}: deletes what was written. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
