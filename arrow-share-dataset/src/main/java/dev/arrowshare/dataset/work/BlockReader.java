package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.BlockLocation;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The blocks of a run's input, as batches.
 *
 * <p><b>Threads:</b> safe.
 */
public interface BlockReader {
    /** The block's columns of those names, or all when there are none; the caller closes the batch. */
    Batch read(BlockLocation block, List<String> columns, BufferAllocator allocator);

    /** Says that nobody will read the block. */
    default void skip(BlockLocation block) {}

    /** A batch without rows of those columns, or all; the caller closes it. */
    Batch empty(List<String> columns, BufferAllocator allocator);

    /** Whether the system tells, at the end of the run, which pages of the blocks a function wrote to. */
    default boolean tellsWrites() {
        return true;
    }

    /** How many of the batch's bytes had to be copied to make it. */
    default long copiedBytes(Batch batch) {
        return batch.copiedBytes();
    }

    /** What the blocks are read from, for messages. */
    String name();
}
