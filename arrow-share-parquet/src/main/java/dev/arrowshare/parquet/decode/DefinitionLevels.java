package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.Page;
import dev.arrowshare.parquet.page.PageEncoding;
import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.BufferAllocator;

/** The definition levels of a flat optional column, of one bit each: they are Arrow's validity bits. */
final class DefinitionLevels implements AutoCloseable {
    private final HybridRuns runs = new HybridRuns("definition levels");
    private final ReadBuffer reversed;

    DefinitionLevels(BufferAllocator allocator) {
        this.reversed = new ReadBuffer(allocator);
    }

    /** Begins with a V1 page's levels, at the beginning of its body; returns the address behind them. */
    long openV1(Page page, long body, long end) {
        if (page.levelEncoding() == PageEncoding.BIT_PACKED) {
            return openBitPacked(body, end, page.values());
        }
        if (page.levelEncoding() != PageEncoding.RLE) {
            throw new MalformedPageException(
                    "definition levels encoded as " + page.levelEncoding() + ", allowed are RLE and BIT_PACKED");
        }
        if (end - body < Integer.BYTES) {
            throw new MalformedPageException("page of " + (end - body) + " bytes without definition levels");
        }
        int bytes = Memory.getInt(body);
        long begin = body + Integer.BYTES;
        if (bytes < 0 || bytes > end - begin) {
            throw new MalformedPageException(
                    "definition levels of " + bytes + " bytes in a page that has " + (end - begin) + " left");
        }
        runs.open(begin, begin + bytes, 1);
        return begin + bytes;
    }

    void openV2(Page page) {
        runs.open(page.levels(), page.levels() + page.levelBytes(), 1);
    }

    /** The legacy encoding packs from the most significant bit on. */
    long openBitPacked(long body, long end, int values) {
        int bytes = (values + 7) >>> 3;
        if (bytes > end - body) {
            throw new MalformedPageException(
                    values + " bit-packed definition levels in a page of " + (end - body) + " bytes");
        }
        long target = reversed.room(bytes);
        BitPackedLevels.repack(body, target, 1, values);
        runs.openPacked(target, target + bytes, 1);
        return body + bytes;
    }

    /** How many of the next {@code count} values are known at once to be present. */
    int presentRun(int count) {
        return runs.runOf(1, count);
    }

    void skipPresent(int count) {
        runs.skipRun(count);
    }

    /** Copies the next {@code count} levels as validity bits; returns how many values are present. */
    int validity(long bits, int position, int count) {
        return runs.bits(bits, position, count);
    }

    /** Goes past the next {@code count} levels; returns how many values are present. */
    int pass(int count) {
        return runs.passBits(count);
    }

    @Override
    public void close() {
        reversed.close();
    }
}
