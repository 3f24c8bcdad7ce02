package dev.arrowshare.parquet.encode;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One column chunk: the values, in the segments that its batches give, and the levels. A flat column's values are at positions that
 * are its rows; those of a nested one at positions of the innermost vectors, a range of them for each row.
 */
final class ChunkRows implements AutoCloseable {

    /**
     * A batch's part of the chunk.
     *
     * @param slots of the segment
     * @param at the chunk's position that the slots' first one is
     * @param firstRow the chunk's row that row {@code batchRow} of the batch is
     */
    private record Part(Segment segment, Slots slots, int at, int firstRow, int batchRow, int rows) {}

    /** Takes positions {@code [from, to)} of a segment. */
    @FunctionalInterface
    interface Visitor {
        void positions(Segment segment, int from, int to);
    }

    private final ColumnType type;
    private final ColumnSegments segments;
    private final ScratchMemory memory = new ScratchMemory();
    private final List<Part> parts = new ArrayList<>();
    private int rows;
    private int positions;
    private @Nullable Levels levels;
    private int @Nullable [] rowStarts;

    private ChunkRows(ColumnType type) {
        this.type = type;
        this.segments = new ColumnSegments(type);
    }

    /** @param given the column's vectors and what is known of them from the nodes above */
    static ChunkRows of(ColumnType type, NodeRows.Inside given, List<BatchRows> batches) {
        ChunkRows chunk = new ChunkRows(type);
        try {
            for (int i = 0; i < batches.size(); i++) {
                chunk.add(batches.get(i), given, i);
            }
            chunk.levels = chunk.levels(given);
            chunk.rowStarts = given.levels().rowStarts(chunk.rows);
            return chunk;
        } catch (RuntimeException | Error e) {
            chunk.close();
            throw e;
        }
    }

    private void add(BatchRows batch, NodeRows.Inside given, int index) {
        SlotVector leaf =
                segments.expanded(given.vectors().get(index), given.slots().get(index));
        Segment segment = segments.of(batch.batch(), leaf);
        Slots slots = leaf.slots();
        if (!type.isOptional() && segment.values(slots.from, slots.to) < slots.aliveCount()) {
            throw NodeRows.nullsIn(type.place(), type.field(), batch.batch());
        }
        int count = batch.count();
        parts.add(new Part(segment, slots, positions, rows, batch.from(), count));
        rows = Math.addExact(rows, count);
        positions = Math.addExact(positions, slots.span());
    }

    /** Null where a bit a row says it all. */
    private @Nullable Levels levels(NodeRows.Inside given) {
        if (type.maxRepetition() == 0 && type.maxDefinition() <= 1) {
            return null;
        }
        boolean hasNulls =
                type.isOptional() && parts.stream().anyMatch(part -> part.segment.validity != part.slots.alive);
        if (!hasNulls) {
            return given.levels();
        }
        long[] valid = parts.stream().mapToLong(part -> part.segment.validity).toArray();
        List<Slots> slots = parts.stream().map(Part::slots).toList();
        return given.levels().without(slots, valid, type.maxDefinition() - 1, memory);
    }

    ColumnType type() {
        return type;
    }

    int rows() {
        return rows;
    }

    /** How many positions the values have, those of nulls with them. */
    int positions() {
        return positions;
    }

    /** How many levels there are. */
    int entries() {
        return entry(rows);
    }

    /** The levels; null when the column is in no list and has no more than one level of its own. */
    @Nullable
    Levels levels() {
        return levels;
    }

    /** The entry at which a row begins. */
    int entry(int row) {
        return rowStarts == null ? row : rowStarts[row];
    }

    /** The position at which a row begins. */
    int position(int row) {
        if (row == rows) {
            return positions;
        }
        Part part = partOf(row);
        return part.at + part.slots.position(part.batchRow + row - part.firstRow) - part.slots.from;
    }

    private Part partOf(int row) {
        int low = 0;
        int high = parts.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (parts.get(middle).firstRow <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return parts.get(low);
    }

    /** How many rows lie entirely before a position. */
    int rowsBefore(int position) {
        int low = 0;
        int high = rows;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (position(middle) <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The segments of dictionaries whose order means something. */
    List<IndexedSegment> ordered() {
        return segments.ordered();
    }

    /** Visits positions {@code [from, to)} in order, in as many pieces as they have segments. */
    void visit(int from, int to, Visitor visitor) {
        for (Part part : parts) {
            int begin = Math.max(from, part.at);
            int end = Math.min(to, part.at + part.slots.span());
            if (begin < end) {
                int shift = part.slots.from - part.at;
                visitor.positions(part.segment, begin + shift, end + shift);
            }
        }
    }

    /** Like {@link #visit}, without the segments that are all null. */
    void visitValues(int from, int to, Visitor visitor) {
        visit(from, to, (segment, begin, end) -> {
            if (!(segment instanceof Segment.OfNulls)) {
                visitor.positions(segment, begin, end);
            }
        });
    }

    /** How many of positions {@code [from, to)} have values. */
    int values(int from, int to) {
        int[] values = {0};
        visit(from, to, (segment, begin, end) -> values[0] += segment.values(begin, end));
        return values[0];
    }

    @Override
    public void close() {
        segments.close();
        memory.close();
    }
}
