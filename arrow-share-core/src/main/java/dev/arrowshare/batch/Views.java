package dev.arrowshare.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;

/** Vectors over the buffers of other vectors. */
final class Views {
    private Views() {}

    /** The same values under another field of the same type, sharing every buffer. */
    static FieldVector of(FieldVector source, Field field, BufferAllocator allocator) {
        return of(source, field, allocator, Views::retained);
    }

    private static ArrowBuf retained(ArrowBuf buffer) {
        buffer.getReferenceManager().retain();
        return buffer;
    }

    /**
     * The same values, each buffer passed through {@code counted}, which returns a buffer whose one count this call takes over.
     */
    static FieldVector of(FieldVector source, Field field, BufferAllocator allocator, UnaryOperator<ArrowBuf> counted) {
        FieldVector view = EmptyVectors.of(field, allocator);
        try {
            load(source, view, counted);
            return view;
        } catch (RuntimeException | Error e) {
            view.close();
            throw e;
        }
    }

    /** Fills an empty vector of the same type with the values of another, sharing every buffer. */
    static void share(FieldVector source, FieldVector view) {
        load(source, view, Views::retained);
    }

    private static void load(FieldVector source, FieldVector view, UnaryOperator<ArrowBuf> counted) {
        List<ArrowBuf> buffers = new ArrayList<>(3);
        try {
            for (ArrowBuf buffer : VectorBuffers.of(source)) {
                buffers.add(counted.apply(buffer));
            }
            load(view, source.getValueCount(), buffers);
        } finally {
            buffers.forEach(buffer -> buffer.getReferenceManager().release());
        }
        List<FieldVector> children = source.getChildrenFromFields();
        List<FieldVector> targets = view.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            load(children.get(i), targets.get(i), counted);
        }
    }

    /** Arrow looks at a node's null count only where the validity buffer is missing: then nothing is null. */
    static void load(FieldVector vector, int rows, List<ArrowBuf> buffers) {
        vector.loadFieldBuffers(new ArrowFieldNode(rows, 0), buffers);
    }
}
