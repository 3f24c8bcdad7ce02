package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import org.apache.parquet.format.Encoding;

/**
 * DELTA_BINARY_PACKED (parquet-format, Encodings): a header with the first value; then blocks of 128 differences, the smallest one of
 * the block and, in four miniblocks of as many bits as each needs, what the others are more than it.
 */
final class DeltaIntegers implements ValueEncoder {
    private static final int BLOCK = 128;
    private static final int MINIBLOCKS = 4;
    private static final int MINIBLOCK = BLOCK / MINIBLOCKS;
    private static final int LONGEST_HEADER = 40;

    /** How many values are looked at to see whether they ascend. */
    private static final int SAMPLE = 4096;

    private final int width;
    private final long[] deltas = new long[BLOCK];

    DeltaIntegers(int width) {
        this.width = width;
    }

    @Override
    public Encoding encoding() {
        return Encoding.DELTA_BINARY_PACKED;
    }

    @Override
    public void append(GrowingBuffer plain, int count, GrowingBuffer page) {
        append(plain.address(), count, page);
    }

    /** Appends integers that lie one after the other. */
    void append(long values, int count, GrowingBuffer page) {
        long at = page.reserve(LONGEST_HEADER);
        at = RunLengths.writeVarint(at, BLOCK);
        at = RunLengths.writeVarint(at, MINIBLOCKS);
        at = RunLengths.writeVarint(at, count);
        at = writeZigZag(at, count == 0 ? 0 : value(values, 0));
        page.endAt(at);
        for (int from = 1; from < count; from += BLOCK) {
            appendBlock(values, from, Math.min(count, from + BLOCK), page);
        }
    }

    private long value(long values, int index) {
        return width == 8 ? Memory.getLong(values + 8L * index) : Memory.getInt(values + 4L * index);
    }

    private static long writeZigZag(long at, long value) {
        return RunLengths.writeVarint(at, value << 1 ^ value >> 63);
    }

    private void appendBlock(long values, int from, int to, GrowingBuffer page) {
        long least = differences(values, from, to);
        int count = to - from;
        for (int i = 0; i < BLOCK; i++) {
            deltas[i] = i < count ? unsigned(deltas[i] - least) : 0;
        }
        long at = writeZigZag(page.reserve(LONGEST_HEADER + (long) BLOCK * width), least);
        long widths = at;
        at += MINIBLOCKS;
        for (int i = 0; i < MINIBLOCKS; i++) {
            int first = i * MINIBLOCK;
            int bits = first < count ? bits(first) : 0;
            Memory.putByte(widths + i, (byte) bits);
            at = pack(first, bits, at);
        }
        page.endAt(at);
    }

    /** Differences of integers of 32 bits overflow in 32 bits. */
    private long differences(long values, int from, int to) {
        long least = Long.MAX_VALUE;
        long before = value(values, from - 1);
        for (int i = from; i < to; i++) {
            long next = value(values, i);
            long delta = width == 8 ? next - before : (int) (next - before);
            deltas[i - from] = delta;
            least = Math.min(least, delta);
            before = next;
        }
        return least;
    }

    private long unsigned(long difference) {
        return width == 8 ? difference : difference & 0xffffffffL;
    }

    private int bits(int first) {
        long any = 0;
        for (int i = first; i < first + MINIBLOCK; i++) {
            any |= deltas[i];
        }
        return 64 - Long.numberOfLeadingZeros(any);
    }

    /** Thirty-two numbers, the first one lowest. */
    private long pack(int first, int bits, long to) {
        long at = to;
        long word = 0;
        int filled = 0;
        for (int i = first; bits > 0 && i < first + MINIBLOCK; i++) {
            word |= deltas[i] << filled;
            filled += bits;
            if (filled >= 64) {
                Memory.putLong(at, word);
                at += 8;
                filled -= 64;
                word = filled == 0 ? 0 : deltas[i] >>> (bits - filled);
            }
        }
        Memory.putLong(at, word);
        return to + (long) bits * MINIBLOCK / 8;
    }

    /** Whether these integers ascend, and take at most half of the room so. */
    boolean pays(long values, int count) {
        int sample = Math.min(count, SAMPLE);
        if (sample < BLOCK) {
            return false;
        }
        long bits = 0;
        int descents = 0;
        for (int from = 1; from < sample; from += BLOCK) {
            int to = Math.min(sample, from + BLOCK);
            long least = differences(values, from, to);
            long any = 0;
            for (int i = 0; i < to - from; i++) {
                descents += deltas[i] < 0 ? 1 : 0;
                any |= unsigned(deltas[i] - least);
            }
            bits += (64L - Long.numberOfLeadingZeros(any)) * (to - from) + 48;
        }
        return descents <= sample / 64 && bits <= 4L * width * sample;
    }
}
