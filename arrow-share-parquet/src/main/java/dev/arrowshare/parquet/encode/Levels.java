package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The repetition and definition levels that a node of the schema shares with all below it: one entry for each of its slots that is
 * alive, and one for each null or empty list and each null struct above it, which ends there. A byte a level.
 *
 * <p>An entry that goes on has the definition level {@link #LIVE}, whatever it will be in the end: so nodes without nulls share the
 * levels of their parents.
 */
final class Levels {
    static final byte LIVE = (byte) 0x80;

    private static final long LIVE_BYTES = 0x8080808080808080L;

    final int count;

    /** Address of the repetition levels; 0 when each entry is a row. */
    final long repetition;

    /** Address of the definition levels; 0 when all entries are live. */
    final long definition;

    private int @Nullable [] rowStarts;

    Levels(int count, long repetition, long definition) {
        this.count = count;
        this.repetition = repetition;
        this.definition = definition;
    }

    /** Those of rows outside of any list. */
    static Levels ofRows(int rows) {
        return new Levels(rows, 0, 0);
    }

    boolean isLive(int entry) {
        return definition == 0 || Memory.getByte(definition + entry) == LIVE;
    }

    /** At which entry each row begins, and the end; null when entries are rows. */
    synchronized int @Nullable [] rowStarts(int rows) {
        if (repetition != 0 && rowStarts == null) {
            rowStarts = findRows(rows);
        }
        return rowStarts;
    }

    private int[] findRows(int rows) {
        int[] starts = new int[rows + 1];
        int row = 0;
        for (int entry = 0; entry < count; entry += 8) {
            long levels = Memory.getLong(repetition + entry);
            long zeros = ~((levels & ~LIVE_BYTES) + ~LIVE_BYTES | levels) & LIVE_BYTES;
            for (; zeros != 0; zeros &= zeros - 1) {
                int start = entry + (Long.numberOfTrailingZeros(zeros) >>> 3);
                if (start < count) {
                    starts[row++] = start;
                }
            }
        }
        starts[row] = count;
        return starts;
    }

    /**
     * The levels in which entries end at {@code level} that are live here and null by these bitmaps.
     *
     * @param slots of each batch
     * @param valid of each batch, a bit a position of its slots, or 0 when none is null
     */
    Levels without(List<Slots> slots, long[] valid, int level, ScratchMemory memory) {
        long ended = memory.bytes(count);
        if (definition == 0) {
            Memory.fill(ended, count, LIVE);
        } else {
            Memory.copy(definition, ended, count);
        }
        int entry = 0;
        for (int i = 0; i < valid.length; i++) {
            entry = definition == 0 && slots.get(i).alive == 0
                    ? endEach(ended, entry, slots.get(i), valid[i], level)
                    : endLive(ended, entry, slots.get(i), valid[i], level);
        }
        return new Levels(count, repetition, ended);
    }

    /** Entries and positions are the same. */
    private static int endEach(long ended, int first, Slots slots, long valid, int level) {
        int span = slots.span();
        for (int done = 0; valid != 0 && done < span; done += 64) {
            int step = Math.min(64, span - done);
            long nulls = ~Bits.word(valid, slots.from + done, step) & Bits.mask(step);
            for (; nulls != 0; nulls &= nulls - 1) {
                Memory.putByte(ended + first + done + Long.numberOfTrailingZeros(nulls), (byte) level);
            }
        }
        return first + span;
    }

    /** Each live entry is a position that is alive. */
    private static int endLive(long ended, int first, Slots slots, long valid, int level) {
        int entry = first;
        for (int position = slots.from; position < slots.to; position++) {
            if (slots.isAlive(position)) {
                while (Memory.getByte(ended + entry) != LIVE) {
                    entry++;
                }
                boolean isNull = valid != 0 && !Bits.isSet(valid, position);
                Memory.putByte(ended + entry++, isNull ? (byte) level : LIVE);
            }
        }
        return entry;
    }
}
