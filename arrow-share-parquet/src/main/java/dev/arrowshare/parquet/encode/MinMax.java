package dev.arrowshare.parquet.encode;

import org.jspecify.annotations.Nullable;

/** The smallest and the largest of some values, PLAIN without a length. */
final class MinMax {
    private final byte[] min;
    private final byte[] max;

    MinMax(byte[] min, byte[] max) {
        this.min = min;
        this.max = max;
    }

    byte[] min() {
        return min;
    }

    byte[] max() {
        return max;
    }

    static @Nullable MinMax merge(@Nullable MinMax left, @Nullable MinMax right, ValueOrder order) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return new MinMax(
                order.compare(left.min, right.min) <= 0 ? left.min : right.min,
                order.compare(left.max, right.max) >= 0 ? left.max : right.max);
    }
}
