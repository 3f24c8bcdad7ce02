package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;

/** The indices of a dictionary-encoded page, each proved to be in the dictionary before it is used. */
final class DictionaryIndices {
    /** Indices that are unpacked at a time. Fits into the first cache. */
    static final int BLOCK = 1024;

    private final HybridRuns runs = new HybridRuns("dictionary indices");
    private final int[] block = new int[BLOCK];
    private int size;
    private boolean provedByWidth;

    /** Values of the dictionary that the next pages refer to. */
    void dictionary(int values) {
        size = values;
    }

    /** Begins with a page: a byte that is the width, then the runs. A page whose values are all null may have nothing. */
    void open(long begin, long end) {
        if (begin == end) {
            runs.open(begin, end, 1);
            return;
        }
        int width = Memory.getByte(begin) & 0xff;
        runs.open(begin + 1, end, width);
        provedByWidth = width < Integer.SIZE - 1 && 1 << width <= size;
    }

    /** Goes past indices, which are not proved. */
    void pass(int count) {
        runs.pass(count);
    }

    /** The next {@code count} indices, at most {@link #BLOCK}. */
    int[] next(int count) {
        runs.values(block, count);
        if (!provedByWidth) {
            prove(count);
        }
        return block;
    }

    /** An index that is negative, or above the last, sets the sign. The plainest loop is the one that the JVM makes vectors of. */
    private void prove(int count) {
        int[] ids = block;
        int last = size - 1;
        int signs = 0;
        for (int i = 0; i < count; i++) {
            signs |= ids[i] | (last - ids[i]);
        }
        if (signs < 0) {
            throw outside(count);
        }
    }

    private MalformedPageException outside(int count) {
        int highest = 0;
        int signs = 0;
        for (int i = 0; i < count; i++) {
            highest = Math.max(highest, block[i]);
            signs |= block[i];
        }
        return new MalformedPageException("dictionary index " + (signs < 0 ? "of 32 bits" : highest)
                + ", the dictionary has " + size + " values");
    }

    /** Copies the values of the next indices from a dictionary of fixed-width values. */
    void gather(long dictionary, int width, long target, int count) {
        long to = target;
        for (int done = 0; done < count; done += BLOCK) {
            int step = Math.min(count - done, BLOCK);
            int[] ids = next(step);
            switch (width) {
                case 8 -> longs(ids, dictionary, to, step);
                case 4 -> ints(ids, dictionary, to, step);
                case 16 -> pairs(ids, dictionary, to, step);
                default -> any(ids, dictionary, to, step, width);
            }
            to += (long) step * width;
        }
    }

    private static void longs(int[] ids, long dictionary, long target, int count) {
        for (int i = 0; i < count; i++) {
            Memory.putLong(target + 8L * i, Memory.getLong(dictionary + 8L * ids[i]));
        }
    }

    private static void ints(int[] ids, long dictionary, long target, int count) {
        for (int i = 0; i < count; i++) {
            Memory.putInt(target + 4L * i, Memory.getInt(dictionary + 4L * ids[i]));
        }
    }

    private static void pairs(int[] ids, long dictionary, long target, int count) {
        for (int i = 0; i < count; i++) {
            long from = dictionary + 16L * ids[i];
            Memory.putLong(target + 16L * i, Memory.getLong(from));
            Memory.putLong(target + 16L * i + 8, Memory.getLong(from + 8));
        }
    }

    private static void any(int[] ids, long dictionary, long target, int count, int width) {
        for (int i = 0; i < count; i++) {
            long from = dictionary + (long) width * ids[i];
            long to = target + (long) width * i;
            for (int k = 0; k < width; k++) {
                Memory.putByte(to + k, Memory.getByte(from + k));
            }
        }
    }
}
