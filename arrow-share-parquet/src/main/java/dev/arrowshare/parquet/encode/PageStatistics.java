package dev.arrowshare.parquet.encode;

import org.jspecify.annotations.Nullable;

/** What is noted of a page while it is written. */
final class PageStatistics {
    final int firstRow;
    final int rows;

    /** How many levels, which are rows in flat columns. */
    final int entries;

    final int values;
    private final ValueOrder order;
    private @Nullable MinMax range;
    long byteArrayBytes;

    /** How often each level occurs; null where there is but one level. */
    long @Nullable [] repetitionHistogram;

    long @Nullable [] definitionHistogram;

    PageStatistics(int firstRow, int rows, int entries, int values, ValueOrder order) {
        this.firstRow = firstRow;
        this.rows = rows;
        this.entries = entries;
        this.values = values;
        this.order = order;
    }

    ValueOrder order() {
        return order;
    }

    void include(@Nullable MinMax more) {
        range = MinMax.merge(range, more, order);
    }

    @Nullable
    MinMax range() {
        return range;
    }

    int nulls() {
        return entries - values;
    }
}
