package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import org.jspecify.annotations.Nullable;

/** A dictionary of values of four or eight bytes. */
final class NumberDictionary extends ValueDictionary {
    private final int width;
    private final GrowingBuffer gathered = new GrowingBuffer();
    private long[] keys = new long[slots.length];

    NumberDictionary(int width) {
        this.width = width;
    }

    @Override
    void clear(long bytes) {
        super.clear(bytes);
        keys = new long[slots.length];
    }

    /** Writes the ids of that many dense values, and returns false, with some of them written, when the dictionary is full. */
    boolean add(long values, int count, int[] ids, int at) {
        int[] table = slots;
        long[] known = keys;
        for (int i = 0; i < count; i++) {
            long value = width == 8 ? Memory.getLong(values + 8L * i) : Memory.getInt(values + 4L * i);
            int slot = slot(value, table.length);
            int id = table[slot];
            while (id != 0 && known[slot] != value) {
                slot = slot + 1 & table.length - 1;
                id = table[slot];
            }
            if (id == 0) {
                if (plain.size() + width > limit) {
                    return false;
                }
                id = insert(value, slot);
                table = slots;
                known = keys;
            }
            ids[at + i] = id - 1;
        }
        return true;
    }

    private static int slot(long value, int tableSize) {
        return (int) ((value * 0x9E3779B97F4A7C15L) >>> 32) & tableSize - 1;
    }

    private int insert(long value, int slot) {
        long end = plain.reserve(width);
        Memory.putLong(end, value);
        plain.endAt(end + width);
        slots[slot] = ++size;
        keys[slot] = value;
        if (isCrowded()) {
            rehash();
        }
        return size;
    }

    private void rehash() {
        int[] table = new int[4 * slots.length];
        long[] known = new long[table.length];
        for (int old = 0; old < slots.length; old++) {
            if (slots[old] != 0) {
                int slot = slot(keys[old], table.length);
                while (table[slot] != 0) {
                    slot = slot + 1 & table.length - 1;
                }
                table[slot] = slots[old];
                known[slot] = keys[old];
            }
        }
        slots = table;
        keys = known;
    }

    @Override
    @Nullable
    MinMax range(int[] entries, int count, ValueOrder order) {
        gathered.clear();
        long at = gathered.reserve((long) count * width);
        for (int i = 0; i < count; i++) {
            Memory.putLong(at + (long) i * width, Memory.getLong(plain.address() + (long) entries[i] * width));
        }
        return order.of(at, count, width);
    }

    @Override
    public void close() {
        super.close();
        gathered.close();
    }
}
