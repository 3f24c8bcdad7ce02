package dev.arrowshare.dataset.rows;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** A buffer that becomes larger as it is written to, from its beginning on. What a scope allocated goes with the scope. */
final class GrowingBytes {
    private final BufferAllocator allocator;
    private ArrowBuf buffer;
    private long address;
    private long capacity;

    GrowingBytes(BufferAllocator allocator, long expectedBytes) {
        this.allocator = allocator;
        this.buffer = allocator.buffer(Math.max(expectedBytes, 64));
        this.address = buffer.memoryAddress();
        this.capacity = buffer.capacity();
    }

    /** The address of that offset, from which so many bytes may be written. */
    long at(long offset, long bytes) {
        if (offset + bytes > capacity) {
            grow(offset, offset + bytes);
        }
        return address + offset;
    }

    private void grow(long written, long needed) {
        ArrowBuf larger = allocator.buffer(Math.max(2 * capacity, needed));
        larger.setBytes(0, buffer, 0, written);
        buffer.close();
        buffer = larger;
        address = larger.memoryAddress();
        capacity = larger.capacity();
    }

    /** What was written. */
    ArrowBuf written(long bytes) {
        return buffer.writerIndex(bytes);
    }

    void close() {
        buffer.close();
    }
}
