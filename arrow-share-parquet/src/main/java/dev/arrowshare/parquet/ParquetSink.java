package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.memory.OpenResources;
import dev.arrowshare.parquet.encode.BatchRows;
import dev.arrowshare.publish.Draft;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

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
public final class ParquetSink implements AutoCloseable {
    static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private final OpenResources.Entry opened;
    private final Path target;
    private final ParquetWriteOptions options;
    private final TargetFile file;
    private final RowGroupEncoder encoder;
    private final Optional<FileEncryption> encryption;
    private final Runnable whenClosed;
    private final MemoryBudget.Share memory;
    private final FileIndexes indexes = new FileIndexes();
    private final List<BatchRows> pending = new ArrayList<>();
    private final RowGroupRoom room;
    private final Optional<Consumer<WrittenRowGroup>> onWritten;
    private @Nullable FileMetaData firstFooter;
    private long writtenRows;
    private State state = State.OPEN;

    private enum State {
        OPEN,
        FAILED,
        COMMITTED,
        CLOSED
    }

    private ParquetSink(
            Path target,
            ParquetWriteOptions options,
            Optional<FileEncryption> encryption,
            TargetFile file,
            RowGroupEncoder encoder,
            Runnable whenClosed,
            Optional<Consumer<WrittenRowGroup>> onWritten) {
        this.opened = OpenResources.add("Parquet sink " + target);
        this.target = target;
        this.options = options;
        this.file = file;
        this.encoder = encoder;
        this.encryption = encryption;
        this.whenClosed = whenClosed;
        this.memory = options.memoryBudget().open();
        this.room = new RowGroupRoom(options.rowGroupRows(), (double) options.waitingBytes());
        this.onWritten = onWritten;
    }

    /**
     * Opens a temporary file beside the target.
     *
     * @param schema of the file; a dictionary-encoded field's type may be that of its values or, as in {@link Batch#schema}, that of
     *     its indices
     */
    public static ParquetSink create(Path target, Schema schema, ParquetWriteOptions options) {
        RowGroupEncoder encoder = new RowGroupEncoder(schema, options);
        try {
            return open(target, options, encoder, encoder::close);
        } catch (RuntimeException | Error e) {
            encoder.close();
            throw e;
        }
    }

    /** Whether the same rows make the same file again, byte for byte: encryption draws numbers for each. */
    public static boolean isRepeatable(ParquetWriteOptions options) {
        return options.encryption() == null;
    }

    /** Where links lead to: the file that a sink of that target replaces. */
    public static Path replacedBy(Path target) {
        return TargetFile.followed(target);
    }

    /**
     * Goes on with a file that an earlier sink of the same schema and options has begun, perhaps in another process. What is behind those
     * row groups is cut off. Where row groups end depends on the rows alone, and not on how much memory others hold.
     *
     * @param draft of the target, {@linkplain Draft#staged staged}; closed with the sink
     * @param before the row groups that are in it, from the first one on
     * @param onWritten told of each further one
     */
    public static ParquetSink resume(
            Draft draft,
            Path target,
            Schema schema,
            ParquetWriteOptions options,
            List<WrittenRowGroup> before,
            Consumer<WrittenRowGroup> onWritten) {
        RowGroupEncoder encoder = new RowGroupEncoder(schema, options);
        try {
            long end = before.isEmpty() ? 0 : before.get(before.size() - 1).end();
            TargetFile file = TargetFile.resumed(target, draft, end);
            ParquetSink sink = new ParquetSink(
                    target, options, Optional.empty(), file, encoder, encoder::close, Optional.of(onWritten));
            sink.guarded(() -> sink.resume(before));
            return sink;
        } catch (RuntimeException | Error e) {
            encoder.close();
            throw e;
        }
    }

    private void resume(List<WrittenRowGroup> before) throws IOException {
        if (before.isEmpty()) {
            file.append(MAGIC);
        }
        for (WrittenRowGroup written : before) {
            EncodedRowGroup group = written.in(file.draft().channel());
            requireSameSchema(group.footer());
            indexes.add(PlacedRowGroup.of(group).at(written.position()));
            writtenRows += group.rows();
        }
    }

    /** One of several that share an encoder, which the caller closes after them. */
    static ParquetSink sharing(RowGroupEncoder encoder, Path target, ParquetWriteOptions options) {
        return open(target, options, encoder, () -> {});
    }

    private static ParquetSink open(
            Path target, ParquetWriteOptions options, RowGroupEncoder encoder, Runnable whenClosed) {
        Optional<FileEncryption> encryption = FileEncryption.of(encoder.schema(), options);
        ParquetSink sink = new ParquetSink(
                target, options, encryption, TargetFile.create(target), encoder, whenClosed, Optional.empty());
        sink.guarded(() -> sink.file.append(sink.magic()));
        return sink;
    }

    /** Adds rows. They are encoded when {@link ParquetWriteOptions#rowGroupRows} or {@link
     * ParquetWriteOptions#rowGroupBytes} have come together. */
    public void append(Batch batch) {
        append(batch, 0);
    }

