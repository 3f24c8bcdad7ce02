package dev.arrowshare.ipc;

import dev.arrowshare.memory.Memory;

/** Integers of 1, 2, 4 or 8 bytes in native memory. */
final class Numbers {
    private Numbers() {}

    static long signed(long address, int width) {
        return switch (width) {
            case Byte.BYTES -> Memory.getByte(address);
            case Short.BYTES -> Memory.getShort(address);
            case Integer.BYTES -> Memory.getInt(address);
            default -> Memory.getLong(address);
        };
    }

    /** The same bits read as unsigned; of 8 bytes, as they are. */
    static long unsigned(long address, int width) {
        long signed = signed(address, width);
        return width == Long.BYTES ? signed : signed & ((1L << (width * Byte.SIZE)) - 1);
    }

    static void put(long address, int width, long value) {
        switch (width) {
            case Byte.BYTES -> Memory.putByte(address, (byte) value);
            case Short.BYTES -> Memory.putShort(address, (short) value);
            case Integer.BYTES -> Memory.putInt(address, (int) value);
            default -> Memory.putLong(address, value);
        }
    }
}
