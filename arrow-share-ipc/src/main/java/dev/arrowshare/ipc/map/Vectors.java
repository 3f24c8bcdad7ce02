package dev.arrowshare.ipc.map;

import dev.arrowshare.batch.EmptyVectors;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.layout.Refused;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** Empty vectors of a field, to be loaded. */
final class Vectors {
    private Vectors() {}

    static FieldVector create(ColumnLayout column, BufferAllocator allocator) {
        return EmptyVectors.of(column.field(), allocator);
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
}
