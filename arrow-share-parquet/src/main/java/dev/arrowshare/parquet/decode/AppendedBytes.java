package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Native memory that grows at its end. What was written never changes, so slices of it can be read while more is appended. */
final class AppendedBytes implements AutoCloseable {
    private static final int FIRST_BYTES = 1024;

    private final BufferAllocator allocator;
    private @Nullable ArrowBuf memory;
    private long used;

    AppendedBytes(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /** How many bytes were appended. */
    long used() {
        return used;
    }

    /** The address of the first byte, until the next one is appended. */
    long address() {
        return held().memoryAddress();
    }

    void append(long from, int bytes) {
        Memory.copy(from, appended(bytes), bytes);
    }

    /** Appends bytes for the caller to write, and returns their address. Some {@link ColumnDecoder#SLACK} more may be overwritten. */
    long appended(int bytes) {
        ArrowBuf current = held();
        if (used + bytes + ColumnDecoder.SLACK > current.capacity()) {
            current = grown(current, used + bytes);
        }
        long address = current.memoryAddress() + used;
        used += bytes;
        return address;
    }

    private ArrowBuf grown(ArrowBuf current, long bytes) {
        ArrowBuf larger = allocator.buffer(Math.max(bytes, 2 * current.capacity()) + ColumnDecoder.SLACK);
        memory = larger;
        try (current) {
            Memory.copy(current.memoryAddress(), larger.memoryAddress(), used);
        }
        return larger;
    }

    private ArrowBuf held() {
        ArrowBuf current = memory;
        if (current == null) {
            current = allocator.buffer(FIRST_BYTES);
            memory = current;
        }
        return current;
    }

    /** What was appended so far, to be retained by whoever goes on reading it. */
    ArrowBuf slice() {
        return held().slice(0, used);
    }

    @Override
    public void close() {
        ArrowBuf current = memory;
        memory = null;
        if (current != null) {
            current.close();
        }
    }
}
