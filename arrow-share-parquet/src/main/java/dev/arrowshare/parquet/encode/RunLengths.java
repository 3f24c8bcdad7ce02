package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;

/**
 * The format's RLE / bit-packing hybrid: runs of one value, and groups of eight values of a few bits each. Writers keep {@link
 * GrowingBuffer#SLACK} behind what they promise to write.
 */
final class RunLengths {
    /** A run shorter than this costs less as bits. */
    private static final int SHORTEST_RUN = 16;

    /** Bounds what a reader unpacks at once. */
    private static final int LONGEST_PACKED = 4096;

    private RunLengths() {}

    /** Whether a block begins with its own length in four bytes, as it does everywhere but in the levels of a page V2. */
    enum Prefix {
        LENGTH,
        NONE
    }

    /** Appends a block of values of one bit: definition levels of a flat column, or booleans. */
    static void appendBits(long bitmap, int count, int ones, GrowingBuffer page, Prefix prefix) {
        long begin = page.reserve(16L + count / 8);
        long at = begin + (prefix == Prefix.LENGTH ? 4 : 0);
        long end = writeBits(bitmap, count, ones, at);
        if (prefix == Prefix.LENGTH) {
            Memory.putInt(begin, (int) (end - at));
        }
        page.endAt(end);
    }

    private static long writeBits(long bitmap, int count, int ones, long to) {
        if (ones == 0 || ones == count) {
            long at = writeVarint(to, (long) count << 1);
            Memory.putByte(at, (byte) (ones == 0 ? 0 : 1));
            return at + 1;
        }
        int groups = (count + 7) >>> 3;
        long at = writeVarint(to, (long) groups << 1 | 1);
        Memory.copy(bitmap, at, groups);
        return at + groups;
    }

    /** The most bytes that {@link #write} writes. */
    static long maxBytes(int count, int width) {
        return ((long) count + 8) * width / 8 + count / SHORTEST_RUN * 8L + count / LONGEST_PACKED * 5L + 32;
    }

    /**
     * Writes {@code values[from, to)} and returns the end. Up to seven elements behind {@code to} are read, and must be there and less
     * than {@code 1 << width}.
     */
    static long write(int[] values, int from, int to, int width, long target) {
        long at = target;
        int next = from;
        while (next < to) {
            int run = runLength(values, next, to);
            if (run >= SHORTEST_RUN || run == to - from) {
                at = writeRun(values[next], run, width, at);
                next += run;
            } else {
                int end = packedEnd(values, next, to);
                at = writePacked(values, next, end, width, at);
                next = end;
            }
        }
        return at;
    }

    private static int runLength(int[] values, int from, int to) {
        int value = values[from];
        int end = from + 1;
        while (end < to && values[end] == value) {
            end++;
        }
        return end - from;
    }

    /** Whole groups from {@code from} on, up to where a long run begins. */
    private static int packedEnd(int[] values, int from, int to) {
        int limit = Math.min(to, from + LONGEST_PACKED);
        int end = from + 8;
        while (end < limit && !runBegins(values, end, to)) {
            end += 8;
        }
        return Math.min(end, to);
    }

    private static boolean runBegins(int[] values, int at, int to) {
        return at + SHORTEST_RUN <= to
                && values[at] == values[at + 1]
                && values[at] == values[at + SHORTEST_RUN - 1]
                && runLength(values, at, at + SHORTEST_RUN) == SHORTEST_RUN;
    }

    private static long writeRun(int value, int count, int width, long to) {
        long at = writeVarint(to, (long) count << 1);
        Memory.putInt(at, value);
        return at + ((width + 7) >>> 3);
    }

    private static long writePacked(int[] values, int from, int to, int width, long target) {
        int groups = (to - from + 7) >>> 3;
        long at = writeVarint(target, (long) groups << 1 | 1);
        for (int i = 0; i < groups; i++) {
            pack(values, from + 8 * i, width, at);
            at += width;
        }
        return at;
    }

    /** Eight values to {@code width} bytes; up to 15 more may be overwritten. */
    private static void pack(int[] values, int at, int width, long to) {
        if (width <= 8) {
            Memory.putLong(to, four(values, at, width) | four(values, at + 4, width) << (4 * width));
        } else if (width <= 16) {
            long low = four(values, at, width);
            long high = four(values, at + 4, width);
            int bits = 4 * width;
            Memory.putLong(to, bits == 64 ? low : low | high << bits);
            Memory.putLong(to + 8, bits == 64 ? high : high >>> (64 - bits));
        } else {
            packWide(values, at, width, to);
        }
    }

    private static long four(int[] values, int at, int width) {
        return values[at]
                | (long) values[at + 1] << width
                | (long) values[at + 2] << (2 * width)
                | (long) values[at + 3] << (3 * width);
    }

    private static void packWide(int[] values, int first, int width, long to) {
        long pending = 0;
        int bits = 0;
        long at = to;
        for (int i = first; i < first + 8; i++) {
            pending |= (long) values[i] << bits;
            bits += width;
            if (bits >= 32) {
                Memory.putInt(at, (int) pending);
                at += 4;
                pending >>>= 32;
                bits -= 32;
            }
        }
        Memory.putInt(at, (int) pending);
    }

    static long writeVarint(long to, long value) {
        long at = to;
        long left = value;
        while ((left & ~0x7fL) != 0) {
            Memory.putByte(at++, (byte) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        Memory.putByte(at++, (byte) left);
        return at;
    }
}
