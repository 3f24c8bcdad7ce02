package dev.arrowshare.parquet.page;

import java.util.Arrays;

/**
 * Some of the rows of a row group: ascending ranges that do not touch.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class RowSet {
    /** No rows. */
    public static final RowSet NONE = new RowSet(new long[0]);

    /** Where a range begins and ends, in turn. */
    private final long[] edges;

    private RowSet(long[] edges) {
        this.edges = edges;
    }

    /** The rows ahead of that one. */
    public static RowSet upTo(long end) {
        return end == 0 ? NONE : new RowSet(new long[] {0, end});
    }

    /** Rows that are told in order. */
    static final class Builder {
        private long[] edges = new long[16];
        private int count;

        void add(long begin, long end) {
            if (begin >= end) {
                return;
            }
            if (count > 0 && edges[count - 1] >= begin) {
                edges[count - 1] = Math.max(edges[count - 1], end);
                return;
            }
            if (count == edges.length) {
                edges = Arrays.copyOf(edges, 2 * count);
            }
            edges[count++] = begin;
            edges[count++] = end;
        }

        RowSet build() {
            return count == 0 ? NONE : new RowSet(Arrays.copyOf(edges, count));
        }
    }

    public boolean isEmpty() {
        return edges.length == 0;
    }

    /** How many rows there are. */
    public long count() {
        long sum = 0;
        for (int i = 0; i < edges.length; i += 2) {
            sum += edges[i + 1] - edges[i];
        }
        return sum;
    }

    /** The rows that are in both. */
    public RowSet and(RowSet other) {
        Builder both = new Builder();
        int mine = 0;
        int theirs = 0;
        while (mine < edges.length && theirs < other.edges.length) {
            both.add(Math.max(edges[mine], other.edges[theirs]), Math.min(edges[mine + 1], other.edges[theirs + 1]));
            if (edges[mine + 1] <= other.edges[theirs + 1]) {
                mine += 2;
            } else {
                theirs += 2;
            }
        }
        return both.build();
    }

    /** Whether any row from {@code begin} to {@code end} is in it. */
    boolean hasAny(long begin, long end) {
        int low = 0;
        int high = edges.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (edges[2 * middle + 1] <= begin) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low < edges.length && edges[2 * low] < end && begin < end;
    }

    /** The rows whose bit is set, 64 a word, from {@code first} on. */
    public static RowSet of(long[] words, long first) {
        Builder rows = new Builder();
        for (int i = 0; i < words.length; i++) {
            for (long left = words[i]; left != 0; left &= left - 1) {
                long row = first + (long) i * Long.SIZE + Long.numberOfTrailingZeros(left);
                rows.add(row, row + 1);
            }
        }
        return rows.build();
    }

    /** The rows that are in either. */
    public RowSet or(RowSet other) {
        Builder either = new Builder();
        int mine = 0;
        int theirs = 0;
        while (mine < edges.length || theirs < other.edges.length) {
            boolean isMine =
                    theirs == other.edges.length || (mine < edges.length && edges[mine] <= other.edges[theirs]);
            if (isMine) {
                either.add(edges[mine], edges[mine + 1]);
                mine += 2;
            } else {
                either.add(other.edges[theirs], other.edges[theirs + 1]);
                theirs += 2;
            }
        }
        return either.build();
    }

    /** A bit for each row from {@code begin} to {@code end}, 64 a word, least significant first. */
    public long[] words(long begin, long end) {
        long[] words = new long[(int) ((end - begin + 63) >>> 6)];
        for (int i = 0; i < edges.length; i += 2) {
            int from = (int) (Math.max(edges[i], begin) - begin);
            long to = Math.min(edges[i + 1], end) - begin;
            for (int row = from; row < to; ) {
                int step = (int) Math.min(to - row, Long.SIZE - (row & 63));
                words[row >>> 6] |= (-1L >>> (Long.SIZE - step)) << row;
                row += step;
            }
        }
        return words;
    }
}
