package dev.arrowshare.batch;

import static dev.arrowshare.batch.VectorBuffers.bitmapBytes;
import static dev.arrowshare.batch.VectorBuffers.integer;
import static dev.arrowshare.batch.VectorBuffers.offsetBytes;
import static dev.arrowshare.batch.VectorBuffers.put;
import static dev.arrowshare.batch.VectorBuffers.storage;
import static dev.arrowshare.batch.VectorBuffers.valueBytes;

import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
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
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Rows of several vectors of one type as one vector that owns all of its bytes and begins at offset zero: what {@code concat}
 * and {@code edit} need.
 */
final class Concatenation {
    private final BufferAllocator allocator;
    private final Map<Long, DictionaryUnion> dictionaries;

    /** @param dictionaries what the indices of each source become, by dictionary id; none: they stay as they are */
    Concatenation(BufferAllocator allocator, Map<Long, DictionaryUnion> dictionaries) {
        this.allocator = allocator;
        this.dictionaries = dictionaries;
    }

    /** Rows {@code [from, to)} of a vector of the batch at position {@code source}. */
    record Part(FieldVector vector, long from, long to, int source) {
        static Part of(FieldVector vector, int source) {
            return new Part(vector, 0, vector.getValueCount(), source);
        }

        long rows() {
            return to - from;
        }

        Part child(int index, long start, long end) {
            return new Part(vector.getChildrenFromFields().get(index), start, end, source);
        }

        Part wholeChild(int index) {
            return of(vector.getChildrenFromFields().get(index), source);
        }

        Part stored() {
            return new Part(storage(vector), from, to, source);
        }
    }

    FieldVector of(Field field, List<Part> parts) {
        FieldVector target = EmptyVectors.of(field, allocator);
        try {
            append(target, field, parts);
            return target;
        } catch (RuntimeException | Error e) {
            target.close();
            throw e;
        }
    }

    private void append(FieldVector target, Field field, List<Part> parts) {
        FieldVector to = storage(target);
        List<Part> stored = parts.stream().map(Part::stored).toList();
        List<ArrowBuf> buffers = new ArrayList<>();
        try {
            buffers(to, field, stored, buffers);
            Views.load(to, rows(field, stored), buffers);
        } finally {
            buffers.forEach(ArrowBuf::close);
        }
        if (to instanceof RunEndEncodedVector) {
            runEnds(to, stored);
        }
        children(to, field, stored);
    }

    private static int rows(Field field, List<Part> parts) {
        long rows = sum(parts, Part::rows);
        if (rows > Integer.MAX_VALUE) {
            throw new UnsupportedFeatureException("column '" + field.getName() + "' would have " + rows
                    + " values; Arrow's Java vectors hold at most " + Integer.MAX_VALUE);
        }
        return (int) rows;
    }

    private static long sum(List<Part> parts, ToLongFunction<Part> each) {
        return parts.stream().mapToLong(each).sum();
    }

    private void buffers(FieldVector to, Field field, List<Part> parts, List<ArrowBuf> buffers) {
        if (to instanceof UnionVector || to instanceof DenseUnionVector) {
            buffers.add(values(parts, 0, 1));
            if (to instanceof DenseUnionVector) {
                buffers.add(unionOffsets(field, parts));
            }
            return;
        }
        if (VectorBuffers.of(to).isEmpty()) {
            return;
        }
        buffers.add(bits(parts, 0));
        if (to instanceof BaseFixedWidthVector) {
            buffers.add(fixed(to, field, parts));
        } else if (to instanceof BaseVariableWidthViewVector) {
            ViewCopy copy = new ViewCopy(allocator, parts);
            buffers.add(copy.views());
            buffers.addAll(copy.data());
        } else if (to instanceof BaseVariableWidthVector || to instanceof BaseLargeVariableWidthVector) {
            buffers.add(offsets(to, field, parts));
            buffers.add(data(parts));
        } else if (to instanceof ListVector || to instanceof LargeListVector) {
            buffers.add(offsets(to, field, parts));
        } else if (to instanceof ListViewVector || to instanceof LargeListViewVector) {
            buffers.add(listViewOffsets(to, parts));
            buffers.add(values(parts, 2, offsetBytes(to)));
        }
    }

