package dev.arrowshare.ipc;

import dev.arrowshare.memory.Memory;

/** Bits in native memory, lowest first. */
final class Bitmaps {
    private Bitmaps() {}

    static long bytes(long bits) {
        return (bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    static boolean isSet(long address, long bit) {
        return (Memory.getByte(address + (bit >>> 3)) >>> (bit & 7) & 1) != 0;
    }

    /** How many of {@code count} bits from {@code from} on are set. */
    static long ones(long address, long from, long count) {
        long bit = from;
        long end = from + count;
        long ones = 0;
        for (; bit < end && (bit & 7) != 0; bit++) {
            ones += isSet(address, bit) ? 1 : 0;
        }
        for (; bit + Long.SIZE <= end; bit += Long.SIZE) {
            ones += Long.bitCount(Memory.getLong(address + (bit >>> 3)));
        }
        for (; bit < end; bit++) {
            ones += isSet(address, bit) ? 1 : 0;
        }
        return ones;
    }

    /** Copies {@code count} bits from bit {@code from} on to the beginning of {@code to}. */
    static void copy(long address, long from, long count, long to) {
        int shift = (int) (from & 7);
        long source = address + (from >>> 3);
        long bytes = bytes(count);
        long sourceBytes = bytes(shift + count);
        for (long i = 0; i < bytes; i++) {
            int low = Byte.toUnsignedInt(Memory.getByte(source + i));
            int high = i + 1 < sourceBytes ? Byte.toUnsignedInt(Memory.getByte(source + i + 1)) : 0;
            Memory.putByte(to + i, (byte) ((high << 8 | low) >>> shift));
        }
    }
}
