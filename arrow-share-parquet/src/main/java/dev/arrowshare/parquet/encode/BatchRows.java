package dev.arrowshare.parquet.encode;

import dev.arrowshare.batch.Batch;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a batch, which its owner keeps open: {@code [from, to)}, or of a selection of its rows those at places {@code [from, to)}.
 *
 * <p><b>Threads:</b> not changed after it is made; nor may be the array that it was given.
 */
public final class BatchRows {
    private final Batch batch;
    private final int @Nullable [] selection;
    private final int from;
    private final int to;

    private BatchRows(Batch batch, int @Nullable [] selection, int from, int to) {
        this.batch = batch;
        this.selection = selection;
        this.from = from;
        this.to = to;
    }

    /** All rows. */
    public static BatchRows of(Batch batch) {
        return new BatchRows(batch, null, 0, Math.toIntExact(batch.rows()));
    }

    /** Those rows, in that order. */
    public static BatchRows of(Batch batch, int[] rows) {
        return new BatchRows(batch, rows, 0, rows.length);
    }

    /** The {@code rows} of these that follow the first {@code skipped}. */
    public BatchRows part(int skipped, int rows) {
        return new BatchRows(batch, selection, from + skipped, from + skipped + rows);
    }

    /** Sets the bit of each of them, 64 rows a word. */
    public void mark(long[] words) {
        for (int i = from; i < to; i++) {
            int row = selection == null ? i : selection[i];
            words[row >>> 6] |= 1L << row;
        }
    }

    public Batch batch() {
        return batch;
    }

    /** How many they are. */
    public int count() {
        return to - from;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    Slots slots() {
        return selection == null ? Slots.ofBatch(from, to) : Slots.ofSelection(selection, from, to);
    }
}
