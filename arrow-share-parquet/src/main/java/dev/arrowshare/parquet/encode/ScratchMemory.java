package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.List;

/** Native memory that is all given back at once. */
final class ScratchMemory implements AutoCloseable {
    private final List<GrowingBuffer> blocks = new ArrayList<>();

    /** Room for that many bytes, with {@link GrowingBuffer#SLACK} behind it, holding anything. */
    long bytes(long count) {
        GrowingBuffer block = new GrowingBuffer();
        blocks.add(block);
        return block.reserve(count);
    }

    /** A bitmap of zeros. */
    long bitmap(int bits) {
        long bytes = bits / 8L + 1;
        long address = bytes(bytes);
        Memory.fill(address, bytes, (byte) 0);
        return address;
    }

    @Override
    public void close() {
        blocks.forEach(GrowingBuffer::close);
        blocks.clear();
    }
}
