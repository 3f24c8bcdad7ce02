package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;

/** Reading bitmaps at any bit, never a byte past their end: the source may be the last page of a mapping. */
final class Bits {
    private Bits() {}

    /** The {@code count} bits, 1 to 64, from that bit on, the first one lowest. */
    static long word(long bitmap, long bit, int count) {
        long from = bitmap + (bit >>> 3);
        int shift = (int) bit & 7;
        int bytes = (shift + count + 7) >>> 3;
        if (bytes > 8) {
            return (Memory.getLong(from) >>> shift | (long) Memory.getByte(from + 8) << (64 - shift)) & mask(count);
        }
        return load(from, bytes) >>> shift & mask(count);
    }

    private static long load(long from, int bytes) {
        if (bytes == 8) {
            return Memory.getLong(from);
        }
        long word = 0;
        for (int i = 0; i < bytes; i++) {
            word |= (Memory.getByte(from + i) & 0xffL) << (8 * i);
        }
        return word;
    }

    static long mask(int count) {
        return -1L >>> (64 - count);
    }

    /** How many of these bits are set. */
    static int count(long bitmap, int from, int to) {
        int ones = 0;
        int bit = from;
        while (bit < to) {
            int step = Math.min(64, to - bit);
            ones += Long.bitCount(word(bitmap, bit, step));
            bit += step;
        }
        return ones;
    }

    static boolean isSet(long bitmap, int bit) {
        return (Memory.getByte(bitmap + (bit >>> 3)) >>> (bit & 7) & 1) != 0;
    }

    /** Sets bits {@code [from, to)}. */
    static void set(long bitmap, int from, int to) {
        for (int bit = from; bit < to; ) {
            int shift = bit & 7;
            int step = Math.min(8 - shift, to - bit);
            long at = bitmap + (bit >>> 3);
            Memory.putByte(at, (byte) (Memory.getByte(at) | (int) mask(step) << shift));
            bit += step;
        }
    }

    /** Sets bits {@code [from, to)} of the target to those that are set in both; its other bits are zero. */
    static void and(long one, long other, long target, int from, int to) {
        for (int bit = from; bit < to; ) {
            int step = Math.min(8 - (bit & 7), to - bit);
            long both = word(one, bit, step) & word(other, bit, step);
            long at = target + (bit >>> 3);
            Memory.putByte(at, (byte) (Memory.getByte(at) | (int) both << (bit & 7)));
            bit += step;
        }
    }

    static void set(long bitmap, int bit) {
        long at = bitmap + (bit >>> 3);
        Memory.putByte(at, (byte) (Memory.getByte(at) | 1 << (bit & 7)));
    }
}
