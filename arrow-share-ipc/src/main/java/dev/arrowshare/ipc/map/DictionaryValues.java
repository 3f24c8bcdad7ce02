package dev.arrowshare.ipc.map;

import dev.arrowshare.batch.Columns;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.CountedRegion;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** The values of one dictionary, of which every batch gets vectors of its own over the same memory. */
public final class DictionaryValues implements AutoCloseable {
    private final ColumnLayout column;
    private final FieldVector vector;
    private final List<Part> parts = new ArrayList<>();

    private record Part(ArrowFieldNode node, List<ArrowBuf> buffers) {}

    private DictionaryValues(ColumnLayout column, FieldVector vector) {
        this.column = column;
        this.vector = vector;
        collect(vector);
    }

    private void collect(FieldVector part) {
        ArrowFieldNode node = new ArrowFieldNode(part.getValueCount(), part.getNullCount());
        parts.add(new Part(node, VectorBuffers.of(part)));
        part.getChildrenFromFields().forEach(this::collect);
    }

    /** Takes over a vector whose buffers are counted regions', as {@link ColumnLoader} makes them. */
    public static DictionaryValues of(ColumnLayout column, FieldVector vector) {
        return new DictionaryValues(column, vector);
    }

    /** A dictionary that was never sent: it has no values. */
    public static DictionaryValues none(ColumnLayout column) {
        FieldVector empty = Vectors.create(column, Allocators.root());
        empty.setValueCount(0);
        return owned(column, empty);
    }

    /** These values and those after them. */
    public DictionaryValues with(List<FieldVector> deltas) {
        List<FieldVector> pieces = new ArrayList<>(deltas);
        pieces.add(0, vector);
        return owned(column, Columns.concat(column.field(), pieces, Allocators.root()));
    }

    /** A batch's allocator may be of another root than ours, so its vectors must not meet our ledgers. */
    private static DictionaryValues owned(ColumnLayout column, FieldVector vector) {
        CountedRegion region =
                CountedRegion.of(0, Long.MAX_VALUE, CountedRegion.Kind.OWNED, Allocators.root(), vector::close);
        FieldVector view = Vectors.create(column, Allocators.root());
        load(vector, view, region);
        region.release();
        return new DictionaryValues(column, view);
    }

    private static void load(FieldVector source, FieldVector view, CountedRegion region) {
        List<ArrowBuf> buffers = VectorBuffers.of(source).stream()
                .map(buffer -> region.buffer(buffer.memoryAddress(), buffer.capacity()))
                .toList();
        view.loadFieldBuffers(new ArrowFieldNode(source.getValueCount(), source.getNullCount()), buffers);
        List<FieldVector> children = source.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            load(children.get(i), view.getChildrenFromFields().get(i), region);
        }
    }

    public ColumnLayout column() {
        return column;
    }

    public int count() {
        return vector.getValueCount();
    }

    /** A vector of the caller's own over these values. */
    public FieldVector view(BufferAllocator allocator) {
        FieldVector view = Vectors.create(column, allocator);
        fill(view, parts.iterator());
        return view;
    }

    private static void fill(FieldVector view, Iterator<Part> parts) {
        Part part = parts.next();
        view.loadFieldBuffers(part.node, part.buffers);
        view.getChildrenFromFields().forEach(child -> fill(child, parts));
    }

    @Override
    public void close() {
        vector.close();
    }
}
