package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Halves;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.ValueBytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How values of a column are ordered in statistics: the format's TypeDefinedOrder, for each type. */
abstract class ValueOrder {
    static final ValueOrder INT32 = new Integers(4, 0);
    static final ValueOrder UINT32 = new Integers(4, 1L << 31);
    static final ValueOrder INT64 = new Integers(8, 0);
    static final ValueOrder UINT64 = new Integers(8, 1L << 63);
    static final ValueOrder FLOAT16 = new Floats(2);
    static final ValueOrder FLOAT = new Floats(4);
    static final ValueOrder DOUBLE = new Floats(8);
    static final ValueOrder BYTES = new Bytes(0);
    static final ValueOrder SIGNED_BYTES = new Bytes(0x80);
    static final ValueOrder UNDEFINED = new Undefined();

    /** The range of that many dense values, or null when none of them has a place in the order. */
    abstract @Nullable MinMax of(long values, int count, int width);

    abstract int compare(byte[] left, byte[] right);

    /** The range of values of variable length. */
    @Nullable
    MinMax of(ByteRanges values) {
        throw new IllegalStateException("not an order of byte arrays");
    }

    /** Two's complement integers; unsigned ones have their highest bit flipped on the way. */
    private static final class Integers extends ValueOrder {
        private final int width;
        private final long flip;

        Integers(int width, long flip) {
            this.width = width;
            this.flip = flip;
        }

        @Override
        @Nullable
        MinMax of(long values, int count, int width) {
            if (count == 0) {
                return null;
            }
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            if (width == 8) {
                for (int i = 0; i < count; i++) {
                    long value = Memory.getLong(values + 8L * i) ^ flip;
                    min = Math.min(min, value);
                    max = Math.max(max, value);
                }
            } else {
                for (int i = 0; i < count; i++) {
                    long value = Memory.getInt(values + 4L * i) ^ (int) flip;
                    min = Math.min(min, value);
                    max = Math.max(max, value);
                }
            }
            return new MinMax(littleEndian(min ^ flip, width), littleEndian(max ^ flip, width));
        }

        @Override
        int compare(byte[] left, byte[] right) {
            return width == 8
                    ? Long.compare(number(left) ^ flip, number(right) ^ flip)
                    : Integer.compare((int) (number(left) ^ flip), (int) (number(right) ^ flip));
        }
    }

    /** Numbers only: a NaN has no place, and a zero bound covers both zeros. */
    private static final class Floats extends ValueOrder {
        private final int width;

        Floats(int width) {
            this.width = width;
        }

        @Override
        @Nullable
        MinMax of(long values, int count, int width) {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            if (width == 8) {
                for (int i = 0; i < count; i++) {
                    double value = Memory.getDouble(values + 8L * i);
                    min = value < min ? value : min;
                    max = value > max ? value : max;
                }
            } else {
                for (int i = 0; i < count; i++) {
                    double value = width == 4 ? Memory.getFloat(values + 4L * i) : half(values + 2L * i);
                    min = value < min ? value : min;
                    max = value > max ? value : max;
                }
            }
            return min > max ? null : new MinMax(encode(min == 0 ? -0.0 : min), encode(max == 0 ? 0.0 : max));
        }

        private static double half(long address) {
            return Halves.value(Memory.getShort(address));
        }

        private byte[] encode(double value) {
            return switch (width) {
                case 8 -> littleEndian(Double.doubleToRawLongBits(value), 8);
                case 4 -> littleEndian(Float.floatToRawIntBits((float) value), 4);
                default -> littleEndian(Halves.ofExact(value), 2);
            };
        }

        private double decode(byte[] value) {
            return switch (width) {
                case 8 -> Double.longBitsToDouble(number(value));
                case 4 -> Float.intBitsToFloat((int) number(value));
                default -> Halves.value((short) number(value));
            };
        }

        @Override
        int compare(byte[] left, byte[] right) {
            return Double.compare(decode(left), decode(right));
        }
    }

    /** Byte by byte; for big-endian two's complement the sign bit is flipped on the way. */
    private static final class Bytes extends ValueOrder {
        private final int flip;

        Bytes(int flip) {
            this.flip = flip;
        }

        @Override
        @Nullable
        MinMax of(long values, int count, int width) {
            if (count == 0) {
                return null;
            }
            long min = values;
            long max = values;
            for (int i = 1; i < count; i++) {
                long value = values + (long) i * width;
                min = compareFixed(value, min, width) < 0 ? value : min;
                max = compareFixed(value, max, width) > 0 ? value : max;
            }
            return new MinMax(bytes(min, width), bytes(max, width));
        }

        private int compareFixed(long left, long right, int width) {
            int first = ((Memory.getByte(left) & 0xff) ^ flip) - ((Memory.getByte(right) & 0xff) ^ flip);
            return first != 0 ? first : ValueBytes.compare(left, width, right, width);
        }

        @Override
        @Nullable
        MinMax of(ByteRanges values) {
            if (values.count == 0) {
                return null;
            }
            int min = 0;
            int max = 0;
            long minPrefix = ValueBytes.prefix(values.address[0], values.length[0]);
            long maxPrefix = minPrefix;
            for (int i = 1; i < values.count; i++) {
                long prefix = ValueBytes.prefix(values.address[i], values.length[i]);
                int toMin = Long.compareUnsigned(prefix, minPrefix);
                if (toMin < 0 || (toMin == 0 && compare(values, i, min) < 0)) {
                    min = i;
                    minPrefix = prefix;
                }
                int toMax = Long.compareUnsigned(prefix, maxPrefix);
                if (toMax > 0 || (toMax == 0 && compare(values, i, max) > 0)) {
                    max = i;
                    maxPrefix = prefix;
                }
            }
            return new MinMax(
                    bytes(values.address[min], values.length[min]), bytes(values.address[max], values.length[max]));
        }

        private static int compare(ByteRanges values, int left, int right) {
            return ValueBytes.compare(
                    values.address[left], values.length[left], values.address[right], values.length[right]);
        }

        @Override
        int compare(byte[] left, byte[] right) {
            if (flip != 0 && left.length > 0 && left[0] != right[0]) {
                return Byte.compare(left[0], right[0]);
            }
            return Arrays.compareUnsigned(left, right);
        }
    }

    /** Types whose order the format leaves undefined have no range. */
    private static final class Undefined extends ValueOrder {
        @Override
        @Nullable
        MinMax of(long values, int count, int width) {
            return null;
        }

        @Override
        @Nullable
        MinMax of(ByteRanges values) {
            return null;
        }

        @Override
        int compare(byte[] left, byte[] right) {
            throw new IllegalStateException("values without an order");
        }
    }

    private static byte[] bytes(long from, int length) {
        byte[] copy = new byte[length];
        Memory.copy(from, copy, 0, length);
        return copy;
    }

    static byte[] littleEndian(long value, int width) {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = (byte) (value >>> (8 * i));
        }
        return bytes;
    }

    private static long number(byte[] littleEndian) {
        long value = 0;
        for (int i = littleEndian.length - 1; i >= 0; i--) {
            value = value << 8 | (littleEndian[i] & 0xff);
        }
        return value;
    }
}
