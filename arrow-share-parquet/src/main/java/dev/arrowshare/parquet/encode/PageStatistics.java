package dev.arrowshare.parquet.encode;

import org.jspecify.annotations.Nullable;

/** What is noted of a page while it is written. */
final class PageStatistics {
    final int firstRow;
    final int rows;
    final int values;
    private final ValueOrder order;
    private @Nullable MinMax range;
    long byteArrayBytes;

    PageStatistics(int firstRow, int rows, int values, ValueOrder order) {
        this.firstRow = firstRow;
        this.rows = rows;
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
        return rows - values;
    }
}
