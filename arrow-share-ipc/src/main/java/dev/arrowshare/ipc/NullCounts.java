package dev.arrowshare.ipc;

import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.ipc.layout.BatchHeader;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.layout.Refused;
import java.util.List;
import org.apache.arrow.vector.FieldVector;

/**
 * Compares the null counts of a message with its validity bitmaps. Arrow's Java vectors count for themselves; other programs believe
 * the message.
 */
final class NullCounts {
    private final String what;
    private final BatchHeader header;

    /** @param what names the message in errors */
    NullCounts(String what, BatchHeader header) {
        this.what = what;
        this.header = header;
    }

    /** Only columns as a whole are refused nulls: what a child says about itself may not hold under a parent's null. */
    void check(ColumnLayout column, FieldVector vector) {
        long nulls = compare(column, VectorBuffers.storage(vector));
        if (nulls > 0 && !column.field().isNullable()) {
            throw Refused.corrupt(
                    what + ", column '" + column.name() + "': declared not null, and has " + nulls + " nulls");
        }
    }

    private long compare(ColumnLayout column, FieldVector vector) {
        long nulls = 0;
        if (column.shape().hasValidity()) {
            int rows = vector.getValueCount();
            nulls = rows - Bitmaps.ones(vector.getValidityBuffer().memoryAddress(), 0, rows);
            int noted = header.nulls(column.firstNode());
            if (nulls != noted) {
                throw Refused.corrupt(what + ", column '" + column.name() + "': noted are " + noted
                        + " nulls, its validity bitmap has " + nulls);
            }
        }
        List<FieldVector> children = vector.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            compare(column.children().get(i), VectorBuffers.storage(children.get(i)));
        }
        return nulls;
    }
}
