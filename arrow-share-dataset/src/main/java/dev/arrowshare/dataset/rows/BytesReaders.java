package dev.arrowshare.dataset.rows;

import dev.arrowshare.memory.Memory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;

/** Text, bytes and decimals. */
final class BytesReaders {
    private BytesReaders() {}

    /** Where the values of a vector with offsets begin and end. */
    private abstract static class Variable extends ColumnReader {
        private final long offsets;
        private final long data;
        private final long dataBytes;
        private final boolean isLarge;

        Variable(FieldVector vector) {
            super(vector);
            this.isLarge = vector instanceof BaseLargeVariableWidthVector;
            if (vector.getValueCount() > 0) {
                long entries = vector.getValueCount() + 1L;
                vector.getOffsetBuffer().checkBytes(0, entries * (isLarge ? Long.BYTES : Integer.BYTES));
            }
            this.offsets = vector.getOffsetBuffer().memoryAddress();
            ArrowBuf bytes = vector.getDataBuffer();
            this.data = bytes.memoryAddress();
            this.dataBytes = bytes.capacity();
        }

        private long offset(long index) {
            return isLarge ? Memory.getLong(offsets + 8 * index) : Memory.getInt(offsets + 4 * index);
        }

        final byte[] bytes(int row) {
            long begin = offset(row);
            long end = offset(row + 1L);
            if (begin < 0 || begin > end || end > dataBytes || end - begin > Integer.MAX_VALUE - 8) {
                throw new RowProblem("a value from byte " + begin + " to " + end + " of " + dataBytes
                        + " cannot be an array of bytes");
            }
            byte[] bytes = new byte[(int) (end - begin)];
            Memory.copy(data + begin, bytes, 0, bytes.length);
            return bytes;
        }
    }

    static final class Texts extends Variable {
        Texts(FieldVector vector) {
            super(vector);
        }

        @Override
        Object read(int row) {
            return new String(bytes(row), StandardCharsets.UTF_8);
        }
    }

    static final class Bytes extends Variable {
        Bytes(FieldVector vector) {
            super(vector);
        }

        @Override
        Object read(int row) {
            return bytes(row);
        }
    }

    static final class TextViews extends ColumnReader {
        private final BaseVariableWidthViewVector vector;

        TextViews(FieldVector vector) {
            super(vector);
            this.vector = (BaseVariableWidthViewVector) vector;
        }

        @Override
        Object read(int row) {
            return new String(viewed(vector, row), StandardCharsets.UTF_8);
        }
    }

    static final class ByteViews extends ColumnReader {
        private final BaseVariableWidthViewVector vector;

        ByteViews(FieldVector vector) {
            super(vector);
            this.vector = (BaseVariableWidthViewVector) vector;
        }

        @Override
        Object read(int row) {
            return viewed(vector, row);
        }
    }

    /** A view of 16 bytes: a length, and the bytes if they are no more than 12, else where they lie in which buffer. */
    private static byte[] viewed(BaseVariableWidthViewVector vector, int row) {
        ArrowBuf views = vector.getDataBuffer();
        long view = 16L * row;
        byte[] bytes = new byte[views.getInt(view)];
        if (bytes.length <= 12) {
            views.getBytes(view + 4, bytes);
        } else {
            vector.getDataBuffers().get(views.getInt(view + 8)).getBytes(views.getInt(view + 12), bytes);
        }
        return bytes;
    }

    static final class FixedBytes extends ColumnReader {
        private final long values;
        private final int width;

        FixedBytes(FieldVector vector) {
            super(vector);
            this.width = ((FixedSizeBinaryVector) vector).getByteWidth();
            this.values = address(vector, width);
        }

        @Override
        Object read(int row) {
            byte[] bytes = new byte[width];
            Memory.copy(values + (long) width * row, bytes, 0, width);
            return bytes;
        }
    }

    /** Little-endian integers of 16 or 32 bytes. */
    static final class Decimals extends ColumnReader {
        private final long values;
        private final int width;
        private final int scale;

        Decimals(FieldVector vector, int width, int scale) {
            super(vector);
            this.width = width;
            this.scale = scale;
            this.values = address(vector, width);
        }

        @Override
        Object read(int row) {
            long at = values + (long) width * row;
            long low = Memory.getLong(at);
            return isSmall(at, low) ? BigDecimal.valueOf(low, scale) : new BigDecimal(unscaled(at), scale);
        }

        /** Whether the lowest 64 bits are the whole number. */
        private boolean isSmall(long at, long low) {
            for (int i = Long.BYTES; i < width; i += Long.BYTES) {
                if (Memory.getLong(at + i) != low >> (Long.SIZE - 1)) {
                    return false;
                }
            }
            return true;
        }

        private BigInteger unscaled(long at) {
            byte[] bigEndian = new byte[width];
            for (int i = 0; i < width; i++) {
                bigEndian[width - 1 - i] = Memory.getByte(at + i);
            }
            return new BigInteger(bigEndian);
        }
    }
}
