package dev.arrowshare.parquet.encode;

import org.jspecify.annotations.Nullable;

/** Columns of the null type, which have rows and no values. */
final class NullValues extends ColumnValues {
    @Override
    @Nullable
    ValueDictionary dictionary() {
        return null;
    }

    @Override
    boolean addDirect(Segment segment, int from, int to, int[] ids, int at) {
        throw new IllegalStateException("nulls have no dictionary");
    }

    @Override
    void writePlain(Segment segment, int from, int to, GrowingBuffer page, PageStatistics statistics) {}

    @Override
    long plainBytes(Segment segment, int from, int to) {
        return 0;
    }

    @Override
    public void close() {}
}
