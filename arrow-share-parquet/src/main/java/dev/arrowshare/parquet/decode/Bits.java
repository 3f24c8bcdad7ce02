package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;

/**
 * Runs of bits in Arrow's order, least significant first. Writes go in order: each clears the bits of its word behind what it wrote,
 * and needs eight bytes of slack behind the bitmap.
 */
final class Bits {
    /** Bits that fit into a word together with the up to seven that precede them in their byte. */
    static final int STEP = 56;

    private Bits() {}

    /** Sets {@code count} bits from {@code position} on. */
    static void setRun(long bits, int position, int count) {
        int at = position;
        int left = count;
        while (left > 0) {
            int step = Math.min(left, STEP);
            append(bits, at, -1L >>> (64 - step));
            at += step;
            left -= step;
        }
    }

    /** Clears {@code count} bits from {@code position} on. */
    static void clearRun(long bits, int position, int count) {
        int at = position;
        int left = count;
        while (left > 0) {
            int step = Math.min(left, STEP);
            append(bits, at, 0);
            at += step;
            left -= step;
        }
    }

    /** Copies {@code count} bits; returns how many of them are set. */
    static int copy(long source, long sourcePosition, long bits, int position, int count) {
        long from = sourcePosition;
        int at = position;
        int left = count;
        int set = 0;
        while (left > 0) {
            int step = Math.min(left, STEP);
            long word = word(source, from) & (-1L >>> (64 - step));
            append(bits, at, word);
            set += Long.bitCount(word);
            from += step;
            at += step;
            left -= step;
        }
        return set;
    }

    /** How many of {@code count} bits are set. */
    static int count(long bits, long position, int count) {
        int set = 0;
        for (int done = 0; done < count; done += STEP) {
            int step = Math.min(count - done, STEP);
            set += Long.bitCount(word(bits, position + done) & (-1L >>> (64 - step)));
        }
        return set;
    }

    /** Writes the word's low {@code count} bits, up to 64, at {@code position} and zeros behind them. */
    static void appendWord(long bits, int position, long word, int count) {
        int low = Math.min(count, Integer.SIZE);
        append(bits, position, word & (-1L >>> (64 - Integer.SIZE)));
        if (count > low) {
            append(bits, position + low, word >>> Integer.SIZE);
        }
    }

    /** The bits of a word that the mask selects, moved together. Takes a step for each run of ones in the mask. */
    static long selected(long word, long mask) {
        if (mask == -1) {
            return word;
        }
        long result = 0;
        int at = 0;
        long left = mask;
        while (left != 0) {
            int begin = Long.numberOfTrailingZeros(left);
            int length = Long.numberOfTrailingZeros(~(left >>> begin));
            long run = -1L >>> (64 - length);
            result |= ((word >>> begin) & run) << at;
            at += length;
            left &= ~(run << begin);
        }
        return result;
    }

    /** The low {@code count} bits, for 1 to 64, or all for more. */
    static long first(int count) {
        return count >= 64 ? -1L : -1L >>> (64 - count);
    }

    /** At least {@link #STEP} bits from {@code position} on, in the low end of a word. */
    static long word(long bits, long position) {
        return Memory.getLong(bits + (position >>> 3)) >>> (position & 7);
    }

    /** Writes the word's low {@link #STEP} bits at {@code position} and zeros behind them. */
    static void append(long bits, int position, long word) {
        long address = bits + (position >>> 3);
        int shift = position & 7;
        long kept = Memory.getLong(address) & ((1L << shift) - 1);
        Memory.putLong(address, kept | (word << shift));
    }
}
