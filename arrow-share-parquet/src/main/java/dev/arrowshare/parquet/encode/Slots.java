package dev.arrowshare.parquet.encode;

import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of one batch's vector stand for a node of the schema, in order: positions {@code [from, to)}. A position is a row of the
 * vector, or, where rows repeat or jump (run-end encoded, dictionary-encoded, list views), an index into {@link #rows}.
 *
 * <p>Positions beneath a null (of a struct, a fixed-size list, a list that hides elements) are not alive: they hold nothing.
 */
final class Slots {
    final int from;
    final int to;

    /** A bit a position, 1 where it is alive; 0 when all are. Covers all rows of the vector. */
    final long alive;

    final int @Nullable [] rows;
    private final IntUnaryOperator starts;

    private Slots(int from, int to, long alive, int @Nullable [] rows, IntUnaryOperator starts) {
        this.from = from;
        this.to = to;
        this.alive = alive;
        this.rows = rows;
        this.starts = starts;
    }

    /** Rows {@code [from, to)} of a batch. */
    static Slots ofBatch(int from, int to) {
        return new Slots(from, to, 0, null, row -> row);
    }

    /** Of a batch the rows at places {@code [from, to)} of a selection. */
    static Slots ofSelection(int[] selection, int from, int to) {
        return new Slots(from, to, 0, selection, row -> row);
    }

    /** The elements of lists at these slots, when they lie one after the other. */
    Slots elements(int first, int end, long aliveElements, IntUnaryOperator startOfPosition) {
        return new Slots(first, end, aliveElements, null, row -> startOfPosition.applyAsInt(position(row)));
    }

    /** The elements of lists at these slots, wherever they lie. */
    Slots elements(int[] elementRows, IntUnaryOperator startOfPosition) {
        return new Slots(0, elementRows.length, 0, elementRows, row -> startOfPosition.applyAsInt(position(row)));
    }

    /** The same slots of another vector, where each stands at a row of its own; {@code targets} is by position less {@link #from}. */
    Slots through(int[] targets, long aliveTargets) {
        return new Slots(0, targets.length, aliveTargets, targets, row -> position(row) - from);
    }

    /** The same slots, of which only those are alive. */
    Slots with(long newAlive) {
        return new Slots(from, to, newAlive, rows, starts);
    }

    /** The position at which a row of the batch begins; {@link #to} for the row behind the last one. */
    int position(int row) {
        return starts.applyAsInt(row);
    }

    /** How many positions there are, alive or not. */
    int span() {
        return to - from;
    }

    int aliveCount() {
        return alive == 0 ? span() : Bits.count(alive, from, to);
    }

    boolean isAlive(int position) {
        return alive == 0 || Bits.isSet(alive, position);
    }

    /** The vector's row at a position. */
    int row(int position) {
        return rows == null ? position : rows[position];
    }
}
