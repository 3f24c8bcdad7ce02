package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;

/**
 * The deprecated encoding BIT_PACKED of levels: values without any head, packed from the most significant bit of each byte on
 * (parquet-format, Encodings.md, "Bit-packed (Deprecated)"). Everything else packs from the least significant bit.
 */
final class BitPackedLevels {
    private BitPackedLevels() {}

    /** Bytes of so many levels of that width. */
    static long bytes(int width, int count) {
        return ((long) width * count + 7) >>> 3;
    }

    /**
     * Packs levels the other way round, so that {@link HybridRuns#openPacked} reads them.
     *
     * @param width bits of a level, 1 to 16
     * @param target room for as many bytes as there are, and eight more
     */
    static void repack(long source, long target, int width, int count) {
        long pending = 0;
        int bits = 0;
        long to = target;
        for (int i = 0; i < count; i++) {
            pending |= level(source, (long) i * width, width) << bits;
            bits += width;
            if (bits >= Integer.SIZE) {
                Memory.putInt(to, (int) pending);
                to += Integer.BYTES;
                pending >>>= Integer.SIZE;
                bits -= Integer.SIZE;
            }
        }
        Memory.putLong(to, pending);
    }

    private static long level(long source, long bit, int width) {
        long word = Long.reverseBytes(Memory.getLong(source + (bit >>> 3)));
        return word << (bit & 7) >>> (Long.SIZE - width);
    }
}
