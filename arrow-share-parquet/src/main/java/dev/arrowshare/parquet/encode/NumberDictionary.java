package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import org.jspecify.annotations.Nullable;

/** A dictionary of values of four or eight bytes. */
final class NumberDictionary extends ValueDictionary {
    /** 2^64 divided by the golden ratio. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final int width;
    private final GrowingBuffer gathered = new GrowingBuffer();

    NumberDictionary(int width) {
        this.width = width;
    }

    @Override
    boolean add(long values, int valueWidth, int count, int[] ids, int at) {
        long[] known = table;
        int mask = known.length - 1;
        int down = shift;
        for (int i = 0; i < count; i++) {
            long value = width == 8 ? Memory.getLong(values + 8L * i) : Memory.getInt(values + 4L * i);
            int slot = (int) ((value * MULTIPLIER) >>> down) << 1;
            while (known[slot + 1] != 0 && known[slot] != value) {
                slot = (slot + 2) & mask;
            }
            long id = known[slot + 1];
            if (id == 0) {
                if (plain.size() + width > limit) {
                    return false;
                }
                id = insert(value, slot) + 1L;
                known = table;
                mask = known.length - 1;
                down = shift;
            }
            ids[at + i] = (int) id - 1;
        }
        return true;
    }

    @Override
    long hash(long key) {
        return key * MULTIPLIER;
    }

    private int insert(long value, int slot) {
        long end = plain.reserve(width);
        Memory.putLong(end, value);
        plain.endAt(end + width);
        return take(slot, value);
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
    long nativeBytes() {
        return super.nativeBytes() + gathered.capacity();
    }

    @Override
    public void close() {
        super.close();
        gathered.close();
    }
}
