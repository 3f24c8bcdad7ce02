package dev.arrowshare.ipc.map;

import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.layout.Refused;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.AbstractStructVector;
import org.apache.arrow.vector.complex.AbstractStructVector.ConflictPolicy;
import org.apache.arrow.vector.types.pojo.Field;

/** Empty vectors of a field, to be loaded. */
final class Vectors {
    private Vectors() {}

    /** As {@link Field#createVector}, which of two children of a struct with the same name would drop the first. */
    static FieldVector create(ColumnLayout column, BufferAllocator allocator) {
        Field field = column.field();
        FieldVector vector = field.getFieldType().createNewSingleVector(field, allocator, null);
        if (vector instanceof AbstractStructVector struct && hasDuplicates(field.getChildren())) {
            struct.setConflictPolicy(ConflictPolicy.CONFLICT_APPEND);
        }
        vector.initializeChildrenFromFields(field.getChildren());
        return vector;
    }

    /** The vectors of a column's children; refuses those that Arrow's classes merged because of their names. */
    static List<FieldVector> children(ColumnLayout column, FieldVector vector) {
        List<FieldVector> children = vector.getChildrenFromFields();
        if (children.size() != column.children().size()) {
            throw Refused.unsupported("column '" + column.name() + "' of type "
                    + column.field().getType() + " has " + column.children().size()
                    + " children, of which Arrow's Java vectors keep " + children.size());
        }
        return children;
    }

    private static boolean hasDuplicates(List<Field> children) {
        Set<String> names = new HashSet<>();
        return !children.stream().allMatch(child -> names.add(child.getName()));
    }
}
