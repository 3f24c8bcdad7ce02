package dev.arrowshare.dataset.rows;

import dev.arrowshare.batch.EmptyVectors;
import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * A new vector, written value by value from row 0 on: each row once, none left out. Those of a class that has a primitive have a method
 * {@code put(int row, that primitive)} too, for columns without nulls, which {@link RowHandles} finds by its name.
 *
 * <p><b>Ownership:</b> what it allocates goes with the allocator's scope, or with the vector.
 */
abstract class ColumnWriter {
    private final Field field;
    private final BufferAllocator allocator;
    private final @Nullable GrowingBytes validity;

    ColumnWriter(Field field, BufferAllocator allocator, long expectedRows) {
        this.field = field;
        this.allocator = allocator;
        this.validity = field.isNullable() ? new GrowingBytes(allocator, (expectedRows + 7) >>> 3) : null;
    }

    /** Writes a value, or null. */
    void putOrNull(int row, @Nullable Object value) {
        if (validity != null) {
            putBit(validity, row, value != null);
        } else if (value == null) {
            throw new RowProblem("a " + field.getName() + " must not be null");
        }
        if (value == null) {
            putNothing(row);
        } else {
            putValue(row, value);
        }
    }

    /** What is under a null, whatever the column says of nulls: a part of a struct that is null. */
    final void putUnderNull(int row) {
        if (validity != null) {
            putBit(validity, row, false);
        }
        putNothing(row);
    }

    abstract void putValue(int row, Object value);

    /** The bytes of a value that is not there: the same each time. */
    abstract void putNothing(int row);

    /** Its own buffers behind the validity, and then its children. */
    abstract List<ArrowBuf> buffers(int rows);

    void fillChildren(FieldVector vector) {}

    /** The vector of all rows. */
    final FieldVector finish(int rows) {
        FieldVector vector = EmptyVectors.of(field, allocator);
        fill(vector, rows);
        return vector;
    }

    final void fill(FieldVector vector, int rows) {
        List<ArrowBuf> buffers = new ArrayList<>(3);
        buffers.add(validity(rows));
        buffers.addAll(buffers(rows));
        vector.loadFieldBuffers(new ArrowFieldNode(rows, 0), buffers);
        buffers.forEach(ArrowBuf::close);
        fillChildren(vector);
    }

    private ArrowBuf validity(int rows) {
        long bytes = (rows + 7L) >>> 3;
        if (validity != null) {
            return validity.written(bytes);
        }
        ArrowBuf ones = allocator.buffer(Math.max(bytes, 1)).writerIndex(bytes);
        for (long i = 0; i < rows >>> 3; i++) {
            Memory.putByte(ones.memoryAddress() + i, (byte) 0xFF);
        }
        if ((rows & 7) != 0) {
            Memory.putByte(ones.memoryAddress() + bytes - 1, (byte) ((1 << (rows & 7)) - 1));
        }
        return ones;
    }

    /** Rows come one after the other, so a row at the beginning of a byte sets all of it. */
    static void putBit(GrowingBytes bits, int row, boolean value) {
        long at = bits.at(row >>> 3, 1);
        int bit = value ? 1 << (row & 7) : 0;
        Memory.putByte(at, (byte) ((row & 7) == 0 ? bit : Memory.getByte(at) | bit));
    }
}
