package dev.arrowshare.parquet.encode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The distinct values of a column chunk and the id of each, by first appearance. Refuses to grow past a number of bytes.
 *
 * <p>Open addressing: a slot is a key and, beside it in the same cache line, the id plus one. The table grows with the entries, so
 * that few distinct values stay in the first cache.
 */
abstract class ValueDictionary implements AutoCloseable {
    private static final int FIRST_SLOTS_LOG2 = 10;

    final GrowingBuffer plain = new GrowingBuffer();

    /** Keys at even indices, ids plus one at odd ones, 0 where there is none. */
    long[] table = new long[2 << FIRST_SLOTS_LOG2];

    /** Takes a hash to the index of its slot. */
    int shift = 64 - FIRST_SLOTS_LOG2;

    long limit;
    private int size;

    /** Forgets all entries; from now on they may take {@code bytes} bytes as PLAIN values. */
    void clear(long bytes) {
        plain.clear();
        size = 0;
        limit = bytes;
        shift = 64 - FIRST_SLOTS_LOG2;
        if (table.length == 2 << FIRST_SLOTS_LOG2) {
            Arrays.fill(table, 0);
        } else {
            table = new long[2 << FIRST_SLOTS_LOG2];
        }
    }

    /** The values of the dictionary page. */
    final GrowingBuffer plain() {
        return plain;
    }

    /** How much native memory it holds. */
    long nativeBytes() {
        return plain.capacity();
    }

    final int size() {
        return size;
    }

    /** Takes a free slot for the next entry, and returns that entry's id. The table may be another one then. */
    final int take(int slot, long key) {
        table[slot] = key;
        table[slot + 1] = ++size;
        if (4L * size > table.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        long[] old = table;
        table = new long[2 * old.length];
        shift--;
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] != 0) {
                int slot = slot(hash(old[i]));
                while (table[slot + 1] != 0) {
                    slot = next(slot);
                }
                table[slot] = old[i];
                table[slot + 1] = old[i + 1];
            }
        }
    }

    final int slot(long hash) {
        return (int) (hash >>> shift) << 1;
    }

    final int next(int slot) {
        return (slot + 2) & (table.length - 1);
    }

    /** Writes the ids of {@code count} dense values of one width, and returns false, with some of them written, when it is full. */
    abstract boolean add(long values, int width, int count, int[] ids, int at);

    /** A hash of a key; its highest bits are used. */
    abstract long hash(long key);

    /** The range of those entries. */
    abstract @Nullable MinMax range(int[] entries, int count, ValueOrder order);

    @Override
    public void close() {
        plain.close();
    }
}
