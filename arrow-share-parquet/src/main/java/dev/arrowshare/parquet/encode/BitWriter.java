package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;

/** Appends bits, lowest first, to memory that has {@link GrowingBuffer#SLACK} behind it. */
final class BitWriter {
    private long base;
    private long bits;

    void startAt(long address) {
        base = address;
        bits = 0;
    }

    long bits() {
        return bits;
    }

    /** The first byte after the last bit. */
    long end() {
        return base + ((bits + 7) >>> 3);
    }

    /** Appends the low {@code count} bits of a word whose other bits are zero. */
    void append(long word, int count) {
        long at = base + (bits >>> 3);
        int shift = (int) bits & 7;
        long before = shift == 0 ? 0 : Memory.getByte(at) & (1L << shift) - 1;
        Memory.putLong(at, before | word << shift);
        if (shift + count > 64) {
            Memory.putByte(at + 8, (byte) (word >>> (64 - shift)));
        }
        bits += count;
    }

    /** Appends bits {@code [from, to)} of a bitmap. */
    void copy(long bitmap, int from, int to) {
        int bit = from;
        while (bit < to) {
            int step = Math.min(64, to - bit);
            append(Bits.word(bitmap, bit, step), step);
            bit += step;
        }
    }

    /** Appends those of the bits {@code [from, to)} whose bit in {@code chosen} is set. */
    void copyChosen(long bitmap, long chosen, int from, int to) {
        int bit = from;
        while (bit < to) {
            int step = Math.min(64, to - bit);
            appendChosen(Bits.word(bitmap, bit, step), Bits.word(chosen, bit, step), step);
            bit += step;
        }
    }

    private void appendChosen(long word, long chosen, int count) {
        if (chosen == Bits.mask(count)) {
            append(word, count);
            return;
        }
        long dense = 0;
        int ones = 0;
        for (long left = chosen; left != 0; left &= left - 1) {
            dense |= (word >>> Long.numberOfTrailingZeros(left) & 1) << ones++;
        }
        if (ones > 0) {
            append(dense, ones);
        }
    }

    /** Appends the same bit that many times. */
    void fill(int count, int bit) {
        for (int left = count; left > 0; left -= 64) {
            int step = Math.min(64, left);
            append(bit == 0 ? 0 : Bits.mask(step), step);
        }
    }
}
