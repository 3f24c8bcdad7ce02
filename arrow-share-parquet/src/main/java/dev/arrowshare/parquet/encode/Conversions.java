package dev.arrowshare.parquet.encode;

import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.encode.FixedLayout.Conversion;

/** From Arrow's form of a value to Parquet's, where they differ. */
final class Conversions {
    private static final long MILLIS_A_DAY = 86_400_000L;

    /** Three little-endian unsigned numbers: months, days, milliseconds. */
    static final int INTERVAL_BYTES = 12;

    static final FixedLayout INT8_TO_INT32 = new FixedLayout(1, 4, (from, to, count) -> {
        for (int i = 0; i < count; i++) {
            Memory.putInt(to + 4L * i, Memory.getByte(from + i));
        }
    });

    static final FixedLayout UINT8_TO_INT32 = new FixedLayout(1, 4, (from, to, count) -> {
        for (int i = 0; i < count; i++) {
            Memory.putInt(to + 4L * i, Memory.getByte(from + i) & 0xff);
        }
    });

    static final FixedLayout INT16_TO_INT32 = new FixedLayout(2, 4, (from, to, count) -> {
        for (int i = 0; i < count; i++) {
            Memory.putInt(to + 4L * i, Memory.getShort(from + 2L * i));
        }
    });

    static final FixedLayout UINT16_TO_INT32 = new FixedLayout(2, 4, (from, to, count) -> {
        for (int i = 0; i < count; i++) {
            Memory.putInt(to + 4L * i, Memory.getShort(from + 2L * i) & 0xffff);
        }
    });

    private Conversions() {}

    /** Decimals of up to 9 digits: the low four bytes. */
    static FixedLayout decimalToInt32(int arrowWidth) {
        return new FixedLayout(arrowWidth, 4, (from, to, count) -> {
            for (int i = 0; i < count; i++) {
                Memory.putInt(to + 4L * i, Memory.getInt(from + (long) arrowWidth * i));
            }
        });
    }

    /** Decimals of up to 18 digits: the low eight bytes. */
    static FixedLayout decimalToInt64(int arrowWidth) {
        return new FixedLayout(arrowWidth, 8, (from, to, count) -> {
            for (int i = 0; i < count; i++) {
                Memory.putLong(to + 8L * i, Memory.getLong(from + (long) arrowWidth * i));
            }
        });
    }

    /** Larger decimals: the low bytes, the highest one first. */
    static FixedLayout decimalToBytes(int arrowWidth, int width) {
        return new FixedLayout(arrowWidth, width, (from, to, count) -> {
            for (int i = 0; i < count; i++) {
                long value = from + (long) arrowWidth * i;
                long end = to + (long) width * (i + 1) - 1;
                for (int b = 0; b < width; b++) {
                    Memory.putByte(end - b, Memory.getByte(value + b));
                }
            }
        });
    }

    /** The format has no unit of seconds. */
    static FixedLayout secondsToMillis(int width, String column) {
        Conversion conversion = width == 4
                ? (from, to, count) -> {
                    for (int i = 0; i < count; i++) {
                        Memory.putInt(
                                to + 4L * i, (int) millis(Memory.getInt(from + 4L * i), Integer.MAX_VALUE, column));
                    }
                }
                : (from, to, count) -> {
                    for (int i = 0; i < count; i++) {
                        Memory.putLong(to + 8L * i, millis(Memory.getLong(from + 8L * i), Long.MAX_VALUE, column));
                    }
                };
        return new FixedLayout(width, width, conversion);
    }

    private static long millis(long seconds, long limit, String column) {
        if (seconds > limit / 1000 || seconds < -limit / 1000) {
            throw new UnsupportedFeatureException("column '" + column + "': " + seconds
                    + " s cannot be written: Parquet has no seconds, and as milliseconds the value does not fit");
        }
        return seconds * 1000;
    }

    /** Parquet's dates are days. */
    static FixedLayout millisToDays(String column) {
        return new FixedLayout(8, 4, (from, to, count) -> {
            for (int i = 0; i < count; i++) {
                Memory.putInt(to + 4L * i, days(Memory.getLong(from + 8L * i), column));
            }
        });
    }

    private static int days(long millis, String column) {
        long days = Math.floorDiv(millis, MILLIS_A_DAY);
        if (days * MILLIS_A_DAY != millis || days != (int) days) {
            throw new UnsupportedFeatureException("column '" + column + "': the date of " + millis
                    + " ms cannot be written: it is not a whole number of days, of which Parquet holds 32 bits");
        }
        return (int) days;
    }

    static FixedLayout monthsToInterval(String column) {
        return new FixedLayout(4, INTERVAL_BYTES, (from, to, count) -> {
            for (int i = 0; i < count; i++) {
                int months = Memory.getInt(from + 4L * i);
                requireUnsigned(months, "months", column);
                long at = to + (long) INTERVAL_BYTES * i;
                Memory.putInt(at, months);
                Memory.putLong(at + 4, 0);
            }
        });
    }

    static FixedLayout daysToInterval(String column) {
        return new FixedLayout(8, INTERVAL_BYTES, (from, to, count) -> {
            for (int i = 0; i < count; i++) {
                int days = Memory.getInt(from + 8L * i);
                int millis = Memory.getInt(from + 8L * i + 4);
                requireUnsigned(days, "days", column);
                requireUnsigned(millis, "ms", column);
                long at = to + (long) INTERVAL_BYTES * i;
                Memory.putInt(at, 0);
                Memory.putInt(at + 4, days);
                Memory.putInt(at + 8, millis);
            }
        });
    }

    private static void requireUnsigned(int value, String unit, String column) {
        if (value < 0) {
            throw new UnsupportedFeatureException("column '" + column + "': an interval of " + value + " " + unit
                    + " cannot be written: the parts of Parquet's intervals are unsigned");
        }
    }
}
