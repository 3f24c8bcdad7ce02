package dev.arrowshare.parquet.decode;

import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.Page;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.jspecify.annotations.Nullable;

/**
 * One leaf of a nested column: walks its pages, keeps the levels of the segment that is being made, and has the values decoded to the
 * slots of the innermost list.
 *
 * <p>An entry is a pair of levels, with or without a value. Levels are decoded a block ahead, since a row's last entry shows only by the
 * next row's first. Entries are dropped when the rows that they belong to are handed out, which may be later than they were decoded:
 * another leaf of the column may have room for fewer rows.
 */
final class NestedLeaf implements AutoCloseable {
    private static final int BLOCK = ColumnDecoder.SPARSE_ROWS;
    private static final int LEAST_SLOTS = 1024;
    private static final int SLOT_LIMIT = Integer.MAX_VALUE - 128;

    private final LeafColumn column;
    private final ColumnDecoder values;
    private final ColumnPages pages;
    private final BufferAllocator allocator;
    private final int slotsWanted;
    private final LevelBytes definitions;
    private final LevelBytes repetitions;
    private final LevelRuns definitionRuns;
    private final LevelRuns repetitionRuns;

    /** Entries of the open page whose levels were not decoded yet. */
    private int pageLeft;

    private int pageValues;

    private boolean isInChunk;
    private long chunkRows;

    /** Entries whose values were decoded, from the segment's first on, and the rows that begin among them. */
    private int taken;

    private int rowsBegun;

    private @Nullable ArrowBuf validity;
    private int room;
    private int slots;
    private int nulls;
    private double slotsPerRow;

    /** Slots of entries that were decoded for the segment before. */
    private @Nullable FieldVector carried;

    NestedLeaf(LeafColumn column, ColumnDecoder values, BufferAllocator allocator, int bytesLimit) {
        this.column = column;
        this.values = values;
        this.pages = values.pages;
        this.allocator = allocator;
        int bytes = Math.max(Math.max(column.physical().bytes(), column.typeLength()), 1);
        this.slotsWanted = Math.max(1, bytesLimit / bytes);
        this.definitions = new LevelBytes("definition level", allocator);
        this.repetitions = new LevelBytes("repetition level", allocator);
        this.definitionRuns = new LevelRuns("definition level", column.levels().definition(), allocator);
        this.repetitionRuns = new LevelRuns("repetition level", column.levels().repetition(), allocator);
    }

    LeafColumn column() {
        return column;
    }

    ColumnDecoder values() {
        return values;
    }

    String where() {
        return pages.where();
    }

    /** The levels of the segment's first rows. */
    NestedLevels levels(int rows) {
        return new NestedLevels(column, definitions, repetitions, entriesOf(rows));
    }

    /** Begins with a segment, which what was decoded too early belongs to already. */
    void begin(int rows) {
        slots = 0;
        nulls = 0;
        room = (int) Math.min(SLOT_LIMIT, Math.max(estimatedSlots(rows), LEAST_SLOTS));
        validity = allocator.buffer((room + 63L) / 64 * 8 + ColumnDecoder.SLACK);
        values.allocate(room);
    }

    /** By the rows before, or by what the footer says: not beyond what such a chunk may well have. */
    private long estimatedSlots(int rows) {
        if (slotsPerRow > 0) {
            return (long) (slotsPerRow * rows * 1.05) + BLOCK;
        }
        ChunkLocation chunk = isInChunk ? pages.current() : pages.upcoming();
        if (chunk == null) {
            return 0;
        }
        double perRow = chunk.values() / (double) Math.max(1, chunk.rows());
        long plausible = Math.max(rows, 64 * (chunk.limit() - chunk.offset()));
        return Math.min((long) (perRow * Math.min(rows, chunk.rows()) * 1.05) + BLOCK, plausible);
    }

    /** Decodes until the segment has so many rows, or is full; returns how many complete rows it has then, at least one. */
    int fill(int rows) {
        // Within lists, only the next row's first entry shows that a row is complete.
        int begun = column.levels().repetition() == 0 ? rows : rows + 1;
        while (rowsBegun < begun && (taken < definitions.count() || decodeLevels(rows))) {
            int end = endOf(rows);
            if (end == taken) {
                return rows;
            }
            if (!take(end)) {
                int complete = completeRows();
                if (complete > 0) {
                    return complete;
                }
                takeOneValue(end);
            }
        }
        return rows;
    }

    /** Whether rows may be passed over, whole pages unread: of a leaf that is in no list, so that a row is an entry, and of which nothing was decoded early. */
    boolean canPass() {
        return column.levels().repetition() == 0 && rowsBegun == 0 && carried == null;
    }

    /** Passes over rows, between two segments. */
    void pass(long rows) {
        long left = rows;
        while (left > 0) {
            if (definitions.count() > 0) {
                left -= passEntries((int) Math.min(left, definitions.count()));
            } else if (pageLeft > 0) {
                decodeBlock();
            } else {
                left -= passPages(left);
            }
        }
    }

