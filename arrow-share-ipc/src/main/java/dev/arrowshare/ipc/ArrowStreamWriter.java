package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.ipc.layout.MetadataWriter;
import dev.arrowshare.ipc.publish.PendingFile;
import dev.arrowshare.schema.SchemaFields;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
public final class ArrowStreamWriter implements AutoCloseable {
    private final ArrowWriteOptions options;
    private final PendingFile file;
    private final MessageOutput output;
    private final BatchMessages messages;
    private final WriterState state = new WriterState();
    private long rows;

    private ArrowStreamWriter(Path target, Schema schema, ArrowWriteOptions options) {
        this.options = options;
        this.messages = new BatchMessages(SchemaFields.of(schema), options.compression());
        this.file = PendingFile.beside(target);
        this.output = new MessageOutput(file, ArrowFormat.BUFFER_ALIGNMENT);
    }

    /**
     * Begins a temporary file beside the target.
     *
     * @param schema that of the batches, or as {@link ArrowFile#declaredSchema} has it
     */
    public static ArrowStreamWriter create(Path target, Schema schema, ArrowWriteOptions options) {
        return new ArrowStreamWriter(target, schema, options);
    }

    private void head() {
        if (output.position() == 0) {
            output.message(MetadataWriter.schema(messages.declared()));
        }
    }

    /** Writes one batch. */
    public void append(Batch batch) {
        rows = state.change(() -> {
            messages.learnTypes(batch);
            head();
            messages.encode(batch, output::block, output::block);
            return rows + batch.rows();
        });
    }

    /** Rows appended so far. */
    public long rows() {
        return rows;
    }

    /** Ends the stream and moves it to the target, replacing what was there. */
    public void publish() {
        state.end(() -> {
            head();
            ByteBuffer end = ByteBuffer.allocate(ArrowFormat.PREFIX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            output.bytes(end.putInt(ArrowFormat.CONTINUATION).putInt(0).array());
            if (options.isSynced()) {
                file.publishSynced();
            } else {
                file.publish();
            }
        });
    }

    /** Without {@link #publish}: deletes what was written. */
    @Override
    public void close() {
        if (state.close()) {
            messages.close();
            output.close();
            file.close();
        }
    }
}
