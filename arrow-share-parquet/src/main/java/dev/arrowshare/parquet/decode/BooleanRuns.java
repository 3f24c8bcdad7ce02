package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.PageEncoding;

/** The booleans of a page, of one bit each. */
final class BooleanRuns {
    private final HybridRuns runs = new HybridRuns("booleans");

    /** Begins with a page; false when its encoding is none of booleans'. */
    boolean open(PageEncoding encoding, long begin, long end) {
        if (encoding == PageEncoding.PLAIN) {
            runs.openPacked(begin, end, 1);
        } else if (encoding == PageEncoding.RLE) {
            openRuns(begin, end);
        } else {
            return false;
        }
        return true;
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

    /** Copies the next values into a bitmap. */
    void next(long target, int position, int count) {
        runs.bits(target, position, count);
    }
}