    private int passEntries(int count) {
        values.passValues(definitions.countAtLeast(column.levels().definition(), 0, count));
        definitions.drop(count);
        repetitions.drop(count);
        return count;
    }

    private long passPages(long rows) {
        if (pages.chunkLeft() == 0) {
            leaveChunk();
        }
        long passed = pages.pass(rows);
        if (passed > 0) {
            isInChunk = pages.chunkLeft() > 0;
            chunkRows = isInChunk ? pages.current().rows() - pages.chunkLeft() : 0;
        }
        if (passed < rows) {
            nextPage();
        }
        return passed;
    }

    /** False when all rows are there, and their chunk has no more entries. */
    private boolean decodeLevels(int rows) {
        while (pageLeft == 0) {
            if (pages.chunkLeft() == 0) {
                leaveChunk();
                if (rowsBegun == rows) {
                    return false;
                }
            }
            nextPage();
        }
        decodeBlock();
        return true;
    }

    private void leaveChunk() {
        if (isInChunk && chunkRows != pages.current().rows()) {
            throw new MalformedPageException("the chunk ends after " + chunkRows + " rows, its row group has "
                    + pages.current().rows());
        }
        isInChunk = false;
    }

    private void nextPage() {
        Page page = pages.next();
        if (!isInChunk) {
            isInChunk = true;
            chunkRows = 0;
        }
        if (page.kind() == Page.Kind.DICTIONARY) {
            values.openDictionary(page);
            return;
        }
        pages.requireDictionaryFor(page);
        long body = page.body();
        long end = body + page.bytes();
        long data = body;
        if (page.kind() == Page.Kind.DATA_V1) {
            data = repetitionRuns.openV1(page, page.repetitionEncoding(), body, end);
            data = definitionRuns.openV1(page, page.levelEncoding(), data, end);
        } else {
            repetitionRuns.openV2(page.levels() - page.repetitionBytes(), page.repetitionBytes());
            definitionRuns.openV2(page.levels(), page.levelBytes());
        }
        values.open(page.encoding(), data, end);
        pageLeft = page.values();
        pageValues = page.values();
    }

    private void decodeBlock() {
        int count = Math.min(BLOCK, pageLeft);
        int first = repetitions.count();
        repetitionRuns.moveTo(repetitions, count);
        definitionRuns.moveTo(definitions, count);
        pageLeft -= count;
        if (chunkRows == 0 && repetitions.get(first) != 0) {
            throw new MalformedPageException(
                    "the chunk's first repetition level is " + repetitions.get(first) + ", it must be 0");
        }
        chunkRows += rowsIn(first, first + count);
        if (chunkRows > pages.current().rows()) {
            throw new MalformedPageException(
                    "more rows than the " + pages.current().rows() + " of its row group");
        }
    }

    private int rowsIn(int begin, int end) {
        return end - begin - repetitions.countAtLeast(1, begin, end);
    }

    /** The entry behind those of the first rows, among those that are there. */
    private int endOf(int rows) {
        return entryOfRow(taken, rows - rowsBegun);
    }

    /** The entry that begins the row after the next {@code rows}, from an entry on. */
    private int entryOfRow(int from, int rows) {
        int count = repetitions.count();
        int left = rows;
        for (int i = from; i < count; i += 64) {
            long begins = ~repetitions.atLeast(1, i) & Bits.first(count - i);
            int here = Long.bitCount(begins);
            if (here > left) {
                while (left-- > 0) {
                    begins &= begins - 1;
                }
                return i + Long.numberOfTrailingZeros(begins);
            }
            left -= here;
        }
        return count;
    }

    private int entriesOf(int rows) {
        return rows == rowsBegun ? taken : entryOfRow(0, rows);
    }

    private int completeRows() {
        return repetitions.get(taken) == 0 ? rowsBegun : rowsBegun - 1;
    }

    /** Decodes the values of the next entries; false when the segment is full before. */
    private boolean take(int end) {
        if (slots >= slotsWanted && completeRows() > 0) {
            return false;
        }
        values.pageShare = Math.min(pageLeft + end - taken, room - slots) / (double) pageValues;
        int present = definitions.countAtLeast(column.levels().definition(), taken, end);
        // Below zero when single values were longer than the segment should be.
        int fit = present == 0 ? 0 : Math.max(0, values.room(present));
        if (fit < present) {
            int last = entryOfValue(fit, end);
            takeTo(last, fit);
            return false;
        }
        takeTo(end, present);
        return true;
    }

    /** For a value that alone is more than a segment should have. */
    private void takeOneValue(int end) {
        int present = definitions.countAtLeast(column.levels().definition(), taken, end);
        takeTo(present > 1 ? entryOfValue(1, end) : end, Math.min(1, present));
    }

    /** The entry that has the value after the next {@code values}. */
    private int entryOfValue(int count, int end) {
        int left = count;
        int entry = taken;
        while (entry < end) {
            if (definitions.get(entry) == column.levels().definition() && left-- == 0) {
                return entry;
            }
            entry++;
        }
        return end;
    }

