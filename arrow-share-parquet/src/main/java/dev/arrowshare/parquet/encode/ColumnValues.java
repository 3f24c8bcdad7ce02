package dev.arrowshare.parquet.encode;

import org.jspecify.annotations.Nullable;

/** Moves the values of one kind of column into dictionaries and pages. Holds scratch memory that the next column uses again. */
abstract class ColumnValues implements AutoCloseable {
    private final int[] single = new int[1];

    /** Where distinct values of a chunk are gathered; null for kinds that are never dictionary-encoded. */
    abstract @Nullable ValueDictionary dictionary();

    /** Adds values of rows {@code [from, to)}, at most {@link ByteRanges#CAPACITY}; false when the dictionary became full. */
    boolean addToDictionary(Segment segment, int from, int to, int[] ids, int at) {
        return segment instanceof IndexedSegment indexed
                ? indexed.translate(from, to, ids, at, this::addOne)
                : addDirect(segment, from, to, ids, at);
    }

    /** Adds a row of an Arrow dictionary; negative when the dictionary became full. */
    int addOne(Segment values, int row) {
        return addDirect(values, row, row + 1, single, 0) ? single[0] : -1;
    }

    abstract boolean addDirect(Segment segment, int from, int to, int[] ids, int at);

    /** Appends the values of rows {@code [from, to)} without the nulls, PLAIN, and notes their range. */
    abstract void writePlain(Segment segment, int from, int to, GrowingBuffer page, PageStatistics statistics);

    /** The bytes that PLAIN values of rows {@code [from, to)} take, or somewhat more. */
    abstract long plainBytes(Segment segment, int from, int to);

    /** The bytes that the values of a page beginning and ending at these ids have, for size statistics. */
    long byteArrayBytes(int[] ids, int from, int to) {
        return 0;
    }

    @Override
    public abstract void close();
}
