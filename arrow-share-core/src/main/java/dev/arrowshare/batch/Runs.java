package dev.arrowshare.batch;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** The run ends of a run-end encoded vector. */
final class Runs {
    private Runs() {}

    /** The run that holds a row: the first whose end is behind it, found by halving. */
    static long indexOf(FieldVector ends, long row) {
        return indexOf(ends, 0, row);
    }

    /** As above, among the runs from {@code from} on. */
    static long indexOf(FieldVector ends, long from, long row) {
        ArrowBuf data = ends.getDataBuffer();
        int width = VectorBuffers.valueBytes(ends);
        long low = from;
        long high = ends.getValueCount();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (VectorBuffers.integer(data, width, middle) > row) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
