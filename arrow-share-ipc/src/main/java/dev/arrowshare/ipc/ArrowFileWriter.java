package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.ipc.layout.BodyPlan;
import dev.arrowshare.ipc.layout.Footer.Block;
import dev.arrowshare.ipc.layout.MetadataWriter;
import dev.arrowshare.ipc.publish.PendingFile;
import dev.arrowshare.schema.SchemaFields;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
 * schema, {@code CorruptFileException} for a batch of another program's file whose contents are not right. After an error nothing more
 * can be appended.
 */
public final class ArrowFileWriter implements AutoCloseable {
    private final ArrowWriteOptions options;
    private final PendingFile file;
    private final MessageOutput output;
    private final BatchMessages messages;
    private final List<Block> dictionaryBlocks = new ArrayList<>();
    private final List<Block> batchBlocks = new ArrayList<>();
    private final List<Long> dictionaryHashes = new ArrayList<>();
    private final List<Long> batchHashes = new ArrayList<>();
    private final List<Long> batchRows = new ArrayList<>();
    private final WriterState state = new WriterState();
    private long headHash;

    private ArrowFileWriter(Path target, Schema schema, ArrowWriteOptions options) {
        this.options = options;
        this.messages = new BatchMessages(SchemaFields.of(schema), options.compression());
        this.file = PendingFile.beside(target);
        this.output = new MessageOutput(file, ArrowFormat.BLOCK_ALIGNMENT);
    }

    /**
     * Begins a temporary file beside the target.
     *
     * @param schema that of the batches, or as {@link ArrowFile#declaredSchema} has it
     */
    public static ArrowFileWriter create(Path target, Schema schema, ArrowWriteOptions options) {
        ArrowFileWriter writer = new ArrowFileWriter(target, schema, options);
        try {
            if (writer.messages.knowsItsTypes()) {
                writer.head();
            }
            return writer;
        } catch (RuntimeException | Error e) {
            writer.close();
            throw e;
        }
    }

    private void head() {
        output.bytes((ArrowFormat.MAGIC + "\0\0").getBytes(StandardCharsets.ISO_8859_1));
        output.message(MetadataWriter.schema(messages.declared()));
        headHash = output.hash();
    }

    /** Where the bytes are now: the temporary file, or the target once it is published. */
    public Path writingTo() {
        return file.path();
    }

    /** Writes one batch; others may read it from {@link #writingTo} when this returns. */
    public BlockLocation append(Batch batch) {
        return state.change(() -> {
            messages.learnTypes(batch);
            if (output.position() == 0) {
                head();
            }
            messages.encode(batch, this::dictionary, this::recordBatch);
            Block block = batchBlocks.get(batchBlocks.size() - 1);
            return new BlockLocation(
                    block.offset(), block.metadataLength(), block.bodyLength(), batch.rows(), dictionaryBlocks.size());
        });
    }

    private void dictionary(ByteBuffer metadata, BodyPlan body) {
        dictionaryBlocks.add(output.block(metadata, body));
        dictionaryHashes.add(output.hash());
    }

    private void recordBatch(ByteBuffer metadata, BodyPlan body) {
        batchBlocks.add(output.block(metadata, body));
        batchHashes.add(output.hash());
        batchRows.add(body.rows());
    }

    /** Rows appended so far. */
    public long rows() {
        return batchRows.stream().mapToLong(Long::longValue).sum();
    }

    /** Bytes written so far. */
    public long bytes() {
        return output.position();
    }

    /**
     * Seals the file with this metadata in its footer and moves it to the target, replacing what was there.
     *
     * @throws IllegalArgumentException for a key that this library's files use themselves
     */
    public void publish(Map<String, String> footerMetadata) {
        List<Long> hashes = new ArrayList<>();
        hashes.add(headHash);
        hashes.addAll(dictionaryHashes);
        hashes.addAll(batchHashes);
        FooterNotes.sealed(hashes, batchRows, footerMetadata);
        state.end(() -> {
            if (output.position() == 0) {
                head();
                hashes.set(0, headHash);
            }
            footer(FooterNotes.sealed(hashes, batchRows, footerMetadata));
            if (options.isSynced()) {
                file.publishSynced();
            } else {
                file.publish();
            }
        });
    }

    private void footer(Map<String, String> metadata) {
        ByteBuffer footer = MetadataWriter.footer(messages.declared(), dictionaryBlocks, batchBlocks, metadata);
        int length = footer.remaining();
        ByteBuffer end = ByteBuffer.allocate(Long.BYTES + length + ArrowFormat.TAIL_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(ArrowFormat.CONTINUATION)
                .putInt(0)
                .put(footer)
                .putInt(length)
                .put(ArrowFormat.MAGIC.getBytes(StandardCharsets.ISO_8859_1));
        output.bytes(end.array());
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
