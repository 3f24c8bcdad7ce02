package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;

/**
 * Reads integers of the encoding DELTA_BINARY_PACKED (parquet-format, Encodings.md, "Delta Encoding"): the first value, then blocks
 * of differences, each with the least of them and miniblocks of what the others exceed it by, packed to a width a miniblock.
 */
final class DeltaRuns {
    /** Miniblocks are unpacked so many values at a time, which begin at a byte whatever their width. */
    static final int GROUP = 8;

    /** Writers use 128; more than this would only help an attacker. */
    private static final int BLOCK_LIMIT = 1 << 24;

    private final String what;
    private final int bytes;
    private long at;
    private long end;
    private int blockMiniblocks;
    private int miniblockValues;
    /** Values of the page that were not taken yet. */
    private long left;

    private boolean atFirst;
    private long value;
    private long least;
    private long widths;
    /** Miniblocks of the block that were not begun yet. */
    private int miniblocksLeft;

    private long packed;
    private int width;
    /** The next value of the miniblock, and how many there are. */
    private int index;

    private int available;

    /**
     * @param what the values are, for messages: "lengths"
     * @param bytes of a value, 4 or 8
     */
    DeltaRuns(String what, int bytes) {
        this.what = what;
        this.bytes = bytes;
    }

    /** Begins with the values at that address. No bytes at all are no values. */
    void open(long begin, long stop) {
        at = begin;
        end = stop;
        left = 0;
        miniblocksLeft = 0;
        index = 0;
        available = 0;
        if (begin < stop) {
            header();
        }
    }

    private void header() {
        long blockValues = varint();
        long miniblocks = varint();
        left = varint();
        value = zigzag();
        atFirst = true;
        if (blockValues <= 0 || blockValues > BLOCK_LIMIT || miniblocks <= 0 || miniblocks > blockValues) {
            throw new MalformedPageException(
                    "blocks of " + blockValues + " " + what + " in " + miniblocks + " miniblocks");
        }
        miniblockValues = (int) (blockValues / miniblocks);
        blockMiniblocks = (int) miniblocks;
        if (miniblockValues % GROUP != 0 || miniblockValues * miniblocks != blockValues) {
            throw new MalformedPageException("blocks of " + blockValues + " " + what + " in " + miniblocks
                    + " miniblocks, which must have a multiple of 8 each");
        }
        if (left < 0 || left > Integer.MAX_VALUE) {
            throw new MalformedPageException(left + " " + what);
        }
    }

    /** How many values were not taken yet. */
    long left() {
        return left;
    }

    /** Where the encoded values end, when none was taken yet: behind the last miniblock that has any. */
    long behind() {
        long begin = at;
        long values = left - 1;
        while (values > 0) {
            block();
            while (values > 0 && miniblocksLeft > 0) {
                miniblock();
                values -= available;
            }
        }
        long stop = at;
        at = begin;
        miniblocksLeft = 0;
        index = 0;
        available = 0;
        return stop;
    }

    /** Writes the next values to that address. */
    void next(long target, int count) {
        if (count > left) {
            throw new MalformedPageException(count + " more " + what + " wanted, the page has " + left + " left");
        }
        left -= count;
        long to = target;
        int wanted = count;
        if (atFirst && count > 0) {
            atFirst = false;
            DeltaKernels.store(to, value, bytes);
            to += bytes;
            wanted--;
        }
        while (wanted > 0) {
            int step = Math.min(wanted, available());
            value = DeltaKernels.unpack(packed, index, width, least, value, to, bytes, step);
            index += step;
            to += (long) step * bytes;
            wanted -= step;
        }
    }

    /** Values of the miniblock at hand, which is the next one when the last is used up. */
    private int available() {
        while (index == available) {
            if (miniblocksLeft == 0) {
                block();
            }
            miniblock();
        }
        return available - index;
    }

    private void block() {
        least = zigzag();
        widths = at;
        if (blockMiniblocks > end - at) {
            throw early();
        }
        at += blockMiniblocks;
        miniblocksLeft = blockMiniblocks;
    }

    /** The last miniblock of a page may be cut off behind its last value. */
    private void miniblock() {
        width = Memory.getByte(widths + blockMiniblocks - miniblocksLeft) & 0xff;
        miniblocksLeft--;
        if (width > bytes * Byte.SIZE) {
            throw new MalformedPageException(what + " packed to " + width + " bits, they have " + bytes * Byte.SIZE);
        }
        packed = at;
        index = 0;
        long stored = Math.min((long) miniblockValues * width / Byte.SIZE, end - at);
        at += stored;
        available = width == 0 ? miniblockValues : (int) (stored * Byte.SIZE / width);
        if (available == 0) {
            throw early();
        }
    }

    private long varint() {
        long result = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at == end) {
                throw early();
            }
            int next = Memory.getByte(at++);
            result |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return result;
            }
        }
        throw new MalformedPageException("head of " + what + " has a number of more than 64 bits");
    }

    private long zigzag() {
        long number = varint();
        return (number >>> 1) ^ -(number & 1);
    }

    private MalformedPageException early() {
        return new MalformedPageException(what + " end early");
    }
}
