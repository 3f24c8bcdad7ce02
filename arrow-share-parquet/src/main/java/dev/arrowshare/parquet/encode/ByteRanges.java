package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.ValueBytes;

/** Where up to {@link #CAPACITY} values of variable length lie: a block of a column without its nulls. */
final class ByteRanges {
    static final int CAPACITY = 1024;

    final long[] address = new long[CAPACITY + 1];
    final int[] length = new int[CAPACITY + 1];
    int count;

    /** Writes each value after its length, as PLAIN has it, and returns the end. */
    long writePlain(long to) {
        long at = to;
        for (int i = 0; i < count; i++) {
            int bytes = length[i];
            Memory.putInt(at, bytes);
            ValueBytes.copy(address[i], at + 4, bytes);
            at += 4L + bytes;
        }
        return at;
    }

    /** The bytes that {@link #writePlain} writes. */
    long plainBytes() {
        long bytes = 4L * count;
        for (int i = 0; i < count; i++) {
            bytes += length[i];
        }
        return bytes;
    }
}
