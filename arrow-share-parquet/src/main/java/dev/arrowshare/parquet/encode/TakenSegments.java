package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Segments of rows that repeat or jump: those of runs, and of list views. They stand as indices into the rows, a dictionary's way. */
final class TakenSegments {
    private static final ArrowType.Int INDICES = new ArrowType.Int(32, true);

    private final ScratchMemory memory;
    private final Map<Segment, int[]> ids;
    private final String column;

    /** @param ids the dictionary ids of segments that are indexed */
    TakenSegments(ScratchMemory memory, Map<Segment, int[]> ids, String column) {
        this.memory = memory;
        this.ids = ids;
        this.column = column;
    }

    /** A segment that has at each position what {@code all} has in the slots' row. */
    Segment of(Segment all, Slots slots) {
        if (all instanceof Segment.OfNulls || slots.to == 0) {
            return Segment.OfNulls.of(slots.to, memory.bitmap(slots.to));
        }
        long validity = all.validity == 0 && slots.alive == 0 ? 0 : validity(all, slots);
        if (all instanceof Segment.OfBits bits) {
            return new Segment.OfBits(slots.to, validity, booleans(bits, slots));
        }
        return all instanceof IndexedSegment indexed
                ? segment(slots, validity, indices(indexed, slots), indexed.dictionary(), indexed.ids())
                : segment(slots, validity, indices(slots), all, idsOf(all));
    }

    private int[] idsOf(Segment all) {
        return ids.computeIfAbsent(all, key -> IndexedSegment.unknownIds(key.rows));
    }

    private IndexedSegment segment(Slots slots, long validity, long indices, Segment dictionary, int[] dictionaryIds) {
        return new IndexedSegment(slots.to, validity, indices, INDICES, dictionary, dictionaryIds, column);
    }

    private long validity(Segment all, Slots slots) {
        long bitmap = memory.bitmap(slots.to);
        for (int position = 0; position < slots.to; position++) {
            if (slots.isAlive(position) && !all.isNull(slots.row(position))) {
                Bits.set(bitmap, position);
            }
        }
        return bitmap;
    }

    private long booleans(Segment.OfBits all, Slots slots) {
        long bitmap = memory.bitmap(slots.to);
        for (int position = 0; position < slots.to; position++) {
            if (all.isTrue(slots.row(position))) {
                Bits.set(bitmap, position);
            }
        }
        return bitmap;
    }

    private long indices(Slots slots) {
        long indices = memory.bytes(4L * slots.to);
        for (int position = 0; position < slots.to; position++) {
            Memory.putInt(indices + 4L * position, slots.row(position));
        }
        return indices;
    }

    private long indices(IndexedSegment all, Slots slots) {
        long indices = memory.bytes(4L * slots.to);
        for (int position = 0; position < slots.to; position++) {
            int row = slots.row(position);
            Memory.putInt(indices + 4L * position, all.isNull(row) ? 0 : all.index(row));
        }
        return indices;
    }
}
