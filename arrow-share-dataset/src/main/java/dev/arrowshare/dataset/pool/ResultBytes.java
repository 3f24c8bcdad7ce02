package dev.arrowshare.dataset.pool;

import java.lang.reflect.Array;
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
        if (value == null || value instanceof Number || !value.getClass().isArray()) {
            return 0;
        }
        Class<?> element = value.getClass().getComponentType();
        return element.isPrimitive() ? (long) width(element) * Array.getLength(value) : 0;
    }

    private static int width(Class<?> primitive) {
        if (primitive == long.class || primitive == double.class) {
            return Long.BYTES;
        }
        return primitive == byte.class || primitive == boolean.class ? 1 : Integer.BYTES;
    }
}
