package dev.arrowshare.parquet;

import dev.arrowshare.parquet.decode.Segment;
import java.util.List;

/**
 * The wanted rows of some that follow each other in the file, at least one.
 *
 * @param columns in one segment each or in several
 */
record FilteredWindow(int rows, List<List<Segment>> columns) implements AutoCloseable {
    /** Bytes of memory that it holds. */
    long bytes() {
        return columns.stream().flatMap(List::stream).mapToLong(Segment::bytes).sum();
    }

    @Override
    public void close() {
        columns.forEach(segments -> segments.forEach(Segment::close));
    }
}
