package dev.arrowshare.parquet.page;

import dev.arrowshare.memory.Memory;

/** Values as strings of bytes: copied, compared and hashed by whole words, without reading past their ends. */
public final class ValueBytes {
    private ValueBytes() {}

    /** Never reads a byte outside of the source, which may end with a mapping. Values may not overlap. */
    public static void copy(long from, long to, int bytes) {
        if (bytes > 64) {
            Memory.copy(from, to, bytes);
        } else if (bytes >= 8) {
            for (int i = 0; i < bytes - 8; i += 8) {
                Memory.putLong(to + i, Memory.getLong(from + i));
            }
            Memory.putLong(to + bytes - 8, Memory.getLong(from + bytes - 8));
        } else if (bytes >= 4) {
            int last = Memory.getInt(from + bytes - 4);
            Memory.putInt(to, Memory.getInt(from));
            Memory.putInt(to + bytes - 4, last);
        } else {
            for (int i = 0; i < bytes; i++) {
                Memory.putByte(to + i, Memory.getByte(from + i));
            }
        }
    }

    /** The first eight bytes so that unsigned order is the order of the bytes; zeros where there are fewer. */
    public static long prefix(long from, int bytes) {
        return bytes >= 8 ? Long.reverseBytes(Memory.getLong(from)) : Long.reverseBytes(tail(from, bytes));
    }

    /** Up to seven bytes as a number, the first one lowest. */
    static long tail(long from, int bytes) {
        if (bytes >= 4) {
            long low = Memory.getInt(from) & 0xffffffffL;
            long high = Memory.getInt(from + bytes - 4) & 0xffffffffL;
            return low | high << (8 * (bytes - 4));
        }
        long word = 0;
        for (int i = 0; i < bytes; i++) {
            word |= (Memory.getByte(from + i) & 0xffL) << (8 * i);
        }
        return word;
    }

    /** Unsigned, byte by byte, the shorter one first. */
    public static int compare(long left, int leftBytes, long right, int rightBytes) {
        int common = Math.min(leftBytes, rightBytes);
        int i = 0;
        for (; i + 8 <= common; i += 8) {
            long a = Memory.getLong(left + i);
            long b = Memory.getLong(right + i);
            if (a != b) {
                return Long.compareUnsigned(Long.reverseBytes(a), Long.reverseBytes(b));
            }
        }
        for (; i < common; i++) {
            int difference = (Memory.getByte(left + i) & 0xff) - (Memory.getByte(right + i) & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(leftBytes, rightBytes);
    }

    /** Whether two values of that many bytes are the same. */
    public static boolean equal(long left, long right, int bytes) {
        if (bytes < 8) {
            return tail(left, bytes) == tail(right, bytes);
        }
        for (int i = 0; i < bytes - 8; i += 8) {
            if (Memory.getLong(left + i) != Memory.getLong(right + i)) {
                return false;
            }
        }
        return Memory.getLong(left + bytes - 8) == Memory.getLong(right + bytes - 8);
    }

    /**
     * A hash whose highest bits are the best. Values of fewer than eight bytes with the same hash and the same length are equal: each
     * step can be undone.
     */
    public static long key(long from, int bytes) {
        long hash = bytes * 0x9E3779B97F4A7C15L;
        if (bytes < 8) {
            return mix(hash ^ tail(from, bytes));
        }
        for (int i = 0; i < bytes - 8; i += 8) {
            hash = mix(hash ^ Memory.getLong(from + i));
        }
        return mix(hash ^ Memory.getLong(from + bytes - 8));
    }

    /** Both multipliers are odd, so this is a permutation. */
    private static long mix(long value) {
        long product = value * 0xff51afd7ed558ccdL;
        return (product ^ product >>> 32) * 0x9E3779B97F4A7C15L;
    }
}
