package dev.arrowshare.batch;

import dev.arrowshare.memory.CountedRegion;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;

/**
 * The bytes that rows use, mapped and copied apart. A slice counts its own rows only, although it holds on to the whole; data
 * buffers of views and the children of list views and dense unions count whole, because any row may point anywhere into them.
 */
final class Footprint {
    private long mapped;
    private long copied;

    long mapped() {
        return mapped;
    }

    long copied() {
        return copied;
    }

    void add(FieldVector vector) {
        add(vector, 0, vector.getValueCount());
    }

    private void add(FieldVector vector, long from, long to) {
        FieldVector source = VectorBuffers.storage(vector);
        List<ArrowBuf> buffers = VectorBuffers.of(source);
        long[] bytes = VectorBuffers.bytes(source, from, to);
        for (int i = 0; i < bytes.length; i++) {
            CountedRegion.Kind kind = kind(buffers.get(i));
            mapped += kind == CountedRegion.Kind.MAPPED ? bytes[i] : 0;
            copied += kind == CountedRegion.Kind.OWNED ? bytes[i] : 0;
        }
        addChildren(source, from, to);
    }

    private static CountedRegion.Kind kind(ArrowBuf buffer) {
        return buffer.getReferenceManager() instanceof CountedRegion region ? region.kind() : CountedRegion.Kind.OWNED;
    }

    private void addChildren(FieldVector source, long from, long to) {
        for (FieldVector child : source.getChildrenFromFields()) {
            if (source instanceof StructVector || source instanceof UnionVector) {
                add(child, from, to);
            } else if (source instanceof FixedSizeListVector list) {
                add(child, from * list.getListSize(), to * list.getListSize());
            } else if (source instanceof ListVector || source instanceof LargeListVector) {
                int width = VectorBuffers.offsetBytes(source);
                ArrowBuf offsets = source.getOffsetBuffer();
                add(child, VectorBuffers.integer(offsets, width, from), VectorBuffers.integer(offsets, width, to));
            } else if (source instanceof RunEndEncodedVector && to > from) {
                FieldVector ends = source.getChildrenFromFields().get(0);
                add(child, Runs.indexOf(ends, from), Runs.indexOf(ends, to - 1) + 1);
            } else {
                add(child);
            }
        }
    }
}
