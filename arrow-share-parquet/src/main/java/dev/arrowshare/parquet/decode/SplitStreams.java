package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;

/**
 * BYTE_STREAM_SPLIT values, as PLAIN has them: the page has the first byte of each value, then the second of each, and so on. Eight
 * streams are transposed at a time, as words, and values in blocks that stay in the first cache.
 */
final class SplitStreams implements FixedValues {
    private static final int BLOCK = 256;
    private static final long BYTES = 0x00ff00ff00ff00ffL;
    private static final long SHORTS = 0x0000ffff0000ffffL;
    private static final long INTS = 0x00000000ffffffffL;

    private final int width;
    /** Where the next value's first byte lies. */
    private long position;
    /** From a byte of a value to its next one: how many values the page has. */
    private long stride;

    private long left;

    SplitStreams(int width) {
        this.width = width;
    }

    @Override
    public void open(long begin, long end) {
        long bytes = end - begin;
        if (width == 0 ? bytes != 0 : bytes % width != 0) {
            throw new MalformedPageException(bytes + " bytes of split values of " + width + " bytes");
        }
        position = begin;
        stride = width == 0 ? Integer.MAX_VALUE : bytes / width;
        left = stride;
    }

    @Override
    public void pass(int count) {
        require(count);
        position += width == 0 ? 0 : count;
    }

    private void require(int count) {
        if (count > left) {
            throw new MalformedPageException(count + " more values wanted, the page has " + left + " left");
        }
        left -= count;
    }

    @Override
    public void next(long target, int count) {
        require(count);
        for (int done = 0; done < count; done += BLOCK) {
            int step = Math.min(count - done, BLOCK);
            block(target + (long) done * width, step);
            position += width == 0 ? 0 : step;
        }
    }

    private void block(long target, int count) {
        int whole = count & -8;
        int stream = 0;
        for (; stream + 8 <= width; stream += 8) {
            eights(position + stream * stride, target + stream, whole);
        }
        if (stream + 4 <= width) {
            fours(position + stream * stride, target + stream, whole);
            stream += 4;
        }
        for (int rest = stream; rest < width; rest++) {
            bytes(position + rest * stride, target + rest, whole);
        }
        for (int every = 0; every < width; every++) {
            bytes(position + whole + every * stride, target + (long) whole * width + every, count - whole);
        }
    }

    private void bytes(long from, long target, int count) {
        long to = target;
        for (int i = 0; i < count; i++, to += width) {
            Memory.putByte(to, Memory.getByte(from + i));
        }
    }

    /** The lower of each two lanes of both words, in turn. */
    private static long low(long first, long second, long lanes, int bits) {
        return (first & lanes) | ((second & lanes) << bits);
    }

    /** The higher ones. */
    private static long high(long first, long second, long lanes, int bits) {
        return ((first >>> bits) & lanes) | (second & ~lanes);
    }

    /** Eight values by eight streams: bytes, then pairs and then quadruples of them change places across the diagonal. */
    private void eights(long from, long target, int count) {
        long to = target;
        for (int i = 0; i < count; i += 8, to += 8L * width) {
            long a = Memory.getLong(from + i);
            long b = Memory.getLong(from + stride + i);
            long c = Memory.getLong(from + 2 * stride + i);
            long d = Memory.getLong(from + 3 * stride + i);
            long e = Memory.getLong(from + 4 * stride + i);
            long f = Memory.getLong(from + 5 * stride + i);
            long g = Memory.getLong(from + 6 * stride + i);
            long h = Memory.getLong(from + 7 * stride + i);

            long ab = low(a, b, BYTES, 8);
            long ba = high(a, b, BYTES, 8);
            long cd = low(c, d, BYTES, 8);
            long dc = high(c, d, BYTES, 8);
            long ef = low(e, f, BYTES, 8);
            long fe = high(e, f, BYTES, 8);
            long gh = low(g, h, BYTES, 8);
            long hg = high(g, h, BYTES, 8);

            pairs(to, low(ab, cd, SHORTS, 16), low(ef, gh, SHORTS, 16), 0);
            pairs(to, low(ba, dc, SHORTS, 16), low(fe, hg, SHORTS, 16), 1);
            pairs(to, high(ab, cd, SHORTS, 16), high(ef, gh, SHORTS, 16), 2);
            pairs(to, high(ba, dc, SHORTS, 16), high(fe, hg, SHORTS, 16), 3);
        }
    }

    /** The last exchange, of the first and second halves of two values that lie four apart. */
    private void pairs(long to, long first, long second, int value) {
        Memory.putLong(to + (long) value * width, low(first, second, INTS, 32));
        Memory.putLong(to + (value + 4L) * width, high(first, second, INTS, 32));
    }

    /** Eight values by four streams. */
    private void fours(long from, long target, int count) {
        long to = target;
        for (int i = 0; i < count; i += 8, to += 8L * width) {
            long a = Memory.getLong(from + i);
            long b = Memory.getLong(from + stride + i);
            long c = Memory.getLong(from + 2 * stride + i);
            long d = Memory.getLong(from + 3 * stride + i);

            long ab = low(a, b, BYTES, 8);
            long ba = high(a, b, BYTES, 8);
            long cd = low(c, d, BYTES, 8);
            long dc = high(c, d, BYTES, 8);

            halves(to, low(ab, cd, SHORTS, 16), 0);
            halves(to, low(ba, dc, SHORTS, 16), 1);
            halves(to, high(ab, cd, SHORTS, 16), 2);
            halves(to, high(ba, dc, SHORTS, 16), 3);
        }
    }

    private void halves(long to, long both, int value) {
        Memory.putInt(to + (long) value * width, (int) both);
        Memory.putInt(to + (value + 4L) * width, (int) (both >>> 32));
    }
}
