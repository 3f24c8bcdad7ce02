package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.MappedBatches.Place;
import dev.arrowshare.ipc.layout.BatchHeader;
import dev.arrowshare.ipc.layout.Footer.Block;
import dev.arrowshare.ipc.map.MappedBlock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * An Arrow IPC file (Feather V2 is the same format), mapped: its batches' buffers are the file's pages, and nothing is copied.
 *
 * <pre>{@code
 * try (ArrowFile trips = ArrowFile.open(Path.of("trips.arrow"));
 *         Batch first = trips.batch(0, List.of("fare", "tip"), allocator)) {
 *     Float8Vector fare = first.column("fare", Float8Vector.class);
 * }
 * }</pre>
 *
 * <p>Opening costs the same for one batch as for a hundred thousand. A batch is checked when it is asked for: every offset and
 * length before a vector is built. {@link #validate()} checks contents too (offsets, indices, UTF-8), which native code relies on: a
 * batch of a file that another program wrote is checked before {@code CData} exports it, and when it is taken where Arrow's own checks
 * are off ({@code arrow.enable_unsafe_memory_access}).
 *
 * <p>Where the file may be written to, it is mapped privately: a stray write to a vector changes neither the file nor another
 * process, and shows in {@link #dirtyBytes}.
 *
 * <p><b>Threads:</b> safe. Closing while others read is safe: what is mapped stays until the last batch is closed.
 *
 * <p><b>Ownership:</b> the opener closes it, once more for each {@link #retain}; whoever gets a batch closes that.
 *
 * <p><b>Errors:</b> {@code CorruptFileException} for bytes that are not an Arrow file, {@code UnsupportedFeatureException} for a
 * type or byte order that is not supported, {@code ClosedException} after {@link #close}.
 */
public final class ArrowFile implements AutoCloseable {
    private final Path path;
    private final MappedFooter footer;
    private final MappedBatches batches;

    private ArrowFile(Path path, MappedFooter footer) {
        this.path = path;
        this.footer = footer;
        this.batches = new MappedBatches(
                path,
                footer.mapping(),
                footer.schema(),
                index -> footer.read(parsed -> parsed.dictionary(index)),
                !footer.isOurs());
    }

    /** Attaches to a file and copies nothing. */
    public static ArrowFile open(Path path) {
        return Reading.of(path, () -> new ArrowFile(path, MappedFooter.open(path)));
    }

    /** Attaches to a file that is still being written. */
    public static GrowingArrowFile follow(Path path) {
        return GrowingArrowFile.open(path);
    }

    /** The columns as a batch has them: a dictionary-encoded column's type is that of its indices. */
    public Schema schema() {
        return footer.schema().memory().schema();
    }

    /** The columns as the file declares them: a dictionary-encoded column's type is that of its values. */
    public Schema declaredSchema() {
        return footer.schema().declared().schema();
    }

    public int batchCount() {
        return footer.batchCount();
    }

    /** Rows of all batches. Files of ours have noted them; of others, each batch's metadata is read. */
    public long rows() {
        batches.requireOpen();
        return Reading.of(
                path,
                () -> footer.noted()
                        .rows()
                        .orElseGet(() -> IntStream.range(0, batchCount())
                                .mapToLong(this::rows)
                                .sum()));
    }

    /** Rows of one batch. */
    public long rows(int index) {
        return header(index, (header, block) -> (long) header.rows());
    }

    /** What the writer noted in the footer, but for what the format of this library's files needs itself. */
    public Map<String, String> metadata() {
        batches.requireOpen();
        return Reading.of(path, () -> footer.noted().callers());
    }

    public Path path() {
        return path;
    }

    /** Size of the file. */
    public long bytes() {
        return footer.mapping().bytes();
    }

    /** Compression of the first batch's body. */
    public Compression compression() {
        return batchCount() == 0 ? Compression.NONE : header(0, (header, block) -> Compression.of(header.codec()));
    }

    /**
     * Sixteen hexadecimal digits that differ when the contents do: XXH64 over the hashes and row counts of the blocks. Of a file
     * by another writer, XXH64 over its footer.
     */
    public String fingerprint() {
        batches.requireOpen();
        return Reading.of(path, () -> footer.noted().fingerprint().orElseGet(footer::hash));
    }

    /** Where a batch lies, for {@link GrowingArrowFile#batch} in another process. */
    public BlockLocation location(int index) {
        return header(
                index,
                (header, block) -> new BlockLocation(
                        block.offset(),
                        block.metadataLength(),
                        block.bodyLength(),
                        header.rows(),
                        footer.dictionaryCount()));
    }

    private interface HeaderReader<T> {
        T read(BatchHeader header, Block block);
    }

    private <T> T header(int index, HeaderReader<T> reader) {
        Objects.checkIndex(index, batchCount());
        return Reading.of(path, () -> {
            Block block = block(index);
            try (MappedBlock mapped = MappedBlock.open(footer.mapping(), block)) {
                return reader.read(BatchHeader.recordBatch(mapped.message()), block);
            }
        });
    }

    private Block block(int index) {
        return footer.read(parsed -> parsed.batch(index));
    }

    /** A batch with all columns. */
    public Batch batch(int index, BufferAllocator allocator) {
        Objects.checkIndex(index, batchCount());
        return Reading.of(path, () -> batches.read(place(index), allocator));
    }

    /** A batch with those columns; no page of another column is touched. */
    public Batch batch(int index, List<String> columns, BufferAllocator allocator) {
        Objects.checkIndex(index, batchCount());
        return Reading.of(path, () -> batches.read(place(index), columns, allocator));
    }

    private Place place(int index) {
        return new Place(block(index), footer.dictionaryCount(), () -> "batch " + index);
    }

    /**
     * Compares the recorded hashes with the file, block by block, read anew; throws naming the first block that differs.
     *
     * @throws dev.arrowshare.error.UnsupportedFeatureException when the writer recorded no hashes
     */
    public void verify() {
        batches.requireOpen();
        Reading.run(path, () -> new Verification(path, footer).run());
    }

    /**
     * Checks the contents of every batch: that offsets, indices, views, type ids and run ends point to something, that text is UTF-8,
     * that null counts are right. Of files that this library did not seal, batches check themselves before native code sees them
     * ({@link Batch#requireCheckedContents}).
     */
    public void validate() {
        for (int i = 0; i < batchCount(); i++) {
            validate(i);
        }
    }

    /** Checks the contents of one batch. */
    public void validate(int index) {
        Objects.checkIndex(index, batchCount());
        Reading.run(path, () -> batches.validate(place(index)));
    }

    /** Bytes of the mapping that someone in this process wrote to, or -1 where the platform does not tell (it does on Linux). */
    public long dirtyBytes() {
        batches.requireOpen();
        return footer.mapping().dirtyBytes();
    }

    /** Holds this file once more: it then needs one more {@link #close}. */
    public ArrowFile retain() {
        batches.retain();
        return this;
    }

    @Override
    public void close() {
        if (batches.close()) {
            footer.close();
        }
    }

    @Override
    public String toString() {
        return "Arrow file " + path + " (" + batchCount() + " batches, " + bytes() + " bytes)";
    }
}
