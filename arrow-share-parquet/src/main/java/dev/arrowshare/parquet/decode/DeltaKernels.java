package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;

/**
 * Unpacks differences and adds them up in the same pass: unpacking does not wait for the sum, which is one addition a value. Wide
 * loads serve as many values as are sure to lie in one. They read up to 16 bytes behind the last value.
 */
final class DeltaKernels {
    private DeltaKernels() {}

    /** Writes a value of four or eight bytes. */
    static void store(long address, long value, int bytes) {
        if (bytes == Long.BYTES) {
            Memory.putLong(address, value);
        } else {
            Memory.putInt(address, (int) value);
        }
    }

    /**
     * Writes {@code count} values, each by {@code least} and its packed excess larger than the one before it.
     *
     * @param packed the first of the packed excesses
     * @param index of the first one to use
     * @param value ahead of the first one to write
     * @param bytes of a written value, 4 or 8
     * @return the last value
     */
    static long unpack(long packed, int index, int width, long least, long value, long target, int bytes, int count) {
        if (width == 0) {
            return steps(least, value, target, bytes, count);
        }
        int lead = Math.min(count, -index & (DeltaRuns.GROUP - 1));
        long sum = single(packed, index, width, least, value, target, bytes, lead);
        int grouped = (count - lead) & -DeltaRuns.GROUP;
        long from = packed + (long) (index + lead) / DeltaRuns.GROUP * width;
        long to = target + (long) lead * bytes;
        if (width <= 8) {
            sum = eights(from, width, least, sum, to, bytes, grouped);
        } else if (width <= 16) {
            sum = fours(from, width, least, sum, to, bytes, grouped);
        } else if (width <= 28) {
            sum = pairs(from, width, least, sum, to, bytes, grouped);
        } else {
            sum = single(from, 0, width, least, sum, to, bytes, grouped);
        }
        int rest = lead + grouped;
        return single(packed, index + rest, width, least, sum, target + (long) rest * bytes, bytes, count - rest);
    }

    private static long steps(long least, long value, long target, int bytes, int count) {
        long sum = value;
        for (int i = 0; i < count; i++) {
            sum += least;
            store(target + (long) i * bytes, sum, bytes);
        }
        return sum;
    }

    /** One value at a time. Of up to 57 bits, each lies in one word, wherever it begins. */
    private static long single(
            long packed, int index, int width, long least, long value, long target, int bytes, int count) {
        if (width > 57) {
            return wide(packed, index, width, least, value, target, bytes, count);
        }
        long mask = (1L << width) - 1;
        long sum = value;
        long bit = (long) index * width;
        for (int i = 0; i < count; i++, bit += width) {
            sum += least + ((Memory.getLong(packed + (bit >>> 3)) >>> (bit & 7)) & mask);
            store(target + (long) i * bytes, sum, bytes);
        }
        return sum;
    }

    /** Of more, its last bits may lie in the byte behind. */
    private static long wide(
            long packed, int index, int width, long least, long value, long target, int bytes, int count) {
        long mask = -1L >>> (Long.SIZE - width);
        long sum = value;
        long bit = (long) index * width;
        for (int i = 0; i < count; i++, bit += width) {
            long at = packed + (bit >>> 3);
            int shift = (int) bit & 7;
            long high = (long) Memory.getByte(at + Long.BYTES) << 1 << (Long.SIZE - 1 - shift);
            sum += least + (((Memory.getLong(at) >>> shift) | high) & mask);
            store(target + (long) i * bytes, sum, bytes);
        }
        return sum;
    }

    /** Eight values are in one word. */
    private static long eights(long packed, int width, long least, long value, long target, int bytes, int count) {
        long mask = (1L << width) - 1;
        long sum = value;
        long from = packed;
        long to = target;
        for (int i = 0; i < count; i += 8, from += width, to += 8L * bytes) {
            long word = Memory.getLong(from);
            long one = sum + least + (word & mask);
            long two = one + least + ((word >>> width) & mask);
            long three = two + least + ((word >>> (2 * width)) & mask);
            long four = three + least + ((word >>> (3 * width)) & mask);
            fourValues(to, one, two, three, four, bytes);
            long five = four + least + ((word >>> (4 * width)) & mask);
            long six = five + least + ((word >>> (5 * width)) & mask);
            long seven = six + least + ((word >>> (6 * width)) & mask);
            sum = seven + least + ((word >>> (7 * width)) & mask);
            fourValues(to + 4L * bytes, five, six, seven, sum, bytes);
        }
        return sum;
    }

    private static void fourValues(long to, long one, long two, long three, long four, int bytes) {
        store(to, one, bytes);
        store(to + bytes, two, bytes);
        store(to + 2L * bytes, three, bytes);
        store(to + 3L * bytes, four, bytes);
    }

    /** Four values are in one word, also when they begin within its first byte. */
    private static long fours(long packed, int width, long least, long value, long target, int bytes, int count) {
        long mask = (1L << width) - 1;
        long half = 4L * width;
        long sum = value;
        long to = target;
        for (long bit = 0; bit < (long) count * width; bit += half, to += 4L * bytes) {
            long word = Memory.getLong(packed + (bit >>> 3)) >>> (bit & 7);
            long one = sum + least + (word & mask);
            long two = one + least + ((word >>> width) & mask);
            long three = two + least + ((word >>> (2 * width)) & mask);
            sum = three + least + ((word >>> (3 * width)) & mask);
            fourValues(to, one, two, three, sum, bytes);
        }
        return sum;
    }

    /** Two values are. */
    private static long pairs(long packed, int width, long least, long value, long target, int bytes, int count) {
        long mask = (1L << width) - 1;
        long sum = value;
        long to = target;
        for (long bit = 0; bit < (long) count * width; bit += 2L * width, to += 2L * bytes) {
            long word = Memory.getLong(packed + (bit >>> 3)) >>> (bit & 7);
            long one = sum + least + (word & mask);
            sum = one + least + ((word >>> width) & mask);
            store(to, one, bytes);
            store(to + bytes, sum, bytes);
        }
        return sum;
    }
}
