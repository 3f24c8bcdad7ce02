package dev.arrowshare.parquet.page;

import dev.arrowshare.memory.Memory;
import java.io.IOException;
import org.xerial.snappy.Snappy;

/**
 * Decodes Snappy blocks (google/snappy, format_description.txt) on addresses, at up to twice the speed of the native decoder on pages
 * of numbers, which are pairs of short literals and copies. Large blocks that turn out to be something else, which is text, are left to the
 * native one, which takes those faster by a third.
 *
 * <p>The block is a varint of the decoded length, then elements: a literal, or a copy of bytes already decoded. Short elements move as
 * whole words past their end where both ranges have the room; near an end they move by the byte. Every range is proved before it is
 * touched.
 */
final class SnappyDecoder {
    private static final int LITERAL = 0;

    /** These bits of a tag are zero for a literal of 1 to 4 bytes. */
    private static final long SHORT_LITERAL_MASK = 0xf3;

    private static final int COPY_1_BYTE_OFFSET = 1;
    private static final int COPY_2_BYTE_OFFSET = 2;

    /** Literals up to this many bytes have their length in the tag. */
    private static final int INLINE_LITERAL = 60;

    /** The most that one step of the word loops writes past an element's end. */
    private static final int OVERRUN = 24;

    /** What a short literal and the short copy behind it read of the source and write of the target, at most. */
    private static final int PAIR_SOURCE = 8;

    private static final int PAIR_TARGET = 32;

    /** After so many elements that were no pair it is clear whether they are the rule: pairs would have decoded more bytes until then. */
    private static final int ENOUGH_OTHERS = 512;

    private static final int BYTES_AMONG_PAIRS = 24 * ENOUGH_OTHERS;

    /** What is left of a block must be worth starting again. */
    private static final int LARGE_BYTES = 64 << 10;

    /** Of each copy's tag: its length, the high bits of its offset from bit 8 on, and from bit 12 on the bytes that follow. */
    private static final short[] COPIES = new short[256];

    static {
        for (int tag = 0; tag < 256; tag++) {
            boolean isShort = (tag & 3) == COPY_1_BYTE_OFFSET;
            int length = isShort ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
            int trailer = isShort ? 1 : (tag & 3) == COPY_2_BYTE_OFFSET ? 2 : 4;
            COPIES[tag] = (short) (length | (isShort ? (tag >>> 5) << 8 : 0) | trailer << 12);
        }
    }

    private SnappyDecoder() {}

