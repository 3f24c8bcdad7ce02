package dev.arrowshare.parquet.encode;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.UnsupportedFeatureException;
import java.util.function.IntUnaryOperator;

/** The lists at the slots of one batch: how long each is that is alive, and the slots of their elements. */
final class ListElements {
    private final Slots slots;
    private final ListLayout lists;
    private final long valid;
    private final String column;
    private final int[] begins;

    /** By slots that are alive; −1 for nulls. */
    private final int[] lengths;

    private int count;
    private long elements;
    private int endings;
    private boolean isAscending = true;
    private int first = -1;
    private long end = -1;

    /** @param valid a bit a position, 0 when no list is null */
    ListElements(Slots slots, ListLayout lists, long valid, String column) {
        this.slots = slots;
        this.lists = lists;
        this.valid = valid;
        this.column = column;
        this.begins = new int[slots.span()];
        this.lengths = new int[slots.span()];
        for (int position = slots.from; position < slots.to; position++) {
            if (slots.isAlive(position)) {
                add(position);
            }
        }
    }

    private void add(int position) {
        boolean isNull = valid != 0 && !Bits.isSet(valid, position);
        int row = slots.row(position);
        int length = isNull ? -1 : lists.length(row);
        length = isNull || length >= 0 ? length : Integer.MIN_VALUE;
        if (length > 0 || length < -1) {
            note(row, lists.begin(row), length);
        } else {
            endings++;
        }
        begins[count] = length > 0 ? lists.begin(row) : 0;
        lengths[count++] = length;
    }

    private void note(int row, int begin, int length) {
        if (length < 0 || begin < 0 || (long) begin + length > lists.capacity()) {
            throw new ArrowShareException("column '" + column + "', row " + row + ": elements " + begin + "+" + length
                    + " are outside of the " + lists.capacity() + " of the column's lists");
        }
        first = first < 0 ? begin : first;
        isAscending &= begin >= end;
        end = (long) begin + length;
        elements += length;
    }

    /** How many lists are alive. */
    int count() {
        return count;
    }

    /** The length of each list that is alive, −1 when it is null. */
    int[] lengths() {
        return lengths;
    }

    /** How many of them are null or empty. */
    int endings() {
        return endings;
    }

    int elements() {
        if (elements > Integer.MAX_VALUE - GrowingBuffer.SLACK) {
            throw new UnsupportedFeatureException("column '" + column + "' has " + elements
                    + " elements in a row group; at most 2,147,483,583 can be written, so use smaller row groups");
        }
        return (int) elements;
    }

    /** The slots of the elements. */
    Slots below(ScratchMemory memory) {
        int[] starts = starts(isAscending ? Math.max(first, 0) : 0);
        IntUnaryOperator startOf = position -> starts[position - slots.from];
        if (!isAscending) {
            return slots.elements(rows(), startOf);
        }
        int from = starts[0];
        int to = starts[slots.span()];
        return slots.elements(from, to, to - from == elements ? 0 : alive(memory), startOf);
    }

    /** Where each list begins; one without elements, where the list before it ends. */
    private int[] starts(int at) {
        int[] starts = new int[slots.span() + 1];
        int next = at;
        int list = 0;
        for (int i = 0; i < slots.span(); i++) {
            starts[i] = next;
            if (slots.isAlive(slots.from + i)) {
                int length = Math.max(lengths[list], 0);
                starts[i] = length > 0 && isAscending ? begins[list] : next;
                next = starts[i] + length;
                list++;
            }
        }
        starts[slots.span()] = next;
        return starts;
    }

    private int[] rows() {
        int[] rows = new int[elements()];
        int at = 0;
        for (int list = 0; list < count; list++) {
            for (int i = 0; i < lengths[list]; i++) {
                rows[at++] = begins[list] + i;
            }
        }
        return rows;
    }

    private long alive(ScratchMemory memory) {
        long bitmap = memory.bitmap(Math.toIntExact(lists.capacity()));
        for (int list = 0; list < count; list++) {
            if (lengths[list] > 0) {
                Bits.set(bitmap, begins[list], begins[list] + lengths[list]);
            }
        }
        return bitmap;
    }
}
