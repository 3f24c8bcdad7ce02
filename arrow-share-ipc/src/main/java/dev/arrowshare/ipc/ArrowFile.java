package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
 * length before a vector is built. {@link #validate} checks contents too (offsets, indices, UTF-8), which native code relies on.
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
@SuppressWarnings("DoNotCallSuggester")
public final class ArrowFile implements AutoCloseable {
    private ArrowFile() {}

    /** Attaches to a file and copies nothing. */
    public static ArrowFile open(Path path) {
        throw new UnsupportedOperationException();
    }

    /** Attaches to a file that is still being written. */
    public static GrowingArrowFile follow(Path path) {
        throw new UnsupportedOperationException();
    }

    /** The columns as a batch has them: a dictionary-encoded column's type is that of its indices. */
    public Schema schema() {
        throw new UnsupportedOperationException();
    }

    /** The columns as the file declares them: a dictionary-encoded column's type is that of its values. */
    public Schema declaredSchema() {
        throw new UnsupportedOperationException();
    }

    public int batchCount() {
        throw new UnsupportedOperationException();
    }

    /** Rows of all batches. */
    public long rows() {
        throw new UnsupportedOperationException();
    }

    /** Rows of one batch. */
    public long rows(int index) {
        throw new UnsupportedOperationException();
    }

    /** What the writer noted in the footer. */
    public Map<String, String> metadata() {
        throw new UnsupportedOperationException();
    }

    public Path path() {
        throw new UnsupportedOperationException();
    }

    /** Size of the file. */
    public long bytes() {
        throw new UnsupportedOperationException();
    }

    /** Compression of the first batch's body. */
    public Compression compression() {
        throw new UnsupportedOperationException();
    }

    /**
     * Sixteen hexadecimal digits that differ when the contents do: XXH64 over the hashes and row counts of the blocks. Of a file
     * by another writer, XXH64 over its footer.
     */
    public String fingerprint() {
        throw new UnsupportedOperationException();
    }

    /** Where a batch lies, for {@link GrowingArrowFile#batch} in another process. */
    public BlockLocation location(int index) {
        throw new UnsupportedOperationException();
    }

    /** A batch with all columns. */
    public Batch batch(int index, BufferAllocator allocator) {
        throw new UnsupportedOperationException();
    }

    /** A batch with those columns; no page of another column is touched. */
    public Batch batch(int index, List<String> columns, BufferAllocator allocator) {
        throw new UnsupportedOperationException();
    }

    /** Compares the recorded hashes with the file, block by block; throws naming the first block that differs. */
    public void verify() {
        throw new UnsupportedOperationException();
    }

    /** Checks the contents of every batch. */
    public void validate() {
        throw new UnsupportedOperationException();
    }

    /** Checks the contents of one batch. */
    public void validate(int index) {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the mapping that someone in this process wrote to, or -1 where the platform does not tell. */
    public long dirtyBytes() {
        throw new UnsupportedOperationException();
    }

    /** Holds this file once more: it then needs one more {@link #close}. */
    public ArrowFile retain() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
