package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;

/** Rows whose values have one width in Arrow and one, perhaps another, in Parquet. */
final class FixedSegment extends Segment {
    private final long data;
    private final FixedLayout layout;

    FixedSegment(int rows, long validity, long data, FixedLayout layout) {
        super(rows, validity);
        this.data = data;
        this.layout = layout;
    }

    /** Whether rows {@code [from, to)} lie in Arrow's memory just as Parquet wants them. */
    boolean isPlain() {
        return validity == 0 && layout.isCopy();
    }

    long address(int row) {
        return data + (long) row * layout.arrowWidth();
    }

    /**
     * Writes the values of rows {@code [from, to)} without the nulls, as Parquet has them. Up to eight bytes past them, or one value
     * more, may be overwritten.
     *
     * @param scratch for Arrow's values on the way
     * @return how many values were written
     */
    int write(int from, int to, long target, GrowingBuffer scratch) {
        if (validity == 0) {
            layout.convert(address(from), target, to - from);
            return to - from;
        }
        if (layout.isCopy()) {
            return compact(from, to, target);
        }
        scratch.clear();
        long dense = scratch.reserve((long) (to - from + 1) * layout.arrowWidth());
        int count = compact(from, to, dense);
        layout.convert(dense, target, count);
        return count;
    }

    private int compact(int from, int to, long target) {
        int width = layout.arrowWidth();
        long at = target;
        for (int row = from; row < to; row += 64) {
            int count = Math.min(64, to - row);
            long valid = Bits.word(validity, row, count);
            if (valid == Bits.mask(count)) {
                Memory.copy(address(row), at, (long) count * width);
                at += (long) count * width;
            } else if (width == 8) {
                at = compactLongs(address(row), valid, at);
            } else if (width == 4) {
                at = compactInts(address(row), valid, at);
            } else {
                at = compactRuns(address(row), valid, at, width);
            }
        }
        return (int) ((at - target) / width);
    }

    /** Writes each value, and moves on where it was valid: no branch to mispredict. */
    private static long compactLongs(long from, long valid, long to) {
        long at = to;
        long source = from;
        for (long left = valid; left != 0; left >>>= 1) {
            Memory.putLong(at, Memory.getLong(source));
            at += (left & 1) << 3;
            source += 8;
        }
        return at;
    }

    private static long compactInts(long from, long valid, long to) {
        long at = to;
        long source = from;
        for (long left = valid; left != 0; left >>>= 1) {
            Memory.putInt(at, Memory.getInt(source));
            at += (left & 1) << 2;
            source += 4;
        }
        return at;
    }

    private static long compactRuns(long from, long valid, long to, int width) {
        long at = to;
        long left = valid;
        int row = 0;
        while (left != 0) {
            int gap = Long.numberOfTrailingZeros(left);
            int run = Long.numberOfTrailingZeros(~(left >>> gap));
            row += gap;
            Memory.copy(from + (long) row * width, at, (long) run * width);
            at += (long) run * width;
            row += run;
            left = gap + run >= 64 ? 0 : left >>> (gap + run);
        }
        return at;
    }
}
