package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;
import java.util.Arrays;

/**
 * Reads Parquet's hybrid of run-length encoding and bit-packing (parquet-format, Encodings.md, "Run Length Encoding / Bit-Packing
 * Hybrid"), which holds levels, dictionary indices and booleans.
 *
 * <p>Unpacking reads whole words, up to eight bytes behind the end: readable slack must lie there.
 */
final class HybridRuns {
    private static final int GROUP = 8;

    private final String what;
    private long at;
    private long end;
    private int bitWidth;
    private long mask;
    /** Values left of the current run. */
    private long left;

    private boolean packed;
    private int repeated;
    private long packedBegin;
    private long packedIndex;

    /** @param what the runs hold, for messages: "definition levels" */
    HybridRuns(String what) {
        this.what = what;
    }

    /** Begins with runs of that width, 0 to 32 bits. */
    void open(long begin, long stop, int width) {
        if (width < 0 || width > 32) {
            throw new MalformedPageException(what + " of " + width + " bits, allowed are 0 to 32");
        }
        at = begin;
        end = stop;
        bitWidth = width;
        mask = (1L << width) - 1;
        left = 0;
        packed = false;
        repeated = 0;
        if (width == 0) {
            left = Long.MAX_VALUE;
        }
    }

    /** Begins with one bit-packed run that has no head. */
    void openPacked(long begin, long stop, int width) {
        open(begin, stop, width);
        packed = true;
        packedBegin = begin;
        packedIndex = 0;
        left = (stop - begin) * 8 / width;
        at = stop;
    }

    int bitWidth() {
        return bitWidth;
    }

    /** How many of the next {@code count} values are known at once to be {@code value}, because they are in a run of it. */
    int runOf(int value, int count) {
        advance();
        return !packed && repeated == value ? (int) Math.min(left, count) : 0;
    }

    /** Takes values that {@link #runOf} told about. */
    void skipRun(int count) {
        left -= count;
    }

    /** How many of the next {@code count} values are in one run of {@link #repeatedValue}; 0 when they are bit-packed. */
    int runLength(int count) {
        advance();
        return packed ? 0 : (int) Math.min(left, count);
    }

    int repeatedValue() {
        return repeated;
    }

    /** Unpacks up to {@code count} values of a bit-packed run, of eight bits at most, to a byte each; returns how many. */
    int unpackBytes(long target, int count) {
        int taken = (int) Math.min(left, count);
        int lead = (int) Math.min(taken, -packedIndex & (GROUP - 1));
        singleBytes(target, lead, packedIndex);
        int groups = (taken - lead) & -GROUP;
        spread(target + lead, groups, packedBegin + (((packedIndex + lead) * bitWidth) >>> 3));
        int rest = lead + groups;
        singleBytes(target + rest, taken - rest, packedIndex + rest);
        packedIndex += taken;
        left -= taken;
        return taken;
    }

    private void singleBytes(long target, int count, long index) {
        long bit = index * bitWidth;
        for (int i = 0; i < count; i++, bit += bitWidth) {
            Memory.putByte(target + i, (byte) ((Memory.getLong(packedBegin + (bit >>> 3)) >>> (bit & 7)) & mask));
        }
    }

    /** Eight values at a time: halves of the word are moved apart three times. */
    private void spread(long target, int count, long source) {
        int width = bitWidth;
        long fours = (1L << (4 * width)) - 1;
        long twos = ((1L << (2 * width)) - 1) * 0x0000000100000001L;
        long ones = mask * 0x0001000100010001L;
        long from = source;
        for (int i = 0; i < count; i += GROUP, from += width) {
            long word = Memory.getLong(from);
            word = (word & fours) | ((word >>> (4 * width)) & fours) << 32;
            word = (word & twos) | ((word >>> (2 * width)) & twos) << 16;
            word = (word & ones) | ((word >>> width) & ones) << 8;
            Memory.putLong(target + i, word);
        }
    }

    private void advance() {
        while (left == 0) {
            nextRun();
        }
    }

