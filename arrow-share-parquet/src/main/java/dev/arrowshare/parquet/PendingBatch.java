package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.parquet.decode.Segment;
import dev.arrowshare.parquet.decode.SegmentJoin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Schema;

/** A batch whose columns are still being decoded, in one segment each or in several. Guarded by its stream's lock. */
final class PendingBatch implements AutoCloseable {
    private final int rows;
    /** For each column, its segments by their first row. */
    private final List<TreeMap<Long, Segment>> columns = new ArrayList<>();

    private long missing;
    private long bytes;

    PendingBatch(int rows, int columnCount) {
        this.rows = rows;
        this.missing = (long) rows * columnCount;
        for (int i = 0; i < columnCount; i++) {
            columns.add(new TreeMap<>());
        }
    }

    void add(int column, long row, Segment segment) {
        columns.get(column).put(row, segment);
        missing -= segment.rows();
        bytes += segment.bytes();
    }

    /** Adds segments that follow each other from that row on. */
    void addAll(int column, long first, List<Segment> segments) {
        long row = first;
        for (Segment segment : segments) {
            add(column, row, segment);
            row += segment.rows();
        }
    }

    boolean isComplete() {
        return missing == 0;
    }

    /** Bytes of memory that its segments hold. */
    long bytes() {
        return bytes;
    }

    /** As {@link #assembled}; closes this if that fails. */
    List<Batch> toBatches(Schema schema, BufferAllocator allocator, long columnBytesLimit) {
        try {
            return assembled(schema, allocator, columnBytesLimit);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * The rows as one batch, or as several when a column is too large for one.
     *
     * @param schema of batches
     */
    List<Batch> assembled(Schema schema, BufferAllocator allocator, long columnBytesLimit) {
        if (columns.stream().allMatch(segments -> segments.size() == 1)) {
            BatchColumns whole = new BatchColumns();
            columns.forEach(segments -> whole.add(segments.firstEntry().getValue()));
            return List.of(whole.batch(rows, schema, allocator));
        }
        return cut(schema, allocator, columnBytesLimit);
    }

    /** Vectors of a batch to be, with the dictionaries that they refer to. */
    private static final class BatchColumns {
        private final List<FieldVector> vectors = new ArrayList<>();
        private final Map<Long, FieldVector> dictionaries = new TreeMap<>();

        void add(Segment segment) {
            add(segment.vector(), segment.dictionaries());
        }

        void add(FieldVector vector, Map<Long, FieldVector> byId) {
            vectors.add(vector);
            dictionaries.putAll(byId);
        }

        Batch batch(int rows, Schema schema, BufferAllocator allocator) {
            return Batch.of(schema, rows, vectors, dictionaries, allocator);
        }

        void close() {
            vectors.forEach(FieldVector::close);
            dictionaries.values().forEach(FieldVector::close);
        }
    }

    private List<Batch> cut(Schema schema, BufferAllocator allocator, long columnBytesLimit) {
        List<Batch> batches = new ArrayList<>();
        List<SegmentQueue> queues = columns.stream()
                .map(segments -> new SegmentQueue(List.copyOf(segments.values())))
                .toList();
        try (this) {
            for (int done = 0; done < rows; ) {
                int step = queues.stream()
                        .mapToInt(queue -> queue.fitting(columnBytesLimit))
                        .min()
                        .orElse(rows);
                batches.add(taken(queues, step, allocator).batch(step, schema, allocator));
                done += step;
            }
            return batches;
        } catch (RuntimeException | Error e) {
            batches.forEach(Batch::close);
            throw e;
        }
    }

    private static BatchColumns taken(List<SegmentQueue> queues, int count, BufferAllocator allocator) {
        BatchColumns taken = new BatchColumns();
        try {
            for (SegmentQueue queue : queues) {
                SegmentJoin join = new SegmentJoin(allocator);
                queue.take(count, join);
                taken.add(join.joined(), join.dictionaries());
            }
            return taken;
        } catch (RuntimeException | Error e) {
            taken.close();
            throw e;
        }
    }

    /** Frees the segments. */
    @Override
    public void close() {
        columns.forEach(segments -> segments.values().forEach(Segment::close));
        columns.forEach(TreeMap::clear);
    }

    /** A column's segments, from which rows are taken in order. */
    private static final class SegmentQueue {
        private final List<Segment> segments;
        private int index;
        private int begin;

        SegmentQueue(List<Segment> segments) {
            this.segments = segments;
        }

        /** Rows to take next: the rest of a segment, and the following ones as long as the vector stays below the limit. */
        int fitting(long bytesLimit) {
            int count = segments.get(index).rows() - begin;
            long total = segments.get(index).dataBytes();
            boolean isLimited = !segments.get(index).isLarge();
            for (int i = index + 1; i < segments.size(); i++) {
                total += segments.get(i).dataBytes();
                if (isLimited && total > bytesLimit) {
                    return count;
                }
                count += segments.get(i).rows();
            }
            return count;
        }

        void take(int count, SegmentJoin join) {
            int left = count;
            while (left > 0) {
                Segment segment = segments.get(index);
                int step = Math.min(left, segment.rows() - begin);
                join.add(segment, begin, step);
                left -= step;
                begin += step;
                if (begin == segment.rows()) {
                    index++;
                    begin = 0;
                }
            }
        }
    }
}
