package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * What a value of one width is in Arrow and in Parquet.
 *
 * @param arrowWidth bytes of a value in Arrow's buffer
 * @param width bytes of a value in a PLAIN page
 * @param conversion from one to the other; null when the bytes are the same
 */
record FixedLayout(int arrowWidth, int width, @Nullable Conversion conversion) {

    /** Converts dense values. */
    @FunctionalInterface
    interface Conversion {
        void convert(long from, long to, int count);
    }

    static FixedLayout copy(int width) {
        return new FixedLayout(width, width, null);
    }

    boolean isCopy() {
        return conversion == null;
    }

    void convert(long from, long to, int count) {
        if (conversion == null) {
            Memory.copy(from, to, (long) count * width);
        } else {
            conversion.convert(from, to, count);
        }
    }
}