    private void nextRun() {
        long header = varint();
        packed = (header & 1) == 1;
        long count = header >>> 1;
        if (packed) {
            packedBegin = at;
            packedIndex = 0;
            // The last group of a page may be cut off behind its last value.
            long bytes = Math.min(count * bitWidth, end - at);
            left = Math.min(count * GROUP, bytes * 8 / bitWidth);
            at += bytes;
        } else {
            left = count;
            repeated = runValue();
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at == end) {
                throw new MalformedPageException(what + " end early");
            }
            int next = Memory.getByte(at++);
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value & 0xffffffffL;
            }
        }
        throw new MalformedPageException("run of " + what + " with a length of more than 32 bits");
    }

    private int runValue() {
        int bytes = (bitWidth + 7) >>> 3;
        if (end - at < bytes) {
            throw new MalformedPageException(what + " end early");
        }
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (Memory.getByte(at + i) & 0xff) << (8 * i);
        }
        at += bytes;
        if ((value & 0xffffffffL) > mask) {
            throw new MalformedPageException(
                    "run of " + what + " of " + value + ", which has more than " + bitWidth + " bits");
        }
        return value;
    }

    /** Goes past the next values. */
    void pass(int count) {
        int left = count;
        while (left > 0) {
            advance();
            int step = (int) Math.min(this.left, left);
            packedIndex += step;
            this.left -= step;
            left -= step;
        }
    }

    /** Goes past one-bit values; returns how many of them are set. */
    int passBits(int count) {
        int set = 0;
        int done = 0;
        while (done < count) {
            advance();
            int step = (int) Math.min(left, count - done);
            if (packed) {
                set += Bits.count(packedBegin, packedIndex, step);
                packedIndex += step;
            } else if (repeated != 0) {
                set += step;
            }
            left -= step;
            done += step;
        }
        return set;
    }

    /** Copies one-bit values into a bitmap; returns how many are set. */
    int bits(long target, int position, int count) {
        int set = 0;
        int done = 0;
        while (done < count) {
            advance();
            int step = (int) Math.min(left, count - done);
            if (packed) {
                set += Bits.copy(packedBegin, packedIndex, target, position + done, step);
                packedIndex += step;
            } else if (repeated != 0) {
                Bits.setRun(target, position + done, step);
                set += step;
            } else {
                Bits.clearRun(target, position + done, step);
            }
            left -= step;
            done += step;
        }
        return set;
    }

    /** The next {@code count} values. */
    void values(int[] target, int count) {
        int done = 0;
        while (done < count) {
            advance();
            int step = (int) Math.min(left, count - done);
            if (packed) {
                unpack(target, done, step);
                packedIndex += step;
            } else {
                Arrays.fill(target, done, done + step, repeated);
            }
            left -= step;
            done += step;
        }
    }

    private void unpack(int[] target, int begin, int count) {
        int lead = (int) Math.min(count, -packedIndex & (GROUP - 1));
        single(target, begin, lead, packedIndex);
        int groups = (count - lead) & -GROUP;
        long source = packedBegin + (((packedIndex + lead) * bitWidth) >>> 3);
        if (bitWidth <= 8) {
            narrow(target, begin + lead, groups, source, bitWidth);
        } else if (bitWidth <= 16) {
            medium(target, begin + lead, groups, source, bitWidth);
        } else {
            single(target, begin + lead, groups, packedIndex + lead);
        }
        int rest = lead + groups;
        single(target, begin + rest, count - rest, packedIndex + rest);
    }

    private void single(int[] target, int begin, int count, long index) {
        long bit = index * bitWidth;
        for (int i = 0; i < count; i++, bit += bitWidth) {
            target[begin + i] = (int) ((Memory.getLong(packedBegin + (bit >>> 3)) >>> (bit & 7)) & mask);
        }
    }

    /** Eight values are in one word. */
    private static void narrow(int[] target, int begin, int count, long source, int width) {
        int mask = (1 << width) - 1;
        long at = source;
        for (int i = begin; i < begin + count; i += GROUP, at += width) {
            long word = Memory.getLong(at);
            target[i] = (int) word & mask;
            target[i + 1] = (int) (word >>> width) & mask;
            target[i + 2] = (int) (word >>> (2 * width)) & mask;
            target[i + 3] = (int) (word >>> (3 * width)) & mask;
            target[i + 4] = (int) (word >>> (4 * width)) & mask;
            target[i + 5] = (int) (word >>> (5 * width)) & mask;
            target[i + 6] = (int) (word >>> (6 * width)) & mask;
            target[i + 7] = (int) (word >>> (7 * width)) & mask;
        }
    }

    /** Four values are in one word, also when they begin within its first byte. */
    private static void medium(int[] target, int begin, int count, long source, int width) {
        int mask = (1 << width) - 1;
        int half = 4 * width;
        long at = source;
        for (int i = begin; i < begin + count; i += GROUP, at += width) {
            long low = Memory.getLong(at);
            long high = Memory.getLong(at + (half >>> 3)) >>> (half & 7);
            target[i] = (int) low & mask;
            target[i + 1] = (int) (low >>> width) & mask;
            target[i + 2] = (int) (low >>> (2 * width)) & mask;
            target[i + 3] = (int) (low >>> (3 * width)) & mask;
            target[i + 4] = (int) high & mask;
            target[i + 5] = (int) (high >>> width) & mask;
            target[i + 6] = (int) (high >>> (2 * width)) & mask;
            target[i + 7] = (int) (high >>> (3 * width)) & mask;
        }
    }
}
