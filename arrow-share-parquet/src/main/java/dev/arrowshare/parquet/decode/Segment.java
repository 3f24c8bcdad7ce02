package dev.arrowshare.parquet.decode;

import dev.arrowshare.batch.VectorBuffers;
import java.util.Map;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.FieldVector;

/**
 * Some decoded rows of one column, which whoever gets it owns.
 *
 * @param bytes of memory that it holds, without its dictionary, which it shares
 * @param dataBytes what 32-bit offsets count: bytes of text, values of lists; 0 for other columns
 * @param dictionaries whose values indices in the vector refer to, by their ids
 */
public record Segment(FieldVector vector, int rows, long bytes, long dataBytes, Map<Long, FieldVector> dictionaries)
        implements AutoCloseable {
    /** Whether its offsets have 64 bits, so that they count more than a segment can have. */
    public boolean isLarge() {
        return VectorBuffers.storage(vector) instanceof BaseLargeVariableWidthVector;
    }

    @Override
    public void close() {
        vector.close();
        dictionaries.values().forEach(FieldVector::close);
    }
}
