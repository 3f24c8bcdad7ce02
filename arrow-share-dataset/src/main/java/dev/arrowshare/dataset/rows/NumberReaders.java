package dev.arrowshare.dataset.rows;

import dev.arrowshare.memory.Memory;
import java.math.BigInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.FieldVector;

/** Numbers and truth values. */
final class NumberReaders {
    private NumberReaders() {}

    static final class Bits extends ColumnReader {
        private final long values;

        Bits(FieldVector vector) {
            super(vector);
            ArrowBuf bits = vector.getDataBuffer();
            bits.checkBytes(0, (vector.getValueCount() + 7L) >>> 3);
            this.values = bits.memoryAddress();
        }

        boolean get(int row) {
            return (Memory.getByte(values + (row >>> 3)) >>> (row & 7) & 1) != 0;
        }

        @Override
        Object read(int row) {
            return get(row);
        }
    }

    static final class Int8 extends ColumnReader {
        private final long values;

        Int8(FieldVector vector) {
            super(vector);
            this.values = address(vector, Byte.BYTES);
        }

        byte get(int row) {
            return Memory.getByte(values + row);
        }

        @Override
        Object read(int row) {
            return get(row);
        }
    }

    static final class Int16 extends ColumnReader {
        private final long values;

        Int16(FieldVector vector) {
            super(vector);
            this.values = address(vector, Short.BYTES);
        }

        short get(int row) {
            return Memory.getShort(values + 2L * row);
        }

        @Override
        Object read(int row) {
            return get(row);
        }
    }

    static final class Int32 extends ColumnReader {
        private final long values;

        Int32(FieldVector vector) {
            super(vector);
            this.values = address(vector, Integer.BYTES);
        }

        int get(int row) {
            return Memory.getInt(values + 4L * row);
        }

        @Override
        Object read(int row) {
            return get(row);
        }
    }

    static final class Int64 extends ColumnReader {
        private final long values;

        Int64(FieldVector vector) {
            super(vector);
            this.values = address(vector, Long.BYTES);
        }

        long get(int row) {
            return Memory.getLong(values + 8L * row);
        }

        @Override
        Object read(int row) {
            return get(row);
        }
    }

    static final class UInt8 extends ColumnReader {
        private final long values;

        UInt8(FieldVector vector) {
            super(vector);
            this.values = address(vector, Byte.BYTES);
        }

        short get(int row) {
            return (short) (Memory.getByte(values + row) & 0xFF);
        }

        @Override
        Object read(int row) {
            return get(row);
        }
    }

    static final class UInt16 extends ColumnReader {
        private final long values;

        UInt16(FieldVector vector) {
            super(vector);
            this.values = address(vector, Short.BYTES);
        }

        int get(int row) {
            return Memory.getShort(values + 2L * row) & 0xFFFF;
        }

        @Override
        Object read(int row) {
            return get(row);
        }
    }

    static final class UInt32 extends ColumnReader {
        private final long values;

        UInt32(FieldVector vector) {
            super(vector);
            this.values = address(vector, Integer.BYTES);
        }

        long get(int row) {
            return Memory.getInt(values + 4L * row) & 0xFFFF_FFFFL;
        }

        @Override
        Object read(int row) {
            return get(row);
        }
    }

    static final class Float16Bits extends ColumnReader {
        private final long values;

        Float16Bits(FieldVector vector) {
            super(vector);
            this.values = address(vector, Short.BYTES);
        }

        float get(int row) {
            return Float16.toFloat(Memory.getShort(values + 2L * row));
        }

        @Override
        Object read(int row) {
            return get(row);
        }
    }

    static final class Float32 extends ColumnReader {
        private final long values;

        Float32(FieldVector vector) {
            super(vector);
            this.values = address(vector, Float.BYTES);
        }

        float get(int row) {
            return Memory.getFloat(values + 4L * row);
        }

        @Override
        Object read(int row) {
            return get(row);
        }
    }

    static final class Float64 extends ColumnReader {
        private final long values;

        Float64(FieldVector vector) {
            super(vector);
            this.values = address(vector, Double.BYTES);
        }

        double get(int row) {
            return Memory.getDouble(values + 8L * row);
        }

        @Override
        Object read(int row) {
            return get(row);
        }
    }

    /** An unsigned number that {@code long} has no room for is refused. */
    static final class UInt64 extends ColumnReader {
        private final long values;

        UInt64(FieldVector vector) {
            super(vector);
            this.values = address(vector, Long.BYTES);
        }

        long get(int row) {
            long value = Memory.getLong(values + 8L * row);
            if (value < 0) {
                throw new RowProblem(Long.toUnsignedString(value)
                        + ", an unsigned 64-bit number, is more than a long holds; make the component a BigInteger");
            }
            return value;
        }

        @Override
        Object read(int row) {
            return get(row);
        }
    }

    /** Unsigned 64-bit numbers, all of them. */
    static final class Unsigned extends ColumnReader {
        private final long values;

        Unsigned(FieldVector vector) {
            super(vector);
            this.values = address(vector, Long.BYTES);
        }

        @Override
        Object read(int row) {
            long value = Memory.getLong(values + 8L * row);
            BigInteger low = BigInteger.valueOf(value & Long.MAX_VALUE);
            return value < 0 ? low.setBit(Long.SIZE - 1) : low;
        }
    }
}
