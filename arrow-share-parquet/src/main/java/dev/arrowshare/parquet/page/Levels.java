package dev.arrowshare.parquet.page;

/**
 * At which levels a node of the schema is there. A slot is what a value of the innermost list above the node has room for, or a row
 * where no list is above.
 *
 * @param definition level from which on the node is not null
 * @param repetition how many lists are above it
 * @param slot definition level from which on a slot is there: that of the innermost list's repeated field, 0 for rows
 */
public record Levels(int definition, int repetition, int slot) {
    static final Levels ROOT = new Levels(0, 0, 0);

    /** Those of a field below that may be null. */
    Levels optional() {
        return new Levels(definition + 1, repetition, slot);
    }

    /** Those of the values of a list. */
    public Levels repeated() {
        return new Levels(definition + 1, repetition + 1, definition + 1);
    }
}
