package dev.arrowshare.filter;

import dev.arrowshare.memory.Memory;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;

/** Bitmaps on the heap, 64 rows a word; bits behind the last row are zero. */
final class Words {
    private Words() {}

    static long[] zeros(int rows) {
        return new long[(int) ((rows + 63L) >>> 6)];
    }

    static long[] ones(int rows) {
        long[] words = zeros(rows);
        Arrays.fill(words, -1L);
        clearBehind(words, rows);
        return words;
    }

    private static void clearBehind(long[] words, int rows) {
        if ((rows & 63) != 0) {
            words[words.length - 1] &= -1L >>> -rows;
        }
    }

    /** A copy of an Arrow bitmap. */
    static long[] of(ArrowBuf bits, int rows) {
        long[] words = zeros(rows);
        int bytes = (int) ((rows + 7L) >>> 3);
        bits.checkBytes(0, bytes);
        for (int i = 0; i < bytes >>> 3; i++) {
            words[i] = Memory.getLong(bits.memoryAddress() + 8L * i);
        }
        for (int i = bytes & -8; i < bytes; i++) {
            words[i >>> 3] |= (Memory.getByte(bits.memoryAddress() + i) & 0xFFL) << (8 * (i & 7));
        }
        clearBehind(words, rows);
        return words;
    }

    static void and(long[] words, long[] others) {
        for (int i = 0; i < words.length; i++) {
            words[i] &= others[i];
        }
    }

    static long[] inverted(long[] words, int rows) {
        long[] inverted = ones(rows);
        for (int i = 0; i < words.length; i++) {
            inverted[i] &= ~words[i];
        }
        return inverted;
    }

    static boolean get(long[] words, int row) {
        return (words[row >>> 6] >>> row & 1) != 0;
    }

    static void set(long[] words, int from, int to) {
        for (int row = from; row < to; ) {
            if ((row & 63) == 0 && to - row >= 64) {
                words[row >>> 6] = -1L;
                row += 64;
            } else {
                words[row >>> 6] |= 1L << row;
                row++;
            }
        }
    }
}
