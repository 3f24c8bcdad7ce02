package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import java.nio.file.Path;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes the Arrow stream format to a file.
 *
 * <pre>{@code
 * try (ArrowStreamWriter writer = ArrowStreamWriter.create(path, schema, ArrowWriteOptions.defaults())) {
 *     writer.append(batch);
 *     writer.publish();
 * }
 * }</pre>
 *
 * <p><b>Threads, Ownership, Errors:</b> as for {@link ArrowFileWriter}.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ArrowStreamWriter implements AutoCloseable {
    private ArrowStreamWriter() {}

    /**
     * Begins a temporary file beside the target.
     *
     * @param schema that of the batches, or as {@link ArrowFile#declaredSchema} has it
     */
    public static ArrowStreamWriter create(Path target, Schema schema, ArrowWriteOptions options) {
        throw new UnsupportedOperationException();
    }

    public void append(Batch batch) {
        throw new UnsupportedOperationException();
    }

    /** Rows appended so far. */
    public long rows() {
        throw new UnsupportedOperationException();
    }

    /** Ends the stream and moves it to the target, replacing what was there. */
    public void publish() {
        throw new UnsupportedOperationException();
    }

    /** Without {@link #publish}: deletes what was written. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
