package dev.arrowshare.batch;

import static dev.arrowshare.batch.VectorBuffers.integer;
import static dev.arrowshare.batch.VectorBuffers.offsetBytes;
import static dev.arrowshare.batch.VectorBuffers.put;
import static dev.arrowshare.batch.VectorBuffers.storage;
import static dev.arrowshare.batch.VectorBuffers.valueBytes;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a vector as a vector of their own, which shares every buffer that can be shared. Offsets are not rebased: that of
 * the first row may be other than zero, which the format allows. Two things are copied: bitmaps that do not begin at a byte, and
 * run ends.
 */
final class Slices {
    private static final int VIEW_BYTES = 16;

    private final BufferAllocator allocator;
    private final @Nullable ToLongFunction<FieldVector> begins;

    /** @param begins at which value of its buffers each vector begins, by the vector that an extension type stands on; null: at 0 */
    Slices(BufferAllocator allocator, @Nullable ToLongFunction<FieldVector> begins) {
        this.allocator = allocator;
        this.begins = begins;
    }

    static FieldVector of(FieldVector source, Field field, long offset, int length, BufferAllocator allocator) {
        return new Slices(allocator, null).of(source, field, offset, length);
    }

    /** @param offset counted from where the vector begins */
    FieldVector of(FieldVector source, Field field, long offset, int length) {
        FieldVector target = EmptyVectors.of(field, allocator);
        try {
            slice(source, target, offset, length);
            return target;
        } catch (RuntimeException | Error e) {
            target.close();
            throw e;
        }
    }

    /** All values from where the vector begins. */
    FieldVector of(FieldVector source, Field field) {
        return of(source, field, 0, length(source));
    }

    private int length(FieldVector vector) {
        return Math.toIntExact(vector.getValueCount() - begin(storage(vector)));
    }

    private long begin(FieldVector source) {
        return begins == null ? 0 : begins.applyAsLong(source);
    }

    private void slice(FieldVector vector, FieldVector target, long offset, int length) {
        FieldVector source = storage(vector);
        long first = begin(source) + offset;
        if (source instanceof RunEndEncodedVector) {
            runs(source, target, first, length);
            return;
        }
        List<ArrowBuf> buffers = new ArrayList<>();
        try {
            buffers(source, first, length, buffers);
            Views.load(storage(target), length, buffers);
        } finally {
            buffers.forEach(buffer -> buffer.getReferenceManager().release());
        }
        children(source, target, first, length);
    }

    private void buffers(FieldVector source, long offset, int length, List<ArrowBuf> buffers) {
        List<ArrowBuf> whole = VectorBuffers.of(source);
        if (source instanceof UnionVector || source instanceof DenseUnionVector) {
            buffers.add(share(whole.get(0), offset, length));
        } else if (!whole.isEmpty()) {
            buffers.add(Bits.slice(whole.get(0), offset, length, allocator));
        }
        if (source instanceof BaseFixedWidthVector) {
            buffers.add(values(source, whole.get(1), offset, length));
        } else if (source instanceof BaseVariableWidthVector || source instanceof BaseLargeVariableWidthVector) {
            int width = offsetBytes(source);
            buffers.add(share(whole.get(1), offset * width, (length + 1L) * width));
            buffers.add(share(whole.get(2), 0, integer(whole.get(1), width, offset + length)));
        } else if (source instanceof BaseVariableWidthViewVector) {
            buffers.add(share(whole.get(1), offset * VIEW_BYTES, (long) length * VIEW_BYTES));
            whole.subList(2, whole.size()).forEach(data -> buffers.add(share(data, 0, data.capacity())));
        } else if (source instanceof ListVector || source instanceof LargeListVector) {
            buffers.add(share(whole.get(1), offset * offsetBytes(source), (length + 1L) * offsetBytes(source)));
        } else {
            // The offsets of a dense union, the offsets and sizes of a list view: one for each row.
            for (ArrowBuf perRow : whole.subList(Math.min(1, whole.size()), whole.size())) {
                buffers.add(share(perRow, offset * offsetBytes(source), (long) length * offsetBytes(source)));
            }
        }
    }

    private ArrowBuf values(FieldVector source, ArrowBuf data, long offset, int length) {
        int width = valueBytes(source);
        return width == 0
                ? Bits.slice(data, offset, length, allocator)
                : share(data, offset * width, (long) length * width);
    }

    /** Cut short where an empty vector has no bytes to share. */
    private static ArrowBuf share(ArrowBuf buffer, long start, long bytes) {
        long from = Math.min(start, buffer.capacity());
        ArrowBuf shared = buffer.slice(from, Math.min(bytes, buffer.capacity() - from));
        shared.getReferenceManager().retain();
        return shared;
    }

    private void children(FieldVector source, FieldVector target, long offset, int length) {
        List<FieldVector> from = source.getChildrenFromFields();
        List<FieldVector> to = storage(target).getChildrenFromFields();
        for (int i = 0; i < from.size(); i++) {
            if (source instanceof StructVector || source instanceof UnionVector) {
                slice(from.get(i), to.get(i), offset, length);
            } else if (source instanceof FixedSizeListVector list) {
                slice(from.get(i), to.get(i), offset * list.getListSize(), length * list.getListSize());
            } else if (begins == null) {
                Views.share(from.get(i), to.get(i));
            } else {
                slice(from.get(i), to.get(i), 0, length(from.get(i)));
            }
        }
    }

    private void runs(FieldVector source, FieldVector target, long offset, int length) {
        FieldVector ends = source.getChildrenFromFields().get(0);
        FieldVector values = source.getChildrenFromFields().get(1);
        FieldVector targetEnds = storage(target).getChildrenFromFields().get(0);
        long begin = begin(ends);
        long first = Runs.indexOf(ends, begin, offset);
        long last = length == 0 ? first - 1 : Runs.indexOf(ends, begin, offset + length - 1);
        int runs = Math.toIntExact(last - first + 1);
        Views.load(storage(target), length, List.of());
        loadEnds(ends, targetEnds, first, runs, offset, length);
        slice(values, storage(target).getChildrenFromFields().get(1), first - begin, runs);
    }

    private void loadEnds(FieldVector ends, FieldVector target, long first, int runs, long offset, int length) {
        int width = valueBytes(ends);
        try (ArrowBuf valid = allocator.buffer(VectorBuffers.bitmapBytes(runs));
                ArrowBuf moved = allocator.buffer((long) runs * width)) {
            valid.setOne(0, valid.capacity());
            for (int i = 0; i < runs; i++) {
                long end = integer(ends.getDataBuffer(), width, first + i) - offset;
                put(moved, width, i, Math.min(end, length));
            }
            Views.load(target, runs, List.of(valid, moved.writerIndex((long) runs * width)));
        }
    }
}
