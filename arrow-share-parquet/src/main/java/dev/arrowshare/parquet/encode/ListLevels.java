package dev.arrowshare.parquet.encode;

import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Memory;
import java.util.List;

/** Makes the levels of the elements of lists from those of the lists: the one pass that all columns below share. */
final class ListLevels {
    private final Levels lists;

    /** The definition level of an empty list; that of a null one is less by one. */
    private final int emptyLevel;

    private final boolean hasEndings;
    private final long repetition;
    private final long definition;
    private final int count;
    private int entry;
    private int out;

    private ListLevels(Levels lists, List<ListElements> batches, Place repeated, ScratchMemory memory) {
        this.lists = lists;
        this.emptyLevel = repeated.definition() - 1;
        this.hasEndings = lists.definition != 0 || batches.stream().anyMatch(batch -> batch.endings() > 0);
        this.count = count(lists, batches, repeated);
        this.repetition = memory.bytes(count);
        Memory.fill(repetition, count, (byte) repeated.repetition());
        this.definition = hasEndings ? memory.bytes(count) : 0;
        if (hasEndings) {
            Memory.fill(definition, count, Levels.LIVE);
        }
    }

    private static int count(Levels lists, List<ListElements> batches, Place repeated) {
        long count = lists.count;
        for (ListElements batch : batches) {
            count += (long) batch.elements() + batch.endings() - batch.count();
        }
        if (count > Integer.MAX_VALUE - GrowingBuffer.SLACK) {
            throw new UnsupportedFeatureException("column '" + repeated + "' has " + count
                    + " elements in a row group; at most 2,147,483,583 can be written, so use smaller row groups");
        }
        return (int) count;
    }

    /**
     * The levels of the elements.
     *
     * @param lists of the lists
     * @param batches the lists of each batch, as many as there are live entries
     * @param repeated where the elements stand
     */
    static Levels of(Levels lists, List<ListElements> batches, Place repeated, ScratchMemory memory) {
        ListLevels levels = new ListLevels(lists, batches, repeated, memory);
        for (ListElements batch : batches) {
            if (levels.hasEndings) {
                levels.add(batch);
            } else {
                levels.addFull(batch);
            }
        }
        levels.copyEnded();
        return new Levels(levels.count, levels.repetition, levels.definition);
    }

    /** No list is null or empty, nor ended anything before. */
    private void addFull(ListElements batch) {
        int[] lengths = batch.lengths();
        for (int list = 0; list < batch.count(); list++) {
            Memory.putByte(repetition + out, repetitionOf(entry++));
            out += lengths[list];
        }
    }

    private void add(ListElements batch) {
        int[] lengths = batch.lengths();
        for (int list = 0; list < batch.count(); list++) {
            copyEnded();
            Memory.putByte(repetition + out, repetitionOf(entry++));
            int length = lengths[list];
            if (length > 0) {
                out += length;
            } else {
                Memory.putByte(definition + out++, (byte) (emptyLevel + length));
            }
        }
    }

    /** Entries that ended further up. */
    private void copyEnded() {
        while (entry < lists.count && !lists.isLive(entry)) {
            Memory.putByte(repetition + out, repetitionOf(entry));
            Memory.putByte(definition + out++, Memory.getByte(lists.definition + entry++));
        }
    }

    private byte repetitionOf(int listEntry) {
        return lists.repetition == 0 ? 0 : Memory.getByte(lists.repetition + listEntry);
    }
}
