package dev.arrowshare.batch;

import java.util.Arrays;

/**
 * Some of the rows of a batch.
 *
 * <pre>{@code
 * try (Batch kept = batch.take(RowSelection.of(words, 1000))) { … }
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> IllegalArgumentException where selections of different numbers of rows are joined.
 */
public final class RowSelection {
    private final long[] words;
    private final int rows;
    private final int count;

    private RowSelection(long[] words, int rows) {
        this.words = words;
        this.rows = rows;
        this.count = Arrays.stream(words).mapToInt(Long::bitCount).sum();
    }

    /**
     * A selection of a bitmap, which it takes over.
     *
     * @param words a bit a row, 64 a word, least significant first; those behind the last row are zero
     */
    public static RowSelection of(long[] words, int rows) {
        if (words.length != (rows + 63L) >>> 6 || ((rows & 63) != 0 && words[words.length - 1] >>> rows != 0)) {
            throw new IllegalArgumentException(words.length + " words do not stand for " + rows + " rows");
        }
        return new RowSelection(words, rows);
    }

    /** How many rows it chooses from. */
    public int rows() {
        return rows;
    }

    /** How many rows are selected. */
    public int count() {
        return count;
    }

    public boolean isAll() {
        return count == rows;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** The rows that are in both. */
    public RowSelection and(RowSelection other) {
        requireSameRows(other);
        long[] both = words.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] &= other.words[i];
        }
        return new RowSelection(both, rows);
    }

    /** The rows that are in either. */
    public RowSelection or(RowSelection other) {
        requireSameRows(other);
        long[] either = words.clone();
        for (int i = 0; i < either.length; i++) {
            either[i] |= other.words[i];
        }
        return new RowSelection(either, rows);
    }

    private void requireSameRows(RowSelection other) {
        if (other.rows != rows) {
            throw new IllegalArgumentException("selections of " + rows + " and of " + other.rows + " rows");
        }
    }

    /** The selection as a bitmap: a bit a row, 64 a word, least significant first. A copy. */
    public long[] words() {
        return words.clone();
    }

    /** The selected rows in order. */
    public int[] indices() {
        int[] indices = new int[count];
        int at = 0;
        for (int word = 0; word < words.length; word++) {
            for (long left = words[word]; left != 0; left &= left - 1) {
                indices[at++] = (word << 6) + Long.numberOfTrailingZeros(left);
            }
        }
        return indices;
    }
}
