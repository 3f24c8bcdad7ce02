package dev.arrowshare.parquet.decode;

import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Some decoded rows of one column, which whoever gets it owns.
 *
 * @param bytes of memory that it holds, without its dictionary, which it shares
 * @param dataBytes of text among them, which 32-bit offsets limit; 0 for other columns
 * @param dictionary whose values the vector's indices refer to; null when the vector holds the values
 */
public record Segment(
        FieldVector vector,
        int rows,
        long bytes,
        long dataBytes,
        @Nullable FieldVector dictionary) implements AutoCloseable {
    @Override
    public void close() {
        vector.close();
        if (dictionary != null) {
            dictionary.close();
        }
    }
}
