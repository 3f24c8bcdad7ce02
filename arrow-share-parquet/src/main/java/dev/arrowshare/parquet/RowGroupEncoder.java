package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.encode.BatchRows;
import dev.arrowshare.parquet.encode.EncodedColumn;
import dev.arrowshare.parquet.encode.GrowingBuffer;
import dev.arrowshare.parquet.encode.RowGroupRows;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

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
 * nothing of them. The memory of a closed row group serves the next one, so close one before encoding another.
 *
 * <p><b>Errors:</b> {@link UnsupportedFeatureException} from the constructor for a column that has no form in Parquet, or none that
 * this version writes; {@link IllegalArgumentException} from there too for options that do not fit the schema; {@link dev.arrowshare.error.SchemaMismatchException} for a batch of another schema; {@link
 * dev.arrowshare.error.CorruptFileException} for one of another program's file whose contents are not right.
 */
public final class RowGroupEncoder implements AutoCloseable {
    private final ParquetWriteOptions options;
    private final EncodingThreads threads;
    private final MemoryBudget.Share memory;
    private final ArrayDeque<GrowingBuffer> spare = new ArrayDeque<>();
    private long spareBytes;
    private long scratchBytes;
    private FileSchema schema;
    private boolean isResolved;
    private boolean isClosed;

    /**
     * An encoder for batches of that schema.
     *
     * @param schema of the file; a dictionary-encoded field's type may be that of its values or, as in {@link Batch#schema}, that of
     *     its indices
     */
    public RowGroupEncoder(Schema schema, ParquetWriteOptions options) {
        this.schema = FileSchema.of(schema);
        this.schema.requireAllowed(options);
        this.options = options;
        this.threads = new EncodingThreads(options);
        this.memory = options.memoryBudget().open();
    }

    /** One row group of all rows of these batches, however many there are. */
    public EncodedRowGroup encode(List<Batch> batches) {
        return encodeRows(batches.stream().map(BatchRows::of).toList());
    }

    EncodedRowGroup encodeRows(List<BatchRows> batches) {
        batches.forEach(rows -> accept(rows.batch()));
        List<GrowingBuffer> buffers = new ArrayList<>();
        try (RowGroupRows rows = RowGroupRows.of(schema.columns(), batches)) {
            @Nullable EncodedColumn[] encoded = new EncodedColumn[rows.columnCount()];
            for (int i = 0; i < 2 * encoded.length; i++) {
                buffers.add(take());
            }
            threads.forEachColumn(
                    encoded.length,
                    (encoder, column) -> encoded[column] =
                            encoder.encode(rows, column, buffers.get(column), buffers.get(encoded.length + column)));
            hold(buffers);
            holdScratch();
            return RowGroupFooter.assemble(schema, options, List.of(encoded), rows(batches), this::giveBack);
        } catch (RuntimeException | Error e) {
            hold(buffers);
            buffers.forEach(this::giveBack);
            throw e;
        }
    }

    int threads() {
        return options.threads();
    }

    /** Runs so many tasks, on the threads of the encoder. */
    void onThreads(int tasks, IntConsumer task) {
        threads.forEachColumn(tasks, (encoder, number) -> task.accept(number));
    }

    private void hold(List<GrowingBuffer> buffers) {
        buffers.forEach(buffer -> memory.hold(buffer.capacity()));
    }

    private void holdScratch() {
        long now = threads.nativeBytes();
        memory.hold(now - scratchBytes);
        scratchBytes = now;
    }

    private static long rows(List<BatchRows> batches) {
        return batches.stream().mapToLong(BatchRows::count).sum();
    }

    /** Refuses a batch of other columns; the first one tells the types of dictionaries. */
    void accept(Batch batch) {
        if (!isResolved) {
            schema = schema.resolvedBy(batch);
            schema.requireAllowed(options);
            isResolved = true;
        }
        schema.requireSame(batch);
        // Encoders read memory by its address.
        batch.requireCheckedContents();
    }

    FileSchema schema() {
        return schema;
    }

    private synchronized GrowingBuffer take() {
        GrowingBuffer buffer = spare.poll();
        if (buffer == null) {
            return new GrowingBuffer();
        }
        spareBytes -= buffer.capacity();
        memory.letGo(buffer.capacity());
        return buffer;
    }

    synchronized void giveBack(GrowingBuffer buffer) {
        buffer.clear();
        if (isClosed || spareBytes + buffer.capacity() > options.memoryBudget().part(8)) {
            memory.letGo(buffer.capacity());
            buffer.close();
        } else {
            spareBytes += buffer.capacity();
            spare.add(buffer);
        }
    }

    /** Frees scratch memory and ends the threads. */
    @Override
    public void close() {
        threads.close();
        synchronized (this) {
            isClosed = true;
            spare.forEach(GrowingBuffer::close);
            spare.clear();
        }
        memory.close();
    }
}
