package dev.arrowshare.parquet.decode;

import java.util.Arrays;

/**
 * Which of the next rows of a column are wanted: so many to pass over, so many to take, and so on.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class RowRuns {
    private final int[] passed;
    private final int[] taken;
    private final int rows;

    private RowRuns(int[] passed, int[] taken) {
        this.passed = passed;
        this.taken = taken;
        this.rows = Arrays.stream(taken).sum();
    }

    /** All of so many rows. */
    static RowRuns all(int rows) {
        return new RowRuns(new int[] {0}, new int[] {rows});
    }

    /**
     * The rows whose bit is set, and those of gaps between them that are shorter than {@code leastGap}.
     *
     * @param words a bit a row, 64 a word, least significant first, from the next row on
     */
    public static RowRuns of(long[] words, int leastGap) {
        int[] passed = new int[16];
        int[] taken = new int[16];
        int count = 0;
        int end = 0;
        for (int begin = next(words, 0, 0); begin >= 0; begin = next(words, end, 0)) {
            int stop = next(words, begin, -1L);
            stop = stop < 0 ? words.length * Long.SIZE : stop;
            if (count > 0 && begin - end < leastGap) {
                taken[count - 1] += stop - end;
            } else {
                if (count == passed.length) {
                    passed = Arrays.copyOf(passed, 2 * count);
                    taken = Arrays.copyOf(taken, 2 * count);
                }
                passed[count] = begin - end;
                taken[count++] = stop - begin;
            }
            end = stop;
        }
        return new RowRuns(Arrays.copyOf(passed, count), Arrays.copyOf(taken, count));
    }

    /** The first row from {@code from} on whose bit, exclusive-or {@code flip}, is set; -1 if there is none. */
    private static int next(long[] words, int from, long flip) {
        int word = from >>> 6;
        if (word >= words.length) {
            return -1;
        }
        long bits = (words[word] ^ flip) & (-1L << from);
        while (bits == 0) {
            if (++word == words.length) {
                return -1;
            }
            bits = words[word] ^ flip;
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    /** How many rows are taken. */
    public int rows() {
        return rows;
    }

    /** How many runs are taken. */
    public int count() {
        return taken.length;
    }

    /** Rows to pass over ahead of a run. */
    public int passed(int run) {
        return passed[run];
    }

    /** Rows of a run. */
    public int taken(int run) {
        return taken[run];
    }

    /** How many rows there are from the first on until the last that is taken. */
    public int span() {
        return rows + Arrays.stream(passed).sum();
    }

    /** What is left behind the first {@code count} rows that are taken. */
    public RowRuns after(int count) {
        int run = 0;
        int left = count;
        while (run < taken.length && left >= taken[run]) {
            left -= taken[run++];
        }
        int[] passedLeft = Arrays.copyOfRange(passed, run, passed.length);
        int[] takenLeft = Arrays.copyOfRange(taken, run, taken.length);
        if (left > 0) {
            passedLeft[0] = 0;
            takenLeft[0] -= left;
        }
        return new RowRuns(passedLeft, takenLeft);
    }
}
