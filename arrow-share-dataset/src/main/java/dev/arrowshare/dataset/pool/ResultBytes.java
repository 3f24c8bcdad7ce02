package dev.arrowshare.dataset.pool;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** How many bytes results take, where that can be seen at once: text, and arrays of numbers. */
final class ResultBytes {
    private ResultBytes() {}

    static long of(Iterable<? extends @Nullable Object> values) {
        long sum = 0;
        for (Object value : values) {
            sum += of(value);
        }
        return sum;
    }

    private static long of(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return text.length();
        }
        if (value instanceof ByteBuffer buffer) {
            return buffer.remaining();
        }
        return value == null || !PrimitiveArrays.isOne(value) ? 0 : PrimitiveArrays.bytes(value);
    }
}
