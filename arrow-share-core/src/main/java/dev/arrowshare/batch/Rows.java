package dev.arrowshare.batch;

import java.util.function.IntConsumer;
import org.apache.arrow.vector.FieldVector;

/** A new vector, filled row by row. */
final class Rows {
    private Rows() {}

    /** Returns the vector, or closes it when {@code setRow} throws. */
    static <V extends FieldVector> V fill(V vector, long rows, IntConsumer setRow) {
        try {
            int count = Math.toIntExact(rows);
            vector.setInitialCapacity(count);
            vector.allocateNew();
            for (int row = 0; row < count; row++) {
                setRow.accept(row);
            }
            vector.setValueCount(count);
            return vector;
        } catch (RuntimeException | Error e) {
            vector.close();
            throw e;
        }
    }
}
