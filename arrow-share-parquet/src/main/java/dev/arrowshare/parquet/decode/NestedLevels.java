package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.Levels;
import dev.arrowshare.parquet.page.MalformedPageException;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The levels of a leaf for some rows, as what Arrow keeps in their place: validity bits and offsets of the groups above the leaf. 64
 * entries at a time become words of bits: which of them open a slot at a node, and which of these are not null.
 *
 * @param count entries of the rows
 */
record NestedLevels(LeafColumn leaf, LevelBytes definitions, LevelBytes repetitions, int count) {
    private static final int WORD = 64;

    /** Which of 64 entries open a slot of the node that has these levels. */
    private long slots(Levels node, int from) {
        long open = definitions.atLeast(node.slot(), from) & Bits.first(count - from);
        return node.repetition() == leaf.levels().repetition()
                ? open
                : open & ~repetitions.atLeast(node.repetition() + 1, from);
    }

    /** Writes a bit for each slot of a node; returns how many are set. There must be room for as many as there are slots. */
    int validity(Levels node, long target, int slots) {
        int at = 0;
        int set = 0;
        for (int i = 0; i < count; i += WORD) {
            long places = slots(node, i);
            int here = Long.bitCount(places);
            requireRoom(at + here, slots);
            long valid = Bits.selected(definitions.atLeast(node.definition(), i), places) & firstOf(here);
            Bits.appendWord(target, at, valid, here);
            set += Long.bitCount(valid);
            at += here;
        }
        requireAll(at, slots);
        return set;
    }

    private static long firstOf(int bits) {
        return bits == 0 ? 0 : Bits.first(bits);
    }

    /** Writes where each list begins, and where the last one ends; returns that. */
    int offsets(Levels list, long target, int slots) {
        Levels item = list.repeated();
        int at = 0;
        long items = 0;
        boolean wasInList = false;
        for (int i = 0; i < count; i += WORD) {
            long places = slots(list, i);
            long inList = definitions.atLeast(item.definition(), i);
            requireSound(repetitions.atLeast(item.repetition(), i), inList, wasInList, i);
            long begun = slots(item, i);
            requireRoom(at + Long.bitCount(places), slots);
            long to = target + 4L * at;
            at += Long.bitCount(places);
            for (long left = places; left != 0; left &= left - 1, to += Integer.BYTES) {
                long before = Long.lowestOneBit(left) - 1;
                Memory.putInt(to, (int) items + Long.bitCount(begun & before));
            }
            items += Long.bitCount(begun);
            wasInList = inList < 0;
        }
        requireAll(at, slots);
        Memory.putInt(target + 4L * at, (int) items);
        return (int) items;
    }

    /** What repeats a list must be in one, and follow what is in one. */
    private void requireSound(long repeats, long inList, boolean wasInList, int from) {
        long follows = inList << 1 | (wasInList ? 1 : 0);
        long wrong = repeats & ~(inList & follows) & Bits.first(count - from);
        if (wrong != 0) {
            int entry = from + Long.numberOfTrailingZeros(wrong);
            throw new MalformedPageException("repetition level " + repetitions.get(entry) + " with definition level "
                    + definitions.get(entry) + ", where no list goes on");
        }
    }

    private void requireRoom(int written, int slots) {
        if (written > slots) {
            requireAll(written, slots);
        }
    }

    private void requireAll(int written, int slots) {
        if (written != slots) {
            throw new MalformedPageException(
                    "its levels have " + written + " values where the columns beside it have " + slots);
        }
    }

    /** Whether another leaf below the same struct has the same levels, as far as the struct goes. */
    boolean agrees(NestedLevels other, Levels struct, BufferAllocator allocator) {
        int repetition = struct.repetition();
        if (repetition == leaf.levels().repetition()
                && repetition == other.leaf.levels().repetition()) {
            return count == other.count
                    && repetitions.equals(other.repetitions, count, repetition)
                    && definitions.equals(other.definitions, count, struct.definition());
        }
        try (Above mine = new Above(this, repetition, allocator);
                Above its = new Above(other, repetition, allocator)) {
            return mine.levels().agreesAbove(its.levels(), struct);
        }
    }

    private boolean agreesAbove(NestedLevels other, Levels struct) {
        return count == other.count
                && repetitions.equals(other.repetitions, count, struct.repetition())
                && definitions.equals(other.definitions, count, struct.definition());
    }

    /** The entries that lists further down do not repeat. */
    private static final class Above implements AutoCloseable {
        private final NestedLevels all;
        private final LevelBytes definitions;
        private final LevelBytes repetitions;

        Above(NestedLevels all, int repetition, BufferAllocator allocator) {
            this.all = all;
            this.definitions = new LevelBytes("definition level", allocator);
            this.repetitions = new LevelBytes("repetition level", allocator);
            for (int i = 0; i < all.count; i += WORD) {
                long mask = ~all.repetitions.atLeast(repetition + 1, i) & Bits.first(all.count - i);
                definitions.appendSelected(all.definitions, i, mask);
                repetitions.appendSelected(all.repetitions, i, mask);
            }
        }

        NestedLevels levels() {
            return new NestedLevels(all.leaf, definitions, repetitions, definitions.count());
        }

        @Override
        public void close() {
            definitions.close();
            repetitions.close();
        }
    }
}
