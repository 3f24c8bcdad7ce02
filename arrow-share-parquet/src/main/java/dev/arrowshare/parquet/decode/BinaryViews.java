package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;

/**
 * Arrow's views of text or bytes (Columnar.rst, "Variable-size Binary View Layout"): a length, then a value of up to twelve bytes
 * itself, or the first four bytes of a longer one and where it lies.
 */
final class BinaryViews {
    /** Bytes of a view. */
    static final int BYTES = 16;

    /** The longest value that lies in its view. */
    static final int LONGEST_INLINE = 12;

    private static final int PREFIX_AT = 4;
    private static final int BUFFER_AT = 8;
    private static final int OFFSET_AT = 12;

    private BinaryViews() {}

    static boolean isInline(int length) {
        return length <= LONGEST_INLINE;
    }

    /**
     * Writes the view of a value. Reads up to twelve bytes of it, however short it is.
     *
     * @param buffer in which of the data buffers a long value lies
     * @param offset where it begins there
     */
    static void put(long view, long value, int length, int buffer, int offset) {
        Memory.putInt(view, length);
        if (isInline(length)) {
            Memory.putLong(view + PREFIX_AT, first(Memory.getLong(value), Math.min(length, Long.BYTES)));
            Memory.putInt(view + OFFSET_AT, (int)
                    first(Memory.getInt(value + Long.BYTES), Math.max(0, length - Long.BYTES)));
        } else {
            Memory.putInt(view + PREFIX_AT, Memory.getInt(value));
            Memory.putInt(view + BUFFER_AT, buffer);
            Memory.putInt(view + OFFSET_AT, offset);
        }
    }

    private static long first(long bytes, int count) {
        return count == Long.BYTES ? bytes : bytes & ((1L << (8 * count)) - 1);
    }

    /** Lets the views of long values refer to data buffers that lie {@code buffers} further on. */
    static void move(long views, int rows, int buffers) {
        if (buffers == 0) {
            return;
        }
        for (long view = views; view < views + (long) BYTES * rows; view += BYTES) {
            if (!isInline(Memory.getInt(view))) {
                Memory.putInt(view + BUFFER_AT, Memory.getInt(view + BUFFER_AT) + buffers);
            }
        }
    }
}
