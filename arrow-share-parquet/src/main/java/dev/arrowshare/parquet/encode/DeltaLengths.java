package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.ValueBytes;
import org.apache.parquet.format.Encoding;

/** DELTA_LENGTH_BYTE_ARRAY: all lengths, DELTA_BINARY_PACKED, and then all bytes. */
final class DeltaLengths implements ValueEncoder {
    private final DeltaIntegers integers = new DeltaIntegers(4);

    @Override
    public Encoding encoding() {
        return Encoding.DELTA_LENGTH_BYTE_ARRAY;
    }

    @Override
    public void append(GrowingBuffer plain, int count, GrowingBuffer page) {
        try (GrowingBuffer lengths = new GrowingBuffer()) {
            appendLengths(plain, count, lengths, page);
        }
        long at = page.reserve(plain.size() - 4L * count);
        long from = plain.address();
        for (int i = 0; i < count; i++) {
            int length = Memory.getInt(from);
            ValueBytes.copy(from + 4, at, length);
            at += length;
            from += 4L + length;
        }
        page.endAt(at);
    }

    private void appendLengths(GrowingBuffer plain, int count, GrowingBuffer lengths, GrowingBuffer page) {
        long to = lengths.reserve(4L * count);
        long from = plain.address();
        for (int i = 0; i < count; i++) {
            int length = Memory.getInt(from);
            Memory.putInt(to + 4L * i, length);
            from += 4L + length;
        }
        integers.append(to, count, page);
    }
}
