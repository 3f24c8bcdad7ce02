package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.Page;
import dev.arrowshare.parquet.page.PageEncoding;
import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.BufferAllocator;

/** The levels of one kind in a page of a nested column. */
final class LevelRuns implements AutoCloseable {
    private final String what;
    private final int highest;
    private final int width;
    private final HybridRuns runs;
    private final ReadBuffer unpacked;

    /**
     * @param what they are, for messages: "definition level"
     * @param highest level, at most 127
     */
    LevelRuns(String what, int highest, BufferAllocator allocator) {
        this.what = what;
        this.highest = highest;
        this.width = Integer.SIZE - Integer.numberOfLeadingZeros(highest);
        this.runs = new HybridRuns(what + "s");
        this.unpacked = new ReadBuffer(allocator);
    }

    /** Begins with levels in the body of a V1 page; returns the address behind them. */
    long openV1(Page page, PageEncoding encoding, long begin, long end) {
        if (highest == 0) {
            return begin;
        }
        if (encoding == PageEncoding.BIT_PACKED) {
            return openBitPacked(begin, end, page.values());
        }
        if (encoding != PageEncoding.RLE) {
            throw new MalformedPageException(what + "s encoded as " + encoding + ", allowed are RLE and BIT_PACKED");
        }
        int bytes = end - begin < Integer.BYTES ? -1 : Memory.getInt(begin);
        long first = begin + Integer.BYTES;
        if (bytes < 0 || bytes > end - first) {
            throw new MalformedPageException(
                    what + "s of " + bytes + " bytes in a page that has " + Math.max(0, end - first) + " left");
        }
        runs.open(first, first + bytes, width);
        return first + bytes;
    }

    void openV2(long begin, int bytes) {
        runs.open(begin, begin + bytes, width);
    }

    /** The legacy encoding packs from the most significant bit on. */
    private long openBitPacked(long begin, long end, int values) {
        long bytes = ((long) values * width + 7) >>> 3;
        if (bytes > end - begin) {
            throw new MalformedPageException(
                    values + " bit-packed " + what + "s in a page of " + (end - begin) + " bytes");
        }
        long target = unpacked.room(values);
        for (int i = 0; i < values; i++) {
            int level = 0;
            for (long bit = (long) i * width; bit < (i + 1L) * width; bit++) {
                level = (level << 1) | ((Memory.getByte(begin + (bit >>> 3)) >> (7 - (bit & 7))) & 1);
            }
            Memory.putByte(target + i, (byte) level);
        }
        runs.openPacked(target, target + values, Byte.SIZE);
        return begin + bytes;
    }

    /** Moves the next levels to where they are gathered. */
    void moveTo(LevelBytes target, int count) {
        if (highest == 0) {
            target.appendRun(0, count);
        } else {
            target.append(runs, count, highest);
        }
    }

    @Override
    public void close() {
        unpacked.close();
    }
}
