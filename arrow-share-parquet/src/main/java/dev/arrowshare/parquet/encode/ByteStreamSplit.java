package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import org.apache.parquet.format.Encoding;

/** BYTE_STREAM_SPLIT: the first bytes of all values, then the second ones, and so on. */
final class ByteStreamSplit implements ValueEncoder {
    private final int width;

    ByteStreamSplit(int width) {
        this.width = width;
    }

    @Override
    public Encoding encoding() {
        return Encoding.BYTE_STREAM_SPLIT;
    }

    @Override
    public void append(GrowingBuffer plain, int count, GrowingBuffer page) {
        long to = page.reserve((long) count * width);
        for (int b = 0; b < width; b++) {
            long from = plain.address() + b;
            long at = to + (long) b * count;
            for (int i = 0; i < count; i++) {
                Memory.putByte(at + i, Memory.getByte(from + (long) i * width));
            }
        }
        page.endAt(to + (long) count * width);
    }
}
