package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;

/** Copies of short values by whole words: reads and writes up to {@link #OVERRUN} bytes too many. */
final class ShortCopy {
    static final int OVERRUN = 31;

    /** From here on, a call of the JVM's own copy pays. */
    private static final int LONG = 256;

    private ShortCopy() {}

    static void copy(long from, long to, int bytes) {
        if (bytes > LONG) {
            Memory.copy(from, to, bytes);
            return;
        }
        for (int i = 0; i < bytes; i += 32) {
            Memory.putLong(to + i, Memory.getLong(from + i));
            Memory.putLong(to + i + 8, Memory.getLong(from + i + 8));
            Memory.putLong(to + i + 16, Memory.getLong(from + i + 16));
            Memory.putLong(to + i + 24, Memory.getLong(from + i + 24));
        }
    }
}
