package dev.arrowshare.ipc;

import dev.arrowshare.memory.Memory;

/** Whether bytes are UTF-8: no overlong forms, no surrogates, nothing past U+10FFFF. Source: Unicode, table 3-7. */
final class Utf8 {
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    static boolean isAscii(long address, long bytes) {
        long bits = 0;
        long at = address;
        for (; at + Long.BYTES <= address + bytes; at += Long.BYTES) {
            bits |= Memory.getLong(at);
        }
        for (; at < address + bytes; at++) {
            bits |= Memory.getByte(at);
        }
        return (bits & HIGH_BITS) == 0;
    }

    static boolean isValid(long address, long bytes) {
        long end = address + bytes;
        long at = address;
        while (at < end) {
            if (at + Long.BYTES <= end && (Memory.getLong(at) & HIGH_BITS) == 0) {
                at += Long.BYTES;
                continue;
            }
            int length = length(at, end);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Bytes of the character at that address, or 0 when there is none. */
    private static int length(long at, long end) {
        int first = byteAt(at);
        if (first < 0x80) {
            return 1;
        }
        int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (first < 0xC2 || first > 0xF4 || length > end - at) {
            return 0;
        }
        int second = byteAt(at + 1);
        int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((byteAt(at + i) & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    private static int byteAt(long address) {
        return Byte.toUnsignedInt(Memory.getByte(address));
    }
}
