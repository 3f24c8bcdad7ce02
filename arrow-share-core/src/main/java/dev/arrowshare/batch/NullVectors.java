package dev.arrowshare.batch;

import static dev.arrowshare.batch.VectorBuffers.bitmapBytes;
import static dev.arrowshare.batch.VectorBuffers.offsetBytes;
import static dev.arrowshare.batch.VectorBuffers.put;
import static dev.arrowshare.batch.VectorBuffers.storage;
import static dev.arrowshare.batch.VectorBuffers.valueBytes;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Columns without a value, of any type. Where a type has no nulls of its own its children are null: the first of a union, the one value
 * of runs. Children that may not be null are zero.
 *
 * <pre>{@code
 * FieldVector fares = NullVectors.of(field, 1_000, allocator);
 * }</pre>
 *
 * <p><b>Threads:</b> safe. <b>Ownership:</b> the caller closes the vector.
 */
public final class NullVectors {
    private static final int VIEW_BYTES = 16;

    private final BufferAllocator allocator;

    private NullVectors(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /** So many nulls, whether or not the field says that it may have some. */
    public static FieldVector of(Field field, int rows, BufferAllocator allocator) {
        FieldVector vector = EmptyVectors.of(field, allocator);
        try {
            new NullVectors(allocator).fill(vector, field, rows, true);
            return vector;
        } catch (RuntimeException | Error e) {
            vector.close();
            throw e;
        }
    }

    /** @param isNull or zero, which children are that may not be null */
    private void fill(FieldVector vector, Field field, int rows, boolean isNull) {
        FieldVector stored = storage(vector);
        List<ArrowBuf> buffers = new ArrayList<>();
        try {
            buffers(stored, field, rows, isNull, buffers);
            Views.load(stored, rows, buffers);
        } finally {
            buffers.forEach(ArrowBuf::close);
        }
        children(stored, field, rows);
    }

    private void buffers(FieldVector vector, Field field, int rows, boolean isNull, List<ArrowBuf> buffers) {
        if (vector instanceof UnionVector || vector instanceof DenseUnionVector) {
            buffers.add(firstTypes(field, rows));
            if (vector instanceof DenseUnionVector) {
                buffers.add(zeros(4L * rows));
            }
            return;
        }
        if (vector instanceof NullVector || vector instanceof RunEndEncodedVector) {
            return;
        }
        buffers.add(isNull ? zeros(bitmapBytes(rows)) : ones(bitmapBytes(rows)));
        if (vector instanceof BaseFixedWidthVector) {
            buffers.add(zeros(valueBytes(vector) == 0 ? bitmapBytes(rows) : (long) rows * valueBytes(vector)));
        } else if (vector instanceof BaseVariableWidthViewVector) {
            buffers.add(zeros((long) rows * VIEW_BYTES));
        } else if (vector instanceof BaseVariableWidthVector || vector instanceof BaseLargeVariableWidthVector) {
            buffers.add(zeros((rows + 1L) * offsetBytes(vector)));
            buffers.add(zeros(0));
        } else if (vector instanceof ListVector || vector instanceof LargeListVector) {
            buffers.add(zeros((rows + 1L) * offsetBytes(vector)));
        } else if (!(vector instanceof StructVector || vector instanceof FixedSizeListVector)) {
            // The offsets and the sizes of a list view.
            buffers.add(zeros((long) rows * offsetBytes(vector)));
            buffers.add(zeros((long) rows * offsetBytes(vector)));
        }
    }

    private ArrowBuf zeros(long bytes) {
        ArrowBuf zeros = allocator.buffer(bytes);
        return zeros.setZero(0, zeros.capacity()).writerIndex(bytes);
    }

    private ArrowBuf ones(long bytes) {
        ArrowBuf ones = allocator.buffer(bytes);
        ones.setOne(0, ones.capacity());
        return ones.writerIndex(bytes);
    }

    private ArrowBuf firstTypes(Field field, int rows) {
        int[] ids = ((ArrowType.Union) field.getType()).getTypeIds();
        ArrowBuf types = zeros(rows);
        if (ids != null && ids.length > 0) {
            for (int row = 0; row < rows; row++) {
                types.setByte(row, ids[0]);
            }
        }
        return types;
    }

    /** By the declared fields: a union vector's own field has other type ids than its buffer. */
    private void children(FieldVector vector, Field field, int rows) {
        List<FieldVector> children = vector.getChildrenFromFields();
        boolean isRuns = vector instanceof RunEndEncodedVector;
        if (isRuns) {
            oneRun(children.get(0), rows);
        }
        for (int i = isRuns ? 1 : 0; i < children.size(); i++) {
            Field child = field.getChildren().get(i);
            fill(children.get(i), child, childRows(vector, i, rows), child.isNullable());
        }
    }

    private static int childRows(FieldVector vector, int child, int rows) {
        if (vector instanceof StructVector || vector instanceof UnionVector) {
            return rows;
        }
        if (vector instanceof FixedSizeListVector list) {
            return Math.multiplyExact(rows, list.getListSize());
        }
        boolean isOne = vector instanceof RunEndEncodedVector || (vector instanceof DenseUnionVector && child == 0);
        return isOne && rows > 0 ? 1 : 0;
    }

    private void oneRun(FieldVector ends, int rows) {
        int runs = rows == 0 ? 0 : 1;
        int width = valueBytes(ends);
        try (ArrowBuf valid = zeros(bitmapBytes(runs));
                ArrowBuf end = zeros((long) runs * width)) {
            if (runs > 0) {
                valid.setByte(0, 1);
                put(end, width, 0, rows);
            }
            Views.load(ends, runs, List.of(valid, end));
        }
    }
}