    /** Bytes decoded; the room behind them, up to {@code capacity}, may be overwritten. */
    static int decode(long source, int bytes, long target, int capacity) {
        long end = source + bytes;
        long at = source;
        long length = 0;
        int shift = 0;
        int next;
        do {
            if (at == end || shift > 28) {
                throw new MalformedPageException("snappy block of " + bytes + " bytes without a length");
            }
            next = Memory.getByte(at++);
            length |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        if (length > capacity) {
            throw new MalformedPageException(
                    "snappy block decodes to " + length + " bytes, expected at most " + capacity);
        }
        if (!elements(at, end, target, target + length, target + capacity)) {
            decodeNatively(source, bytes, target);
        }
        return (int) length;
    }

    /** Writes no more than the length at the block's head, as the native decoder checks too. */
    private static void decodeNatively(long source, int bytes, long target) {
        try {
            Snappy.rawUncompress(source, bytes, target);
        } catch (IOException e) {
            throw new MalformedPageException("snappy block is not sound: " + e.getMessage(), e);
        }
    }

    /**
     * One loop over all elements. It is long because it is the hottest of this library: source and target position live in registers,
     * which methods of their own could not return.
     *
     * <p>Pages of 8-byte values are pairs: a literal of up to 4 bytes, where a value differs from the one before it, and a short copy.
     * A pair is taken from one word of the source. The last 8 bytes decoded are kept in {@code last}, since reading them back from
     * memory would wait for the stores of the elements before.
     *
     * @return whether all were decoded; else the block is one of text
     */
    private static boolean elements(long source, long end, long begin, long stop, long limit) {
        long lastPairSource = end - PAIR_SOURCE;
        long lastPairTarget = stop - PAIR_TARGET;
        long s = source;
        long d = begin;
        int others = 0;
        while (s < end) {
            if (s <= lastPairSource && d <= lastPairTarget && d - begin >= 8) {
                long last = Memory.getLong(d - 8);
                do {
                    long word = Memory.getLong(s);
                    if ((word & SHORT_LITERAL_MASK) != LITERAL) {
                        break;
                    }
                    int more = ((int) word & 0xff) >>> 2; // bytes of the literal behind its first
                    int bits = more * 8 + 8;
                    long literal = word >>> 8;
                    Memory.putLong(d, literal);
                    last = (last >>> bits) | (literal << -bits);
                    d += more + 1;
                    int next = (int) (literal >>> bits);
                    if ((next & 3) != COPY_1_BYTE_OFFSET) {
                        s += more + 2;
                        continue;
                    }
                    int length = ((next >>> 2) & 7) + 4;
                    int offset = ((next & 0xe0) << 3) | ((next >>> 8) & 0xff);
                    if (offset == 8) {
                        Memory.putLong(d, last);
                        Memory.putLong(d + 8, last);
                        last = Long.rotateRight(last, 8 * length);
                    } else if (offset > 8 && offset <= d - begin) {
                        long m = d - offset;
                        long first = Memory.getLong(m);
                        Memory.putLong(d, first);
                        if (length < 8) {
                            last = (last >>> (8 * length)) | (first << (-8 * length));
                        } else {
                            Memory.putLong(d + 8, Memory.getLong(m + 8));
                            last = Memory.getLong(d + length - 8);
                        }
                    } else {
                        s += more + 2;
                        break;
                    }
                    d += length;
                    s += more + 4;
                } while (s <= lastPairSource && d <= lastPairTarget);
                if (s == end) {
                    break;
                }
            }
            if (++others == ENOUGH_OTHERS && d - begin < BYTES_AMONG_PAIRS && stop - d > LARGE_BYTES) {
                return false;
            }
            int tag = Memory.getByte(s++) & 0xff;
            int kind = tag & 3;
            if (kind == LITERAL) {
                int length = (tag >>> 2) + 1;
                if (length <= 16 && end - s >= 16 && limit - d >= 16) {
                    Memory.putLong(d, Memory.getLong(s));
                    Memory.putLong(d + 8, Memory.getLong(s + 8));
                } else {
                    if (length > INLINE_LITERAL) {
                        int extra = length - INLINE_LITERAL;
                        length = longLiteral(s, end, extra);
                        s += extra;
                    }
                    if (length > end - s || length > stop - d) {
                        throw overrun("literal", length, stop - d);
                    }
                    Memory.copy(s, d, length);
                }
                s += length;
                d += length;
                continue;
            }
            int length;
            long offset;
            if (end - s >= 4) {
                int copy = COPIES[tag];
                int trailer = copy >>> 12;
                length = copy & 0x7f;
                offset = (copy & 0x700) | (Memory.getInt(s) & (0xffffffffL >>> (32 - 8 * trailer)));
                s += trailer;
            } else if (kind == COPY_2_BYTE_OFFSET && end - s >= 2) {
                length = (tag >>> 2) + 1;
                offset = Memory.getShort(s) & 0xffff;
                s += 2;
            } else if (kind == COPY_1_BYTE_OFFSET && end - s >= 1) {
                length = ((tag >>> 2) & 7) + 4;
                offset = ((tag >>> 5) * 256L) | (Memory.getByte(s) & 0xff);
                s += 1;
            } else {
                throw new MalformedPageException("snappy block ends inside a copy element");
            }
            if (offset == 0 || offset > d - begin || length > stop - d) {
                throw badCopy(offset, length, d - begin, stop - d);
            }
            if (offset >= 8 && limit - d >= length + OVERRUN) {
                long m = d - offset;
                Memory.putLong(d, Memory.getLong(m));
                Memory.putLong(d + 8, Memory.getLong(m + 8));
                for (int i = 16; i < length; i += 8) {
                    Memory.putLong(d + i, Memory.getLong(m + i));
                }
            } else {
                copy(d, offset, length, limit);
            }
            d += length;
        }
        // A short literal may have run past the declared end, within the room.
        if (d != stop) {
            throw new MalformedPageException(
                    "snappy block decodes to " + (d - begin) + " bytes, its head says " + (stop - begin));
        }
        return true;
    }

    private static int longLiteral(long s, long end, int extra) {
        if (end - s < extra) {
            throw new MalformedPageException("snappy block ends inside a literal's length");
        }
        int value = 0;
        for (int i = 0; i < extra; i++) {
            value |= (Memory.getByte(s + i) & 0xff) << (8 * i);
        }
        if (value < 0 || value == Integer.MAX_VALUE) {
            throw new MalformedPageException("snappy literal of " + ((value & 0xffffffffL) + 1) + " bytes");
        }
        return value + 1;
    }

    /** A copy that overlaps itself within a word, or ends too near the end of the room for words. */
    private static void copy(long target, long offset, int length, long limit) {
        long d = target;
        long m = target - offset;
        long stop = target + length;
        if (limit - stop >= OVERRUN) {
            // Each step doubles the distance: the bytes from m to d repeat.
            while (d - m < 8 && d < stop) {
                Memory.putLong(d, Memory.getLong(m));
                d += d - m;
            }
            for (; d < stop; d += 8, m += 8) {
                Memory.putLong(d, Memory.getLong(m));
            }
        } else {
            for (; d < stop; d++, m++) {
                Memory.putByte(d, Memory.getByte(m));
            }
        }
    }

    private static MalformedPageException overrun(String element, int length, long room) {
        return new MalformedPageException(
                "snappy " + element + " of " + length + " bytes overruns its block, which has room for " + room);
    }

    private static MalformedPageException badCopy(long offset, int length, long decoded, long room) {
        if (length > room) {
            return overrun("copy", length, room);
        }
        return new MalformedPageException("snappy copy from " + offset + " bytes back, after " + decoded + " bytes");
    }
}
