package dev.arrowshare.batch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.AbstractStructVector;
import org.apache.arrow.vector.complex.AbstractStructVector.ConflictPolicy;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.CallBack;

/**
 * Empty vectors of a field and its children, to be loaded or filled. As {@link Field#createVector}, but for structs: of two
 * children with the same name, which the format allows, Arrow drops the first.
 *
 * <pre>{@code
 * FieldVector vector = EmptyVectors.of(field, allocator);
 * vector.loadFieldBuffers(node, buffers);
 * }</pre>
 *
 * <p><b>Threads:</b> safe. <b>Ownership:</b> the caller closes the vector.
 */
public final class EmptyVectors {
    private EmptyVectors() {}

    public static FieldVector of(Field field, BufferAllocator allocator) {
        return keepingAll(field).createVector(allocator);
    }

    /** A struct of these fields, some of which may have the same name. */
    public static StructVector struct(List<Field> fields, BufferAllocator allocator) {
        StructVector struct = StructVector.emptyWithDuplicates("", allocator);
        struct.initializeChildrenFromFields(
                fields.stream().map(EmptyVectors::keepingAll).toList());
        return struct;
    }

    private static Field keepingAll(Field field) {
        if (!hasDuplicates(field)) {
            return field;
        }
        List<Field> children =
                field.getChildren().stream().map(EmptyVectors::keepingAll).toList();
        return new Field(field.getName(), new KeepingAll(field.getFieldType()), children);
    }

    private static boolean hasDuplicates(Field field) {
        List<Field> children = field.getChildren();
        if (children.isEmpty()) {
            return false;
        }
        Set<String> names = new HashSet<>();
        return children.stream().anyMatch(child -> !names.add(child.getName()) || hasDuplicates(child));
    }

    /** A type whose vectors are told to keep children of the same name before they get any, wherever in a tree Arrow makes them. */
    private static final class KeepingAll extends FieldType {
        KeepingAll(FieldType type) {
            super(type.isNullable(), type.getType(), type.getDictionary(), type.getMetadata());
        }

        @Override
        public FieldVector createNewSingleVector(Field field, BufferAllocator allocator, CallBack schemaCallBack) {
            return told(super.createNewSingleVector(field, allocator, schemaCallBack));
        }

        @Override
        public FieldVector createNewSingleVector(String name, BufferAllocator allocator, CallBack schemaCallBack) {
            return told(super.createNewSingleVector(name, allocator, schemaCallBack));
        }

        private static FieldVector told(FieldVector vector) {
            if (VectorBuffers.storage(vector) instanceof AbstractStructVector struct) {
                struct.setConflictPolicy(ConflictPolicy.CONFLICT_APPEND);
            }
            return vector;
        }
    }
}