    private ArrowBuf buffer(long bytes) {
        return allocator.buffer(bytes).writerIndex(bytes);
    }

    private ArrowBuf bits(List<Part> parts, int index) {
        ArrowBuf bits = buffer(bitmapBytes(sum(parts, Part::rows)));
        long row = 0;
        for (Part part : parts) {
            ArrowBuf from = VectorBuffers.of(part.vector()).get(index);
            Bits.copy(from.memoryAddress(), part.from(), bits.memoryAddress(), row, part.rows());
            row += part.rows();
        }
        return bits;
    }

    private ArrowBuf values(List<Part> parts, int index, int width) {
        ArrowBuf values = buffer(sum(parts, Part::rows) * width);
        long at = 0;
        for (Part part : parts) {
            ArrowBuf from = VectorBuffers.of(part.vector()).get(index);
            copy(from, part.from() * width, values, at, part.rows() * width);
            at += part.rows() * width;
        }
        return values;
    }

    private static void copy(ArrowBuf from, long start, ArrowBuf to, long at, long bytes) {
        if (bytes > 0) {
            from.checkBytes(start, start + bytes);
            Memory.copy(from.memoryAddress() + start, to.memoryAddress() + at, bytes);
        }
    }

    private ArrowBuf fixed(FieldVector to, Field field, List<Part> parts) {
        if (valueBytes(to) == 0) {
            return bits(parts, 1);
        }
        ArrowBuf values = values(parts, 1, valueBytes(to));
        DictionaryEncoding encoding = field.getDictionary();
        DictionaryUnion union = encoding == null ? null : dictionaries.get(encoding.getId());
        if (union != null) {
            long row = 0;
            for (Part part : parts) {
                reindex(part, union.indices(part.source()), values, valueBytes(to), row);
                row += part.rows();
            }
        }
        return values;
    }

    private static void reindex(Part part, int @Nullable [] indices, ArrowBuf values, int width, long row) {
        if (indices == null) {
            return;
        }
        long validity = part.vector().getValidityBuffer().memoryAddress();
        for (long i = 0; i < part.rows(); i++) {
            boolean isValid = Bits.get(validity, part.from() + i);
            put(values, width, row + i, isValid ? indices[(int) integer(values, width, row + i)] : 0);
        }
    }

    private static long start(Part part) {
        return integer(part.vector().getOffsetBuffer(), offsetBytes(part.vector()), part.from());
    }

    private static long end(Part part) {
        return integer(part.vector().getOffsetBuffer(), offsetBytes(part.vector()), part.to());
    }

    private ArrowBuf offsets(FieldVector to, Field field, List<Part> parts) {
        int width = offsetBytes(to);
        long total = sum(parts, part -> end(part) - start(part));
        if (width == 4 && total > Integer.MAX_VALUE) {
            throw new UnsupportedFeatureException("column '" + field.getName() + "' would hold " + total
                    + " bytes or items, its 32-bit offsets reach " + Integer.MAX_VALUE
                    + "; use fewer rows or a large type");
        }
        ArrowBuf offsets = buffer((sum(parts, Part::rows) + 1) * width);
        put(offsets, width, 0, 0);
        long row = 0;
        long base = 0;
        for (Part part : parts) {
            ArrowBuf from = part.vector().getOffsetBuffer();
            long shift = base - start(part);
            for (long i = part.from() + 1; i <= part.to(); i++) {
                put(offsets, width, ++row, integer(from, width, i) + shift);
            }
            base += end(part) - start(part);
        }
        return offsets;
    }

    private ArrowBuf data(List<Part> parts) {
        ArrowBuf data = buffer(sum(parts, part -> end(part) - start(part)));
        long at = 0;
        for (Part part : parts) {
            long bytes = end(part) - start(part);
            copy(part.vector().getDataBuffer(), start(part), data, at, bytes);
            at += bytes;
        }
        return data;
    }

