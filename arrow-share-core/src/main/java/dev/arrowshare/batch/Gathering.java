package dev.arrowshare.batch;

import static dev.arrowshare.batch.VectorBuffers.bitmapBytes;
import static dev.arrowshare.batch.VectorBuffers.integer;
import static dev.arrowshare.batch.VectorBuffers.offsetBytes;
import static dev.arrowshare.batch.VectorBuffers.put;
import static dev.arrowshare.batch.VectorBuffers.storage;
import static dev.arrowshare.batch.VectorBuffers.valueBytes;

import dev.arrowshare.batch.Concatenation.Part;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Some rows of a vector as a vector that owns its bytes. Plain columns are gathered value by value in one loop; of the others, runs of
 * neighbouring rows are put together as {@link Concatenation} does it.
 */
final class Gathering {
    private final int[] rows;
    private final BufferAllocator allocator;

    /** @param rows in ascending order */
    Gathering(int[] rows, BufferAllocator allocator) {
        this.rows = rows;
        this.allocator = allocator;
    }

    FieldVector of(FieldVector source, Field field) {
        FieldVector from = storage(source);
        if (!isPlain(from)) {
            return new Concatenation(allocator, Map.of()).of(field, runs(source));
        }
        FieldVector target = EmptyVectors.of(field, allocator);
        try {
            load(from, storage(target));
            return target;
        } catch (RuntimeException | Error e) {
            target.close();
            throw e;
        }
    }

    private static boolean isPlain(FieldVector vector) {
        return vector instanceof BaseFixedWidthVector
                || vector instanceof BaseVariableWidthVector
                || vector instanceof BaseLargeVariableWidthVector
                || (vector instanceof StructVector
                        && vector.getChildrenFromFields().stream().allMatch(child -> isPlain(storage(child))));
    }

    private List<Part> runs(FieldVector source) {
        List<Part> runs = new ArrayList<>();
        for (int i = 0; i < rows.length; ) {
            int first = i;
            while (i < rows.length && rows[i] - rows[first] == i - first) {
                i++;
            }
            runs.add(new Part(source, rows[first], rows[i - 1] + 1L, 0));
        }
        return runs;
    }

    private void load(FieldVector from, FieldVector to) {
        List<ArrowBuf> buffers = new ArrayList<>(3);
        try {
            buffers.add(bits(from.getValidityBuffer()));
            if (from instanceof BaseFixedWidthVector) {
                buffers.add(valueBytes(from) == 0 ? bits(from.getDataBuffer()) : fixed(from));
            } else if (!(from instanceof StructVector)) {
                variable(from, buffers);
            }
            Views.load(to, rows.length, buffers);
        } finally {
            buffers.forEach(ArrowBuf::close);
        }
        if (from instanceof StructVector) {
            List<FieldVector> children = from.getChildrenFromFields();
            for (int i = 0; i < children.size(); i++) {
                load(
                        storage(children.get(i)),
                        storage(to.getChildrenFromFields().get(i)));
            }
        }
    }

    private ArrowBuf buffer(long bytes) {
        return allocator.buffer(bytes).writerIndex(bytes);
    }

    private int last() {
        return rows[rows.length - 1];
    }

    private ArrowBuf bits(ArrowBuf source) {
        source.checkBytes(0, bitmapBytes(last() + 1L));
        ArrowBuf target = buffer(bitmapBytes(rows.length));
        long from = source.memoryAddress();
        for (int i = 0; i < rows.length; i += 8) {
            int count = Math.min(8, rows.length - i);
            int bits = 0;
            for (int j = 0; j < count; j++) {
                int row = rows[i + j];
                bits |= (Memory.getByte(from + (row >>> 3)) >>> (row & 7) & 1) << j;
            }
            Memory.putByte(target.memoryAddress() + (i >>> 3), (byte) bits);
        }
        return target;
    }

    private ArrowBuf fixed(FieldVector vector) {
        int width = valueBytes(vector);
        ArrowBuf source = vector.getDataBuffer();
        source.checkBytes(0, (last() + 1L) * width);
        ArrowBuf target = buffer((long) rows.length * width);
        long from = source.memoryAddress();
        long to = target.memoryAddress();
        switch (width) {
            case 4 -> ints(from, to);
            case 8 -> longs(from, to);
            default -> values(from, to, width);
        }
        return target;
    }

    private void ints(long from, long to) {
        for (int i = 0; i < rows.length; i++) {
            Memory.putInt(to + 4L * i, Memory.getInt(from + 4L * rows[i]));
        }
    }

    private void longs(long from, long to) {
        for (int i = 0; i < rows.length; i++) {
            Memory.putLong(to + 8L * i, Memory.getLong(from + 8L * rows[i]));
        }
    }

    private void values(long from, long to, int width) {
        for (int i = 0; i < rows.length; i++) {
            copy(from + (long) width * rows[i], to + (long) width * i, width);
        }
    }

    /** A call of the JVM's copy costs more than a few bytes do. */
    private static void copy(long from, long to, long bytes) {
        if (bytes > 32) {
            Memory.copy(from, to, bytes);
            return;
        }
        long i = 0;
        for (; i + Long.BYTES <= bytes; i += Long.BYTES) {
            Memory.putLong(to + i, Memory.getLong(from + i));
        }
        for (; i < bytes; i++) {
            Memory.putByte(to + i, Memory.getByte(from + i));
        }
    }

    private void variable(FieldVector vector, List<ArrowBuf> buffers) {
        int width = offsetBytes(vector);
        ArrowBuf from = vector.getOffsetBuffer();
        ArrowBuf offsets = buffer((rows.length + 1L) * width);
        buffers.add(offsets);
        long total = 0;
        put(offsets, width, 0, 0);
        for (int i = 0; i < rows.length; i++) {
            total += integer(from, width, rows[i] + 1L) - integer(from, width, rows[i]);
            requireReach(vector, width, total);
            put(offsets, width, i + 1L, total);
        }
        ArrowBuf source = vector.getDataBuffer();
        source.checkBytes(0, integer(from, width, last() + 1L));
        ArrowBuf data = buffer(total);
        buffers.add(data);
        long at = data.memoryAddress();
        for (int row : rows) {
            long begin = integer(from, width, row);
            long bytes = integer(from, width, row + 1L) - begin;
            copy(source.memoryAddress() + begin, at, bytes);
            at += bytes;
        }
    }

    private static void requireReach(FieldVector vector, int width, long total) {
        if (width == 4 && total > Integer.MAX_VALUE) {
            throw new UnsupportedFeatureException("column '" + vector.getName() + "' would hold " + total
                    + " bytes, its 32-bit offsets reach " + Integer.MAX_VALUE);
        }
    }
}
