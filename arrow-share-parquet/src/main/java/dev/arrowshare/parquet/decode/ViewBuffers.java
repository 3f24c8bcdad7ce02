package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The buffers that the views of a segment refer to: one of its own, which grows, and those that it shares. */
final class ViewBuffers {
    private static final int FIRST_BYTES = 4096;

    private final BufferAllocator allocator;
    private final int bytesLimit;

    /** Each held once. */
    private final List<ArrowBuf> buffers = new ArrayList<>();

    /** Which of them is the segment's own, or −1 while it has none. */
    private int own = -1;

    private int used;
    private int rows;
    private double bytesPerRow;

    ViewBuffers(BufferAllocator allocator, int bytesLimit) {
        this.allocator = allocator;
        this.bytesLimit = bytesLimit;
    }

    /** Begins with a segment of that many rows. */
    void begin(int wanted) {
        rows = wanted;
        used = 0;
    }

    /** Bytes that were copied to the segment's own buffer. */
    int used() {
        return used;
    }

    /** How many more may be. */
    int free() {
        return bytesLimit - used;
    }

    /** Lets the segment hold a buffer that stays its owner's too; returns which it is. */
    int share(ArrowBuf shared) {
        shared.getReferenceManager().retain();
        buffers.add(shared);
        return buffers.size() - 1;
    }

    /** Whether that buffer is one of the segment's, at that index. */
    boolean holds(ArrowBuf shared, int index) {
        return index < buffers.size() && buffers.get(index).equals(shared);
    }

    /** Copies a long value to the segment's own buffer and writes its view. */
    void append(long view, long value, int length) {
        Memory.copy(value, roomFor(length) + used, length);
        BinaryViews.put(view, value, length, own, used);
        used += length;
    }

    /** Makes room for that many more bytes; returns the address of the buffer's first byte. */
    private long roomFor(int more) {
        if (own < 0) {
            long estimate = (long) Math.min(rows * bytesPerRow * 1.05, bytesLimit);
            own = buffers.size();
            buffers.add(allocator.buffer(Math.max(Math.max(estimate, more), FIRST_BYTES)));
        }
        ArrowBuf current = buffers.get(own);
        if ((long) used + more <= current.capacity()) {
            return current.memoryAddress();
        }
        if ((long) used + more > Integer.MAX_VALUE - ColumnDecoder.SLACK) {
            throw new UnrepresentableValueException(
                    "a row has more than 2 GiB of text, which 32-bit offsets cannot reach");
        }
        ArrowBuf larger = allocator.buffer(Math.max((long) used + more, current.capacity() * 3 / 2));
        buffers.set(own, larger);
        try (current) {
            Memory.copy(current.memoryAddress(), larger.memoryAddress(), used);
        }
        return larger.memoryAddress();
    }

    /** Adds the segment's buffers behind others. */
    void addTo(List<@Nullable ArrowBuf> target, int decoded) {
        bytesPerRow = Math.max(bytesPerRow, used / Math.max(1.0, decoded));
        for (int i = 0; i < buffers.size(); i++) {
            target.add(i == own ? buffers.get(i).slice(0, used) : buffers.get(i));
        }
    }

    /** Lets go of the segment's buffers. */
    void release() {
        buffers.forEach(ArrowBuf::close);
        buffers.clear();
        own = -1;
    }
}
