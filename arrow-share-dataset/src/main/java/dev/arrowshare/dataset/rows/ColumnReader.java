package dev.arrowshare.dataset.rows;

import dev.arrowshare.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Values of a vector as Java values. Those of a class that has a primitive have a method {@code get(int row)} of that type too, which
 * {@link RowHandles} finds by its name.
 *
 * <p>A subclass proves in its constructor that the vector's buffers hold all of its rows, since it reads them by address. Each is final:
 * a call by {@link RowHandles} then needs no table.
 */
abstract class ColumnReader {
    private final boolean hasNulls;
    private final long validity;

    ColumnReader(FieldVector vector) {
        this.hasNulls = vector.getNullCount() > 0;
        this.validity = vector.getValidityBuffer().memoryAddress();
    }

    boolean isNull(int row) {
        return hasNulls && (Memory.getByte(validity + (row >>> 3)) >>> (row & 7) & 1) == 0;
    }

    /** The value of a row that is not null. */
    abstract Object read(int row);

    @Nullable
    Object readOrNull(int row) {
        return isNull(row) ? null : read(row);
    }

    /** Where a vector's values of that width begin, all of them inside of their buffer. */
    static long address(FieldVector vector, int width) {
        ArrowBuf values = vector.getDataBuffer();
        values.checkBytes(0, (long) vector.getValueCount() * width);
        return values.memoryAddress();
    }
}
