package dev.arrowshare.parquet.decode;

import dev.arrowshare.batch.EmptyVectors;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.GroupColumn;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * Decodes a nested column: its leaves one after the other, then the lists and structs above them from the levels of one leaf each, with
 * which those of the others must agree.
 */
final class NestedColumn implements SegmentDecoder {
    private static final int PASSED_ROWS = 16_384;

    private final GroupColumn column;
    private final BufferAllocator allocator;
    private final List<NestedLeaf> leaves = new ArrayList<>();
    private NestedLeaf current;

    /** Rows to pass over before the next one is decoded. */
    private long behind;

    NestedColumn(
            GroupColumn column,
            InputChannel file,
            Function<LeafColumn, Iterator<ChunkLocation>> chunks,
            BufferAllocator allocator,
            int segmentBytesLimit) {
        this.column = column;
        this.allocator = allocator;
        for (LeafColumn leaf : column.leaves()) {
            ColumnDecoder values = ColumnDecoder.of(leaf, file, chunks.apply(leaf), allocator, segmentBytesLimit);
            leaves.add(new NestedLeaf(leaf, values, allocator, segmentBytesLimit));
        }
        this.current = leaves.get(0);
    }

    @Override
    public void pass(long rows) {
        behind += rows;
    }

    /** The first run alone: in what lies between lists, levels have to be looked at all the same. */
    @Override
    public Segment decode(RowRuns runs) {
        behind += runs.passed(0);
        while (behind > 0) {
            if (leaves.stream().allMatch(NestedLeaf::canPass)) {
                passOver();
            } else {
                try (Segment passed = decoded((int) Math.min(behind, PASSED_ROWS))) {
                    behind -= passed.rows();
                }
            }
        }
        return decoded(runs.taken(0));
    }

    private void passOver() {
        try {
            for (NestedLeaf leaf : leaves) {
                current = leaf;
                leaf.pass(behind);
            }
            behind = 0;
        } catch (RuntimeException | LinkageError e) {
            throw DecodingFailure.of(e, current.where());
        }
    }

    private Segment decoded(int rows) {
        try {
            int complete = rows;
            for (NestedLeaf leaf : leaves) {
                current = leaf;
                leaf.begin(complete);
                complete = leaf.fill(complete);
            }
            return finished(complete);
        } catch (RuntimeException | LinkageError e) {
            throw DecodingFailure.of(e, current.where());
        }
    }

    private Segment finished(int rows) {
        FieldVector vector = EmptyVectors.of(column.vectorField(), allocator);
        try {
            NestedVectors vectors = new NestedVectors(leaves, rows, allocator, leaf -> current = leaf);
            vectors.load(column, vector, rows);
            leaves.forEach(leaf -> leaf.end(rows));
            return new Segment(vector, rows, bytes(vector), vectors.mostValues(), dictionaries());
        } catch (RuntimeException | Error e) {
            vector.close();
            throw e;
        }
    }

    private static long bytes(FieldVector vector) {
        long own =
                VectorBuffers.of(vector).stream().mapToLong(ArrowBuf::capacity).sum();
        return own
                + vector.getChildrenFromFields().stream()
                        .mapToLong(NestedColumn::bytes)
                        .sum();
    }

    private Map<Long, FieldVector> dictionaries() {
        Map<Long, FieldVector> dictionaries = new TreeMap<>();
        for (NestedLeaf leaf : leaves) {
            dictionaries.putAll(leaf.values().dictionaries());
        }
        return dictionaries;
    }

    @Override
    public void close() {
        leaves.forEach(NestedLeaf::close);
    }
}
