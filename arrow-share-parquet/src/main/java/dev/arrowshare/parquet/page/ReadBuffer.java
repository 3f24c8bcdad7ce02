package dev.arrowshare.parquet.page;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Memory that is used again and again, growing when it must: fresh memory costs a page fault every 4 KiB. Behind its capacity lie
 * {@link #SLACK} more bytes, which may be read and overwritten, so that kernels can move whole words.
 */
public final class ReadBuffer implements AutoCloseable {
    /** Bytes behind the capacity. */
    public static final int SLACK = 64;

    private final BufferAllocator allocator;
    private @Nullable ArrowBuf buffer;
    private int capacity;

    public ReadBuffer(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /** The address of room for that many bytes. Their content is lost when the room has to grow. */
    public long room(int bytes) {
        ArrowBuf current = buffer;
        if (current != null && bytes <= capacity) {
            return current.memoryAddress();
        }
        close();
        return allocate(bytes).memoryAddress();
    }

    /** The address of room for that many bytes, of which the first {@code keep} are what they were. */
    public long grown(int bytes, int keep) {
        ArrowBuf current = buffer;
        if (current == null || bytes <= capacity) {
            return room(bytes);
        }
        buffer = null;
        try (current) {
            ArrowBuf larger = allocate(bytes);
            larger.setBytes(0, current, 0, keep);
            return larger.memoryAddress();
        }
    }

    private ArrowBuf allocate(int bytes) {
        ArrowBuf fresh = allocator.buffer((long) bytes + SLACK);
        buffer = fresh;
        capacity = (int) Math.min(fresh.capacity() - SLACK, Integer.MAX_VALUE);
        return fresh;
    }

    /** Hands the memory over to the caller, who closes it: the next use is of other memory. */
    @Nullable
    ArrowBuf detach() {
        ArrowBuf current = buffer;
        buffer = null;
        return current;
    }

    int capacity() {
        return buffer == null ? 0 : capacity;
    }

    /** Frees the memory; the next use allocates again. */
    @Override
    public void close() {
        ArrowBuf current = buffer;
        buffer = null;
        if (current != null) {
            current.close();
        }
    }
}
