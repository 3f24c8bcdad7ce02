package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * An Arrow file that is still being written, or was: batches are found by {@link BlockLocation}, and nothing is mapped that was
 * not written yet.
 *
 * <pre>{@code
 * BlockLocation block = writer.append(batch);                       // in one process
 * try (GrowingArrowFile file = ArrowFile.follow(path);              // in another
 *         Batch same = file.batch(block, allocator)) { … }
 * }</pre>
 *
 * <p><b>Threads, Ownership, Errors:</b> as for {@link ArrowFile}.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class GrowingArrowFile implements AutoCloseable {
    GrowingArrowFile() {}

    /** The columns as a batch has them: a dictionary-encoded column's type is that of its indices. */
    public Schema schema() {
        throw new UnsupportedOperationException();
    }

    /** The columns as the file declares them: a dictionary-encoded column's type is that of its values. */
    public Schema declaredSchema() {
        throw new UnsupportedOperationException();
    }

    public Path path() {
        throw new UnsupportedOperationException();
    }

    /** The batch at that place, with all columns. */
    public Batch batch(BlockLocation block, BufferAllocator allocator) {
        throw new UnsupportedOperationException();
    }

    /** The batch at that place, with those columns; no page of another column is touched. */
    public Batch batch(BlockLocation block, List<String> columns, BufferAllocator allocator) {
        throw new UnsupportedOperationException();
    }

    /** Where in the file these bytes of this process's memory are; -1 when they are not mapped from it. */
    public long offsetOf(long address, long bytes) {
        throw new UnsupportedOperationException();
    }

    /** Those bytes of the file, mapped: what {@link #offsetOf} named in another process. Counted once, for the caller to release. */
    public ArrowBuf buffer(long offset, long bytes) {
        throw new UnsupportedOperationException();
    }

    /** Checks the contents of one batch. */
    public void validate(BlockLocation block) {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the mapping that someone in this process wrote to, or -1 where the platform does not tell. */
    public long dirtyBytes() {
        throw new UnsupportedOperationException();
    }

    /** Holds this file once more: it then needs one more {@link #close}. */
    public GrowingArrowFile retain() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