    /** Adds the rows of a batch from that one on: those before it were added to the file that {@link #resume} goes on with. */
    public void append(Batch batch, long firstRow) {
        guarded(() -> append(BatchRows.of(batch), Math.toIntExact(firstRow)));
    }

    /** Adds rows of a batch, which it retains. */
    void append(BatchRows rows) throws IOException {
        append(rows, 0);
    }

    private void append(BatchRows rows, int from) throws IOException {
        encoder.accept(rows.batch());
        double bytesPerRow =
                (double) RowBytes.of(rows.batch()) / Math.max(1, rows.batch().rows());
        for (int done = from; done < rows.count(); ) {
            int step = (int) Math.min(rows.count() - done, room.rows(bytesPerRow));
            if (step > 0) {
                rows.batch().retain();
                pending.add(rows.part(done, step));
                memory.letGo((long) room.takenBytes());
                room.take(step, bytesPerRow);
                memory.hold((long) room.takenBytes());
                done += step;
            }
            if (room.rows(bytesPerRow) == 0 || isShortOfMemory()) {
                flush();
            }
        }
    }

    /** Whether others of the budget need what waits here, if that is enough for a row group. */
    private boolean isShortOfMemory() {
        return onWritten.isEmpty() && memory.isExceeded() && room.takenBytes() >= options.waitingBytes() / 4.0;
    }

    /** Writes what is retained as a row group. */
    void flush() throws IOException {
        if (room.takenRows() == 0) {
            return;
        }
        try (EncodedRowGroup group = encoder.encodeRows(pending)) {
            write(group);
        }
        dropPending();
    }

    private void dropPending() {
        pending.forEach(rows -> rows.batch().close());
        pending.clear();
        memory.letGo((long) room.takenBytes());
        room.clear();
    }

    /** Adds a row group, after all rows that were appended before. The caller still closes it. */
    public void append(EncodedRowGroup group) {
        guarded(() -> {
            flush();
            write(group);
        });
    }

    private void write(EncodedRowGroup group) throws IOException {
        requireSameSchema(group.footer());
        if (group.rows() == 0) {
            return;
        }
        indexes.add(put(group));
        writtenRows += group.rows();
    }

    private PlacedRowGroup put(EncodedRowGroup group) throws IOException {
        if (encryption.isPresent()) {
            int number = indexes.rowGroups().size();
            return EncryptedRowGroup.write(group, encryption.get(), number, encoder, file);
        }
        long position = file.position();
        file.append(group.chunks());
        onWritten.ifPresent(told -> told.accept(WrittenRowGroup.of(group, position)));
        return PlacedRowGroup.of(group).at(position);
    }

    private void requireSameSchema(FileMetaData footer) {
        if (firstFooter == null) {
            encoder.schema().requireSame(footer.getSchema());
            firstFooter = footer;
        } else if (!firstFooter.getSchema().equals(footer.getSchema())) {
            throw new SchemaMismatchException(
                    "the row group does not have the columns of the rows before it:\n  before    "
                            + FileSchema.describe(firstFooter.getSchema()) + "\n  row group "
                            + FileSchema.describe(footer.getSchema()));
        }
    }

    /** Writes what is left and the footer, and moves the file to its name. */
    public void commit() {
        guarded(() -> {
            flush();
            file.append(tail());
            file.publish(options.durability());
            state = State.COMMITTED;
        });
    }

    private byte[] tail() throws IOException {
        ByteArrayOutputStream tail = new ByteArrayOutputStream();
        indexes.write(tail, file.position(), encryption);
        int begin = tail.size();
        FileMetaData own = FileFooter.of(encoder.schema(), options, writtenRows, indexes.rowGroups());
        FileMetaData footer = firstFooter == null ? own : FileFooter.withSchemaOf(firstFooter, own);
        if (encryption.isPresent()) {
            tail.write(encryption.get().footer(footer));
        } else {
            Util.writeFileMetaData(footer, tail);
        }
        FileFooter.writeLength(tail, tail.size() - begin);
        tail.write(magic());
        return tail.toByteArray();
    }

    private byte[] magic() {
        return encryption.map(FileEncryption::magic).orElse(MAGIC);
    }

    /** Rows appended so far. */
    public long rows() {
        return writtenRows + room.takenRows();
    }

    /** Those of them that make row groups already. */
    public long encodedRows() {
        return writtenRows;
    }

    /** Bytes of the file so far; after {@link #commit} those of the whole file. */
    public long bytes() {
        return file.position();
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** After a step has failed there is no file to complete any more. */
    private void guarded(Step step) {
        if (state != State.OPEN) {
            throw state == State.FAILED
                    ? new IllegalStateException("writing " + target + " has failed before; nothing can follow")
                    : new ClosedException(
                            "the Parquet sink " + target + " is " + state.name().toLowerCase(Locale.ROOT));
        }
        boolean succeeded = false;
        try {
            step.run();
            succeeded = true;
        } catch (IOException e) {
            throw new ArrowShareException("cannot write " + target + ": " + e.getMessage(), e);
        } finally {
            state = succeeded ? state : State.FAILED;
        }
    }

    /** Lets go of everything; without a {@link #commit}, of the file as well. */
    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        opened.close();
        dropPending();
        memory.close();
        whenClosed.run();
        file.close();
    }
}