    private void takeTo(int end, int present) {
        int here = definitions.countAtLeast(column.levels().slot(), taken, end);
        makeRoom(here);
        if (here == present) {
            if (present > 0) {
                values.values(slots, present);
            }
            Bits.setRun(validityAddress(), slots, here);
        } else {
            appendValidity(end);
            values.sparse(slots, here, present, validityAddress());
            nulls += here - present;
        }
        rowsBegun += rowsIn(taken, end);
        taken = end;
        slots += here;
    }

    private void appendValidity(int end) {
        int at = slots;
        for (int i = taken; i < end; i += 64) {
            long places = definitions.atLeast(column.levels().slot(), i) & Bits.first(end - i);
            long present = definitions.atLeast(column.levels().definition(), i);
            int count = Long.bitCount(places);
            Bits.appendWord(validityAddress(), at, Bits.selected(present, places), count);
            at += count;
        }
    }

    private long validityAddress() {
        ArrowBuf held = validity;
        if (held == null) {
            throw new IllegalStateException("no segment is being made");
        }
        return held.memoryAddress();
    }

    private void makeRoom(int more) {
        long needed = (long) slots + more;
        if (needed <= room) {
            return;
        }
        if (needed > SLOT_LIMIT) {
            throw new UnrepresentableValueException("a row has more than " + SLOT_LIMIT + " values");
        }
        room = (int) Math.min(SLOT_LIMIT, needed + needed / 2);
        validity = values.grown(validity, (room + 63L) / 64 * 8, (slots + 7L) / 8);
        values.grow(room, slots);
    }

    /** Loads the values of the segment's first rows, which must be so many slots. */
    void load(FieldVector target, int rows, int slotCount) {
        int entries = entriesOf(rows);
        int own = definitions.countAtLeast(column.levels().slot(), 0, entries);
        if (own != slotCount) {
            throw new MalformedPageException(own + " values where the columns beside it have " + slotCount);
        }
        int before = carried == null ? 0 : carried.getValueCount();
        if (carried == null && slots == slotCount) {
            loadDecoded(target);
        } else {
            loadPart(target, slotCount, before + slots);
        }
        requireKeys(slotCount);
        slotsPerRow = Math.max(slotsPerRow, slotCount / (double) rows);
    }

    /** What Arrow declares not to be null, while the file may have nulls there: the keys of maps. */
    private void requireKeys(int slotCount) {
        if (column.optional() && !column.field().isNullable() && nulls > 0 && slotCount > 0) {
            throw new MalformedPageException("null as the key of a map");
        }
    }

    private void loadDecoded(FieldVector target) {
        boolean isNullable = column.field().isNullable();
        List<@Nullable ArrowBuf> buffers = values.buffers(isNullable ? validity : null, slots);
        target.loadFieldBuffers(new ArrowFieldNode(slots, isNullable ? nulls : 0), buffers);
    }

    /** Of what is carried and what was decoded, the first slots; the others are carried on. */
    private void loadPart(FieldVector target, int slotCount, int all) {
        FieldVector before = carried;
        carried = null;
        try (FieldVector decoded = column.vectorField().createVector(allocator)) {
            loadDecoded(VectorBuffers.storage(decoded));
            Pieces pieces = new Pieces(before, decoded);
            try (FieldVector first = pieces.joined(0, slotCount, allocator)) {
                FieldVector stored = VectorBuffers.storage(first);
                target.loadFieldBuffers(new ArrowFieldNode(slotCount, nulls), VectorBuffers.of(stored));
            }
            if (slotCount < all) {
                carried = pieces.joined(slotCount, all, allocator);
            }
        } finally {
            if (before != null) {
                before.close();
            }
        }
    }

    private record Pieces(@Nullable FieldVector before, FieldVector decoded) {
        FieldVector joined(int begin, int end, BufferAllocator allocator) {
            SegmentJoin join = new SegmentJoin(allocator);
            int boundary = before == null ? 0 : before.getValueCount();
            if (before != null && begin < boundary) {
                join.add(before, begin, Math.min(end, boundary) - begin);
            }
            int from = Math.max(begin, boundary);
            if (from < end || begin == end) {
                join.add(decoded, from - boundary, Math.max(0, end - from));
            }
            return join.joined();
        }
    }

    /** Lets go of the segment's first rows, which were loaded. */
    void end(int rows) {
        int entries = entriesOf(rows);
        definitions.drop(entries);
        repetitions.drop(entries);
        taken -= entries;
        rowsBegun = rowsIn(0, taken);
        release();
    }

    private void release() {
        ArrowBuf held = validity;
        validity = null;
        if (held != null) {
            held.close();
        }
        values.release();
    }

    @Override
    public void close() {
        release();
        FieldVector left = carried;
        carried = null;
        if (left != null) {
            left.close();
        }
        values.close();
        definitions.close();
        repetitions.close();
        definitionRuns.close();
        repetitionRuns.close();
    }
}
