package dev.arrowshare.dataset.rows;

import dev.arrowshare.memory.Memory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Numbers, truth values, times and decimals. */
final class FixedWriters {
    private static final int NANOS_A_MICRO = 1_000;

    private FixedWriters() {}

    /** Values of so many bytes each. */
    private abstract static class Fixed extends ColumnWriter {
        private final GrowingBytes values;
        private final int width;

        Fixed(Field field, BufferAllocator allocator, long expectedRows, int width) {
            super(field, allocator, expectedRows);
            this.values = new GrowingBytes(allocator, expectedRows * width);
            this.width = width;
        }

        /** Where the value of that row goes. */
        final long at(int row) {
            return values.at((long) row * width, width);
        }

        @Override
        final void putNothing(int row) {
            Memory.fill(at(row), width, (byte) 0);
        }

        @Override
        final List<ArrowBuf> buffers(int rows) {
            return List.of(values.written((long) rows * width));
        }
    }

    static final class Bits extends ColumnWriter {
        private final GrowingBytes values;

        Bits(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows);
            this.values = new GrowingBytes(allocator, (expectedRows + 7) >>> 3);
        }

        void put(int row, boolean value) {
            putBit(values, row, value);
        }

        @Override
        void putValue(int row, Object value) {
            put(row, (Boolean) value);
        }

        @Override
        void putNothing(int row) {
            put(row, false);
        }

        @Override
        List<ArrowBuf> buffers(int rows) {
            return List.of(values.written((rows + 7L) >>> 3));
        }
    }

    static final class Int8 extends Fixed {
        Int8(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows, Byte.BYTES);
        }

        void put(int row, byte value) {
            Memory.putByte(at(row), value);
        }

        @Override
        void putValue(int row, Object value) {
            put(row, (Byte) value);
        }
    }

    static final class Int16 extends Fixed {
        Int16(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows, Short.BYTES);
        }

        void put(int row, short value) {
            Memory.putShort(at(row), value);
        }

        @Override
        void putValue(int row, Object value) {
            put(row, (Short) value);
        }
    }

    static final class Int32 extends Fixed {
        Int32(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows, Integer.BYTES);
        }

        void put(int row, int value) {
            Memory.putInt(at(row), value);
        }

        @Override
        void putValue(int row, Object value) {
            put(row, (Integer) value);
        }
    }

    static final class Int64 extends Fixed {
        Int64(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows, Long.BYTES);
        }

        void put(int row, long value) {
            Memory.putLong(at(row), value);
        }

        @Override
        void putValue(int row, Object value) {
            put(row, (Long) value);
        }
    }

    static final class Float32 extends Fixed {
        Float32(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows, Float.BYTES);
        }

        void put(int row, float value) {
            Memory.putFloat(at(row), value);
        }

        @Override
        void putValue(int row, Object value) {
            put(row, (Float) value);
        }
    }

    static final class Float64 extends Fixed {
        Float64(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows, Double.BYTES);
        }

        void put(int row, double value) {
            Memory.putDouble(at(row), value);
        }

        @Override
        void putValue(int row, Object value) {
            put(row, (Double) value);
        }
    }

    /** Days since 1970. */
    static final class Dates extends Fixed {
        Dates(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows, Integer.BYTES);
        }

        @Override
        void putValue(int row, Object value) {
            Memory.putInt(at(row), Math.toIntExact(((LocalDate) value).toEpochDay()));
        }
    }

    /** Nanoseconds of the day. */
    static final class Times extends Fixed {
        Times(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows, Long.BYTES);
        }

        @Override
        void putValue(int row, Object value) {
            Memory.putLong(at(row), ((LocalTime) value).toNanoOfDay());
        }
    }

    private static long micros(Instant instant) {
        return micros(instant.getEpochSecond(), instant.getNano());
    }

    /** Microseconds; finer fractions are cut off. */
    private static long micros(long seconds, int nanos) {
        return Math.addExact(Math.multiplyExact(seconds, 1_000_000L), nanos / NANOS_A_MICRO);
    }

    static final class LocalMoments extends Fixed {
        LocalMoments(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows, Long.BYTES);
        }

        @Override
        void putValue(int row, Object value) {
            Memory.putLong(at(row), micros(((LocalDateTime) value).toInstant(ZoneOffset.UTC)));
        }
    }

    static final class Instants extends Fixed {
        Instants(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows, Long.BYTES);
        }

        @Override
        void putValue(int row, Object value) {
            Memory.putLong(at(row), micros((Instant) value));
        }
    }

    static final class Durations extends Fixed {
        Durations(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows, Long.BYTES);
        }

        @Override
        void putValue(int row, Object value) {
            Duration duration = (Duration) value;
            Memory.putLong(at(row), micros(duration.getSeconds(), duration.getNano()));
        }
    }

    /** Little-endian integers of 16 bytes. */
    static final class Decimals extends Fixed {
        private static final int WIDTH = 16;

        private final int precision;
        private final int scale;

        Decimals(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows, WIDTH);
            ArrowType.Decimal type = (ArrowType.Decimal) field.getType();
            this.precision = type.getPrecision();
            this.scale = type.getScale();
        }

        @Override
        void putValue(int row, Object value) {
            BigDecimal decimal = scaled((BigDecimal) value);
            byte[] bigEndian = decimal.unscaledValue().toByteArray();
            long at = at(row);
            Memory.fill(at, WIDTH, (byte) (decimal.signum() < 0 ? -1 : 0));
            for (int i = 0; i < bigEndian.length; i++) {
                Memory.putByte(at + bigEndian.length - 1 - i, bigEndian[i]);
            }
        }

        private BigDecimal scaled(BigDecimal value) {
            if (value.scale() > scale && value.stripTrailingZeros().scale() > scale) {
                throw new RowProblem(
                        value + " has more than " + scale + " digits behind the point; round it, by setScale(" + scale
                                + ", RoundingMode.HALF_EVEN), or annotate its component @Column(scale = …)");
            }
            BigDecimal scaled = value.setScale(scale, RoundingMode.UNNECESSARY);
            if (scaled.precision() > precision) {
                throw new RowProblem(value + " has too many digits for decimal(" + precision + ", " + scale
                        + "); annotate its component @Column(precision = …, scale = …)");
            }
            return scaled;
        }
    }
}
