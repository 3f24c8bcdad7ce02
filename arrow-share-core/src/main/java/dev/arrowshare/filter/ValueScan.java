package dev.arrowshare.filter;

import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.filter.IndexScan.LongBlocks;
import dev.arrowshare.memory.Halves;
import dev.arrowshare.memory.Memory;
import java.math.BigInteger;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Which values of a vector are wanted, 64 at a time. Where a value is null the answer means nothing. */
final class ValueScan {
    private static final int BLOCK = 64;

    private ValueScan() {}

    static long[] of(FieldVector vector, ColumnTest test) {
        int rows = vector.getValueCount();
        long[] words = vector instanceof BitVector
                ? bits(vector, test)
                : switch (test.domain()) {
                    case LONG -> longs(vector, test);
                    case DOUBLE -> doubles(vector, test);
                    case UNSCALED -> decimals(vector, test);
                    case BYTES -> new BytesScan(test.ranges()).of(vector);
                };
        return test.isNegated() ? Words.inverted(words, rows) : words;
    }

    private static long[] bits(FieldVector vector, ColumnTest test) {
        int rows = vector.getValueCount();
        long[] ones = Words.of(vector.getDataBuffer(), rows);
        boolean takesTrue = test.ranges().contains(1L);
        boolean takesFalse = test.ranges().contains(0L);
        if (takesTrue == takesFalse) {
            return takesTrue ? Words.ones(rows) : Words.zeros(rows);
        }
        return takesTrue ? ones : Words.inverted(ones, rows);
    }

    private static long[] longs(FieldVector vector, ColumnTest test) {
        ArrowType type = vector.getField().getType();
        LongBlocks blocks = LongBlocks.of(vector, type);
        long flip = ColumnRanges.isUint64(type) ? Long.MIN_VALUE : 0;
        LongRanges ranges = LongRanges.of(test.ranges());
        int rows = vector.getValueCount();
        long[] words = Words.zeros(rows);
        long[] block = new long[BLOCK];
        for (int row = 0; row < rows; row += BLOCK) {
            int count = Math.min(BLOCK, rows - row);
            blocks.read(row, count, block);
            words[row >>> 6] = ranges.word(block, count, flip);
        }
        return words;
    }

    private static long[] doubles(FieldVector vector, ColumnTest test) {
        int width = ((BaseFixedWidthVector) vector).getTypeWidth();
        int rows = vector.getValueCount();
        vector.getDataBuffer().checkBytes(0, (long) width * rows);
        long address = vector.getDataBuffer().memoryAddress();
        List<Ranges.Range<Object>> list = test.ranges().list();
        double[] lows = list.stream().mapToDouble(range -> bound(range.low())).toArray();
        double[] highs = list.stream().mapToDouble(range -> bound(range.high())).toArray();
        long[] words = Words.zeros(rows);
        double[] block = new double[BLOCK];
        for (int row = 0; row < rows; row += BLOCK) {
            int count = Math.min(BLOCK, rows - row);
            read(address + (long) row * width, width, count, block);
            long word = 0;
            for (int range = 0; range < lows.length; range++) {
                word |= word(block, count, lows[range], highs[range]);
            }
            words[row >>> 6] = word;
        }
        return words;
    }

    private static double bound(@Nullable Object bound) {
        if (bound == null) {
            throw new IllegalStateException("ranges of doubles end at an infinity");
        }
        return (double) bound;
    }

    private static void read(long from, int width, int count, double[] to) {
        for (int i = 0; i < count; i++) {
            to[i] = switch (width) {
                case 2 -> Halves.value(Memory.getShort(from + 2L * i));
                case 4 -> Memory.getFloat(from + 4L * i);
                default -> Memory.getDouble(from + 8L * i);
            };
        }
    }

    private static long word(double[] block, int count, double low, double high) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            double value = block[i];
            word |= (value >= low && value <= high ? 1L : 0L) << i;
        }
        return word;
    }

    /** Most values fit 64 bits; only the others become BigIntegers. */
    private static long[] decimals(FieldVector vector, ColumnTest test) {
        int width = ((BaseFixedWidthVector) vector).getTypeWidth();
        int rows = vector.getValueCount();
        vector.getDataBuffer().checkBytes(0, (long) width * rows);
        long address = vector.getDataBuffer().memoryAddress();
        LongRanges narrow = LongRanges.ofUnscaled(test.ranges());
        long[] words = Words.zeros(rows);
        for (int row = 0; row < rows; row++) {
            long at = address + (long) row * width;
            long low = Memory.getLong(at);
            boolean isWanted = isNarrow(at, width, low)
                    ? narrow.contains(low)
                    : test.ranges().contains(unscaled(at, width));
            words[row >>> 6] |= (isWanted ? 1L : 0L) << row;
        }
        return words;
    }

    private static boolean isNarrow(long at, int width, long low) {
        for (int i = Long.BYTES; i < width; i += Long.BYTES) {
            if (Memory.getLong(at + i) != low >> 63) {
                return false;
            }
        }
        return true;
    }

    private static BigInteger unscaled(long at, int width) {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = Memory.getByte(at + width - 1 - i);
        }
        return new BigInteger(bytes);
    }

    /** The address of a vector's bytes, once it is known to have as many. */
    static long checked(FieldVector vector, int buffer, long bytes) {
        var found = VectorBuffers.of(vector).get(buffer);
        found.checkBytes(0, bytes);
        return found.memoryAddress();
    }
}
