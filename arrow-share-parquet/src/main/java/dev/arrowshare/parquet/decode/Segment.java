package dev.arrowshare.parquet.decode;

import org.apache.arrow.vector.FieldVector;

/**
 * Some decoded rows of one column, which whoever gets it owns.
 *
 * @param bytes of memory that it holds
 * @param dataBytes of text among them, which 32-bit offsets limit; 0 for other columns
 */
public record Segment(FieldVector vector, int rows, long bytes, long dataBytes) implements AutoCloseable {
    @Override
    public void close() {
        vector.close();
    }
}
