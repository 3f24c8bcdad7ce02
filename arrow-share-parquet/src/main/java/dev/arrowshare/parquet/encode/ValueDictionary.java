package dev.arrowshare.parquet.encode;

/**
 * The distinct values of a column chunk and the id of each, by first appearance. Refuses to grow past a number of bytes.
 *
 * <p>Open addressing; the table grows with the entries, so that few distinct values stay in the first cache.
 */
abstract class ValueDictionary implements AutoCloseable {
    private static final int FIRST_SLOTS = 1 << 10;

    final GrowingBuffer plain = new GrowingBuffer();
    int[] slots = new int[FIRST_SLOTS];
    int size;
    long limit;

    /** Forgets all entries; from now on they may take {@code bytes} bytes as PLAIN values. */
    void clear(long bytes) {
        plain.clear();
        size = 0;
        limit = bytes;
        slots = new int[FIRST_SLOTS];
    }

    /** The values of the dictionary page. */
    final GrowingBuffer plain() {
        return plain;
    }

    final int size() {
        return size;
    }

    /** Whether the table is too full for one more entry to be found quickly. */
    final boolean isCrowded() {
        return 2 * size >= slots.length;
    }

    /** The range of those entries. */
    abstract @org.jspecify.annotations.Nullable MinMax range(int[] entries, int count, ValueOrder order);

    @Override
    public void close() {
        plain.close();
    }
}
