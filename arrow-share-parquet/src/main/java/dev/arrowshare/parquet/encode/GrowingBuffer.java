package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * Native memory with an end that moves and room that grows. {@link #SLACK} bytes past what was reserved may be written, so that loops
 * can store eight bytes where fewer are due.
 */
public final class GrowingBuffer implements AutoCloseable {
    static final int SLACK = 64;

    private @Nullable ArrowBuf memory;
    private long address;
    private long capacity;
    private long size;

    public long address() {
        return address;
    }

    public long size() {
        return size;
    }

    /** Bytes of memory that it has. */
    public long capacity() {
        return capacity;
    }

    /** Forgets the content and keeps the memory. */
    public void clear() {
        size = 0;
    }

    /** The address of the end, with room for that many bytes after it. Earlier addresses are void. */
    long reserve(long bytes) {
        long needed = size + bytes + SLACK;
        if (needed > capacity) {
            grow(Math.max(needed, 2 * capacity));
        }
        return address + size;
    }

    /** Moves the end to an address within what was reserved. */
    void endAt(long end) {
        size = end - address;
    }

    void append(long from, long bytes) {
        long end = reserve(bytes);
        Memory.copy(from, end, bytes);
        size += bytes;
    }

    public void append(byte[] bytes) {
        append(bytes, bytes.length);
    }

    void append(byte[] bytes, int length) {
        long end = reserve(length);
        Memory.copy(bytes, 0, end, length);
        size += length;
    }

    private void grow(long bytes) {
        ArrowBuf larger = Allocators.root().buffer(bytes);
        if (memory != null) {
            Memory.copy(address, larger.memoryAddress(), size);
            memory.close();
        }
        memory = larger;
        address = larger.memoryAddress();
        capacity = bytes;
    }

    @Override
    public void close() {
        if (memory != null) {
            memory.close();
            memory = null;
        }
        address = 0;
        capacity = 0;
        size = 0;
    }
}
