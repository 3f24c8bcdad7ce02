package dev.arrowshare.dataset.pool;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.List;

/** Arrays of primitives as bytes, in the order of the buffer, a part at a time. */
final class PrimitiveArrays {
    private static final List<Class<?>> TYPES = List.of(
            byte.class, boolean.class, short.class, char.class, int.class, long.class, float.class, double.class);
    private static final int[] WIDTHS = {1, 1, 2, 2, 4, 8, 4, 8};

    private PrimitiveArrays() {}

    static boolean isOne(Object value) {
        Class<?> element = value.getClass().getComponentType();
        return element != null && element.isPrimitive();
    }

    /** A number of the type of its elements. */
    static int type(Object array) {
        return TYPES.indexOf(array.getClass().getComponentType());
    }

    static int width(int type) {
        return WIDTHS[type];
    }

    static long bytes(Object array) {
        return (long) width(type(array)) * Array.getLength(array);
    }

    static Object make(int type, int length) {
        return Array.newInstance(TYPES.get(type), length);
    }

    /** Elements from an index on, to the buffer's position. */
    static void put(Object array, int first, int count, ByteBuffer to) {
        if (array instanceof byte[] bytes) {
            to.put(bytes, first, count);
            return;
        }
        if (array instanceof boolean[] truths) {
            for (int i = first; i < first + count; i++) {
                to.put((byte) (truths[i] ? 1 : 0));
            }
            return;
        }
        putWide(array, first, count, to);
        to.position(to.position() + count * width(type(array)));
    }

    private static void putWide(Object array, int first, int count, ByteBuffer to) {
        if (array instanceof short[] numbers) {
            to.asShortBuffer().put(numbers, first, count);
        } else if (array instanceof char[] chars) {
            to.asCharBuffer().put(chars, first, count);
        } else if (array instanceof int[] numbers) {
            to.asIntBuffer().put(numbers, first, count);
        } else if (array instanceof long[] numbers) {
            to.asLongBuffer().put(numbers, first, count);
        } else if (array instanceof float[] numbers) {
            to.asFloatBuffer().put(numbers, first, count);
        } else {
            to.asDoubleBuffer().put((double[]) array, first, count);
        }
    }

    /** Elements from an index on, from the buffer's position. */
    static void get(ByteBuffer from, Object array, int first, int count) {
        if (array instanceof byte[] bytes) {
            from.get(bytes, first, count);
            return;
        }
        if (array instanceof boolean[] truths) {
            for (int i = first; i < first + count; i++) {
                truths[i] = from.get() != 0;
            }
            return;
        }
        getWide(from, array, first, count);
        from.position(from.position() + count * width(type(array)));
    }

    private static void getWide(ByteBuffer from, Object array, int first, int count) {
        if (array instanceof short[] numbers) {
            from.asShortBuffer().get(numbers, first, count);
        } else if (array instanceof char[] chars) {
            from.asCharBuffer().get(chars, first, count);
        } else if (array instanceof int[] numbers) {
            from.asIntBuffer().get(numbers, first, count);
        } else if (array instanceof long[] numbers) {
            from.asLongBuffer().get(numbers, first, count);
        } else if (array instanceof float[] numbers) {
            from.asFloatBuffer().get(numbers, first, count);
        } else {
            from.asDoubleBuffer().get((double[]) array, first, count);
        }
    }
}
