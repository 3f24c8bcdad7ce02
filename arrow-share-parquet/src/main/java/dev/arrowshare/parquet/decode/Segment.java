package dev.arrowshare.parquet.decode;

import java.util.Map;
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
    @Override
    public void close() {
        vector.close();
        dictionaries.values().forEach(FieldVector::close);
    }
}