    /** Any row of a list view may point anywhere into the items, so these are taken whole. */
    private ArrowBuf listViewOffsets(FieldVector to, List<Part> parts) {
        int width = offsetBytes(to);
        ArrowBuf offsets = values(parts, 1, width);
        long row = 0;
        long base = 0;
        for (Part part : parts) {
            for (long i = 0; i < part.rows(); i++, row++) {
                put(offsets, width, row, integer(offsets, width, row) + base);
            }
            base += part.wholeChild(0).rows();
        }
        return offsets;
    }

    private ArrowBuf unionOffsets(Field field, List<Part> parts) {
        int[] ids = typeIds(field);
        ArrowBuf offsets = values(parts, 1, 4);
        long[] base = new long[128];
        long row = 0;
        for (Part part : parts) {
            ArrowBuf types = VectorBuffers.of(part.vector()).get(0);
            for (long i = part.from(); i < part.to(); i++, row++) {
                put(offsets, 4, row, integer(offsets, 4, row) + base[types.getByte(i)]);
            }
            for (int child = 0; child < ids.length; child++) {
                base[ids[child]] += part.wholeChild(child).rows();
            }
        }
        return offsets;
    }

    /** A file may leave them out where they are the children's positions. */
    private static int[] typeIds(Field field) {
        int @Nullable [] ids = ((ArrowType.Union) field.getType()).getTypeIds();
        return ids != null
                ? ids
                : IntStream.range(0, field.getChildren().size()).toArray();
    }

    private void children(FieldVector to, Field field, List<Part> parts) {
        List<FieldVector> targets = to.getChildrenFromFields();
        for (int i = to instanceof RunEndEncodedVector ? 1 : 0; i < targets.size(); i++) {
            int child = i;
            List<Part> childParts =
                    parts.stream().map(part -> childRows(part, child)).toList();
            append(targets.get(i), field.getChildren().get(i), childParts);
        }
    }

    private static Part childRows(Part part, int child) {
        FieldVector vector = part.vector();
        if (vector instanceof ListVector || vector instanceof LargeListVector) {
            return part.child(child, start(part), end(part));
        }
        if (vector instanceof FixedSizeListVector list) {
            return part.child(child, part.from() * list.getListSize(), part.to() * list.getListSize());
        }
        if (vector instanceof RunEndEncodedVector) {
            return part.child(child, firstRun(part), endRun(part));
        }
        boolean isAnywhere = vector instanceof ListViewVector
                || vector instanceof LargeListViewVector
                || vector instanceof DenseUnionVector;
        return isAnywhere ? part.wholeChild(child) : part.child(child, part.from(), part.to());
    }

    private static long firstRun(Part part) {
        return Runs.indexOf(part.vector().getChildrenFromFields().get(0), part.from());
    }

    private static long endRun(Part part) {
        return part.rows() == 0
                ? firstRun(part)
                : Runs.indexOf(part.vector().getChildrenFromFields().get(0), part.to() - 1) + 1;
    }

    private void runEnds(FieldVector to, List<Part> parts) {
        FieldVector target = to.getChildrenFromFields().get(0);
        int width = valueBytes(target);
        int runs = Math.toIntExact(sum(parts, part -> endRun(part) - firstRun(part)));
        try (ArrowBuf valid = buffer(bitmapBytes(runs));
                ArrowBuf ends = buffer((long) runs * width)) {
            valid.setOne(0, valid.capacity());
            long row = 0;
            long at = 0;
            for (Part part : parts) {
                ArrowBuf from = part.vector().getChildrenFromFields().get(0).getDataBuffer();
                for (long run = firstRun(part); run < endRun(part); run++) {
                    long end = Math.min(integer(from, width, run), part.to()) - part.from();
                    putRunEnd(ends, width, at++, row + end);
                }
                row += part.rows();
            }
            Views.load(target, runs, List.of(valid, ends));
        }
    }

    private static void putRunEnd(ArrowBuf ends, int width, long index, long end) {
        if (width == 2 && end > Short.MAX_VALUE) {
            throw new UnsupportedFeatureException("a run would end at row " + end + ", 16-bit run ends reach "
                    + Short.MAX_VALUE + "; use fewer rows");
        }
        put(ends, width, index, end);
    }
}
