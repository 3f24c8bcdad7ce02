package dev.arrowshare.batch;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;

/**
 * A vector's own buffers in the order of the format (validity, then offsets or types or views, then data), without those of its
 * children, and without the side effects of {@link FieldVector#getFieldBuffers}, which writes into offset buffers, allocates
 * empty ones and moves the indices of the buffers.
 *
 * <pre>{@code
 * for (ArrowBuf buffer : VectorBuffers.of(batch.column("fare"))) { … }
 * }</pre>
 *
 * <p>A buffer may be larger than the vector's rows need, its indices mean nothing, and the offsets of an empty vector may have
 * no bytes at all. {@link #bytes} says how many bytes some rows use.
 *
 * <p><b>Threads:</b> safe, as reading the vector is.
 *
 * <p><b>Ownership:</b> nothing is retained; the buffers live as long as the vector.
 */
public final class VectorBuffers {
    private static final int VIEW_BYTES = 16;

    private VectorBuffers() {}

    public static List<ArrowBuf> of(FieldVector vector) {
        if (vector instanceof BaseFixedWidthVector) {
            return List.of(vector.getValidityBuffer(), vector.getDataBuffer());
        }
        if (vector instanceof BaseVariableWidthVector || vector instanceof BaseLargeVariableWidthVector) {
            return List.of(vector.getValidityBuffer(), vector.getOffsetBuffer(), vector.getDataBuffer());
        }
        if (vector instanceof BaseVariableWidthViewVector views) {
            List<ArrowBuf> buffers = new ArrayList<>(2 + views.getDataBuffers().size());
            buffers.add(vector.getValidityBuffer());
            buffers.add(vector.getDataBuffer());
            buffers.addAll(views.getDataBuffers());
            return buffers;
        }
        if (vector instanceof ExtensionTypeVector<?>) {
            return of(storage(vector));
        }
        return ofNested(vector);
    }

    private static List<ArrowBuf> ofNested(FieldVector vector) {
        if (vector instanceof StructVector || vector instanceof FixedSizeListVector) {
            return List.of(vector.getValidityBuffer());
        }
        if (vector instanceof ListVector || vector instanceof LargeListVector) {
            return List.of(vector.getValidityBuffer(), vector.getOffsetBuffer());
        }
        if (vector instanceof ListViewVector list) {
            return List.of(vector.getValidityBuffer(), vector.getOffsetBuffer(), list.getSizeBuffer());
        }
        if (vector instanceof LargeListViewVector list) {
            return List.of(vector.getValidityBuffer(), vector.getOffsetBuffer(), list.getSizeBuffer());
        }
        if (vector instanceof UnionVector union) {
            return List.of(union.getTypeBuffer());
        }
        if (vector instanceof DenseUnionVector union) {
            return List.of(union.getTypeBuffer(), union.getOffsetBuffer());
        }
        if (vector instanceof NullVector || vector instanceof RunEndEncodedVector) {
            return List.of();
        }
        throw new IllegalArgumentException("column '" + vector.getName() + "' is a "
                + vector.getClass().getSimpleName() + ", whose buffers are not known");
    }

    /** What an extension type's vector stands on; other vectors stand on themselves. */
    public static FieldVector storage(FieldVector vector) {
        return vector instanceof ExtensionTypeVector<?> extension
                ? storage((FieldVector) extension.getUnderlyingVector())
                : vector;
    }

    /** How wide a value of a fixed-width vector is; 0 for bits. */
    static int valueBytes(FieldVector vector) {
        return vector instanceof BitVector ? 0 : ((BaseFixedWidthVector) vector).getTypeWidth();
    }

    /** How wide an entry of a vector's offset buffer is. */
    static int offsetBytes(FieldVector vector) {
        return vector instanceof BaseLargeVariableWidthVector
                        || vector instanceof LargeListVector
                        || vector instanceof LargeListViewVector
                ? 8
                : 4;
    }

    /** The entry of an offset, size or run-end buffer; 0 where an empty vector has none. */
    static long integer(ArrowBuf buffer, int bytes, long index) {
        if (buffer.capacity() < (index + 1) * bytes) {
            return 0;
        }
        return switch (bytes) {
            case 1 -> buffer.getByte(index);
            case 2 -> buffer.getShort(2 * index);
            case 4 -> buffer.getInt(4 * index);
            default -> buffer.getLong(8 * index);
        };
    }

    static void put(ArrowBuf buffer, int bytes, long index, long value) {
        switch (bytes) {
            case 1 -> buffer.setByte(index, (byte) value);
            case 2 -> buffer.setShort(2 * index, (short) value);
            case 4 -> buffer.setInt(4 * index, (int) value);
            default -> buffer.setLong(8 * index, value);
        }
    }

    static long bitmapBytes(long rows) {
        return (rows + 7) >>> 3;
    }

    /** How many bytes of each of its own buffers the rows {@code [from, to)} of a vector use, in the order of {@link #of}. */
    public static long[] bytes(FieldVector vector, long from, long to) {
        FieldVector storage = storage(vector);
        List<ArrowBuf> buffers = of(storage);
        long[] bytes = new long[buffers.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Math.min(buffers.get(i).capacity(), bytes(storage, i, from, to));
        }
        return bytes;
    }

    /**
     * How many bytes of each of its own buffers, from their beginning on, it takes to hold what the vector's rows use, in the order
     * of {@link #of}. More than {@link #bytes} where the first offset is not zero.
     */
    public static long[] used(FieldVector vector) {
        FieldVector storage = storage(vector);
        int rows = storage.getValueCount();
        long[] bytes = bytes(storage, 0, rows);
        if (storage instanceof BaseVariableWidthVector || storage instanceof BaseLargeVariableWidthVector) {
            long end = integer(storage.getOffsetBuffer(), offsetBytes(storage), rows);
            bytes[2] = Math.min(storage.getDataBuffer().capacity(), end);
        }
        return bytes;
    }

    private static long bytes(FieldVector vector, int buffer, long from, long to) {
        long rows = to - from;
        if (vector instanceof UnionVector || vector instanceof DenseUnionVector) {
            return buffer == 0 ? rows : 4 * rows;
        }
        if (buffer == 0) {
            return bitmapBytes(rows);
        }
        if (vector instanceof BaseFixedWidthVector) {
            return valueBytes(vector) == 0 ? bitmapBytes(rows) : rows * valueBytes(vector);
        }
        if (vector instanceof BaseVariableWidthViewVector) {
            return buffer == 1 ? VIEW_BYTES * rows : Long.MAX_VALUE;
        }
        int width = offsetBytes(vector);
        if (vector instanceof ListViewVector || vector instanceof LargeListViewVector) {
            return width * rows;
        }
        ArrowBuf offsets = vector.getOffsetBuffer();
        return buffer == 1 ? width * (rows + 1) : integer(offsets, width, to) - integer(offsets, width, from);
    }
}
