package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;

/** The booleans of a page, of one bit each. */
final class BooleanRuns implements PageValues {
    private final HybridRuns runs = new HybridRuns("booleans");
    private final boolean isPacked;

    private BooleanRuns(boolean isPacked) {
        this.isPacked = isPacked;
    }

    /** Of PLAIN pages. */
    static BooleanRuns packed() {
        return new BooleanRuns(true);
    }

    /** Of RLE pages. */
    static BooleanRuns runLengths() {
        return new BooleanRuns(false);
    }

    @Override
    public void open(long begin, long end) {
        if (isPacked) {
            runs.openPacked(begin, end, 1);
        } else {
            openRuns(begin, end);
        }
    }

    private void openRuns(long begin, long end) {
        if (begin == end) {
            runs.open(begin, end, 1);
            return;
        }
        int bytes = end - begin < Integer.BYTES ? -1 : Memory.getInt(begin);
        if (bytes < 0 || bytes > end - begin - Integer.BYTES) {
            throw new MalformedPageException(
                    "booleans of " + bytes + " bytes in a page that has " + (end - begin - Integer.BYTES) + " left");
        }
        runs.open(begin + Integer.BYTES, begin + Integer.BYTES + bytes, 1);
    }

    @Override
    public void pass(int count) {
        runs.pass(count);
    }

    /** Copies the next values into a bitmap. */
    void next(long target, int position, int count) {
        runs.bits(target, position, count);
    }
}
