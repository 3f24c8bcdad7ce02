package dev.arrowshare.dataset.share;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.work.BlockReader;
import dev.arrowshare.ipc.BlockLocation;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * An input file as this process has mapped it. Finds it under either of its names.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Ownership:</b> the caller closes it; the mapping lives until the last batch from it is closed.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class MappedInput implements BlockReader, AutoCloseable {
    /** Opens the file and reads its schema, but no block. */
    public static MappedInput open(InputFile file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Schema schema() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Batch read(BlockLocation block, List<String> columns, BufferAllocator allocator) {
        throw new UnsupportedOperationException();
    }

    /** Bytes of this process's mapping that were written to; 0 unless a mapper is wrong. */
    public long dirtyBytes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
