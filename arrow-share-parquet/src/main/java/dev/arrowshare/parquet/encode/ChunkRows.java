package dev.arrowshare.parquet.encode;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.List;

/** The rows of one column chunk, in the segments that its batches give. */
final class ChunkRows implements AutoCloseable {

    /** Rows {@code [first, first + rows)} of a segment, which are rows {@code [at, at + rows)} of the chunk. */
    private record Part(Segment segment, int first, int rows, int at) {}

    /** Takes rows {@code [from, to)} of a segment. */
    @FunctionalInterface
    interface Visitor {
        void rows(Segment segment, int from, int to);
    }

    private final ColumnSegments segments;
    private final List<Part> parts = new ArrayList<>();
    private int rows;

    private ChunkRows(ColumnType type) {
        segments = new ColumnSegments(type);
    }

    static ChunkRows of(ColumnType type, int column, List<BatchRows> batches) {
        ChunkRows chunk = new ChunkRows(type);
        for (BatchRows slice : batches) {
            chunk.add(type, column, slice);
        }
        return chunk;
    }

    private void add(ColumnType type, int column, BatchRows slice) {
        Batch batch = slice.batch();
        Segment segment = segments.of(batch, column);
        int count = slice.to() - slice.from();
        if (!type.isOptional() && segment.values(slice.from(), slice.to()) < count) {
            segments.close();
            throw new SchemaMismatchException("column '" + Schemas.describe(type.field()) + "' has nulls in a batch of "
                    + batch.rows() + " rows; declare it nullable");
        }
        parts.add(new Part(segment, slice.from(), count, rows));
        rows = Math.addExact(rows, count);
    }

    int rows() {
        return rows;
    }

    /** The segments of dictionaries whose order means something. */
    List<IndexedSegment> ordered() {
        return segments.ordered();
    }

    /** Visits rows {@code [from, to)} in order, in as many pieces as they have segments. */
    void visit(int from, int to, Visitor visitor) {
        for (Part part : parts) {
            int begin = Math.max(from, part.at);
            int end = Math.min(to, part.at + part.rows);
            if (begin < end) {
                visitor.rows(part.segment, begin - part.at + part.first, end - part.at + part.first);
            }
        }
    }

    /** Like {@link #visit}, without the segments that are all null. */
    void visitValues(int from, int to, Visitor visitor) {
        visit(from, to, (segment, begin, end) -> {
            if (!(segment instanceof Segment.OfNulls)) {
                visitor.rows(segment, begin, end);
            }
        });
    }

    /** How many of rows {@code [from, to)} are not null. */
    int values(int from, int to) {
        int[] values = {0};
        visit(from, to, (segment, begin, end) -> values[0] += segment.values(begin, end));
        return values[0];
    }

    @Override
    public void close() {
        segments.close();
    }
}
