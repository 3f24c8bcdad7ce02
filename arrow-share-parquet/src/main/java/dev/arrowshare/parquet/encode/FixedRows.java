package dev.arrowshare.parquet.encode;

/** Rows of one width, whether they are dictionary-encoded in Arrow or not. */
final class FixedRows {
    private FixedRows() {}

    /** Writes the values of rows {@code [from, to)} without the nulls, PLAIN, and returns how many they were. */
    static int write(Segment segment, int from, int to, long target, int width, GrowingBuffer scratch) {
        if (segment instanceof FixedSegment fixed) {
            return fixed.write(from, to, target, scratch);
        }
        IndexedSegment indexed = (IndexedSegment) segment;
        FixedSegment dictionary = (FixedSegment) indexed.dictionary();
        int count = 0;
        for (int row = from; row < to; row++) {
            if (!indexed.isNull(row)) {
                int index = indexed.index(row);
                count += dictionary.write(index, index + 1, target + (long) count * width, scratch);
            }
        }
        return count;
    }
}
