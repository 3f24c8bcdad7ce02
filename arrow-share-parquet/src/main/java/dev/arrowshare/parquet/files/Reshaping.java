package dev.arrowshare.parquet.files;

import dev.arrowshare.batch.EmptyVectors;
import dev.arrowshare.batch.VectorBuffers;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * A vector in the type that all files have: what is as wide already is shared, numbers are widened, fields that a struct lacks are null.
 */
final class Reshaping {
    private final BufferAllocator allocator;

    Reshaping(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /**
     * The same values, the caller's.
     *
     * @param wanted as vectors have it: a dictionary-encoded field with the type of its indices
     */
    FieldVector of(FieldVector source, Field wanted) {
        FieldVector target = EmptyVectors.of(wanted, allocator);
        try {
            load(source, target, wanted);
            return target;
        } catch (RuntimeException | Error e) {
            target.close();
            throw e;
        }
    }

    private void load(FieldVector source, FieldVector target, Field wanted) {
        FieldVector from = VectorBuffers.storage(source);
        FieldVector to = VectorBuffers.storage(target);
        ArrowType type = from.getField().getType();
        boolean isWider = from.getChildrenFromFields().isEmpty()
                && !type.equals(to.getField().getType());
        if (isWider) {
            try (FieldVector wide = Widening.of(from, wanted, allocator)) {
                loadBuffers(wide, to);
            }
            return;
        }
        loadBuffers(from, to);
        List<FieldVector> children = to.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            Field field = wanted.getChildren().get(i);
            FieldVector child = type instanceof ArrowType.Struct
                    ? named(from, field.getName())
                    : from.getChildrenFromFields().get(i);
            loadChild(child, from.getValueCount(), children.get(i), field);
        }
    }

    private void loadChild(@Nullable FieldVector child, int rows, FieldVector target, Field field) {
        if (child != null) {
            load(child, target, field);
            return;
        }
        try (FieldVector nulls = NullColumn.of(field, rows, allocator)) {
            load(nulls, target, field);
        }
    }

    private static @Nullable FieldVector named(FieldVector struct, String name) {
        return struct.getChildrenFromFields().stream()
                .filter(child -> child.getField().getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static void loadBuffers(FieldVector from, FieldVector to) {
        List<ArrowBuf> buffers = VectorBuffers.of(from);
        to.loadFieldBuffers(new ArrowFieldNode(from.getValueCount(), from.getNullCount()), buffers);
    }
}
