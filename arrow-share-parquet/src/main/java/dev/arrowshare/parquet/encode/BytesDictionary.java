package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.ValueBytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A dictionary of byte arrays: of any length, or of one length as the format's FIXED_LEN_BYTE_ARRAY. */
final class BytesDictionary extends ValueDictionary {
    private final int prefixBytes;
    private final ByteRanges gathered = new ByteRanges();
    private final GrowingBuffer dense = new GrowingBuffer();
    private long[] offsets = new long[64];
    private int[] lengths = new int[64];

    private BytesDictionary(int prefixBytes) {
        this.prefixBytes = prefixBytes;
    }

    static BytesDictionary ofAnyLength() {
        return new BytesDictionary(4);
    }

    static BytesDictionary ofOneLength() {
        return new BytesDictionary(0);
    }

    /** Writes the ids of these values, and returns false, with some of them written, when the dictionary is full. */
    boolean add(ByteRanges values, int[] ids, int at) {
        for (int i = 0; i < values.count; i++) {
            int id = idOf(values.address[i], values.length[i]);
            if (id < 0) {
                return false;
            }
            ids[at + i] = id;
        }
        return true;
    }

    @Override
    boolean add(long values, int width, int count, int[] ids, int at) {
        for (int i = 0; i < count; i++) {
            int id = idOf(values + (long) i * width, width);
            if (id < 0) {
                return false;
            }
            ids[at + i] = id;
        }
        return true;
    }

    private int idOf(long value, int length) {
        long key = ValueBytes.key(value, length);
        int slot = slot(key);
        long[] known = table;
        for (long id = known[slot + 1]; id != 0; id = known[slot + 1]) {
            if (known[slot] == key && isEntry((int) id - 1, value, length)) {
                return (int) id - 1;
            }
            slot = next(slot);
        }
        return plain.size() + prefixBytes + length > limit ? -1 : insert(value, length, key, slot);
    }

    private boolean isEntry(int id, long value, int length) {
        return lengths[id] == length && (length < 8 || ValueBytes.equal(plain.address() + offsets[id], value, length));
    }

    /** Keys are hashes already. */
    @Override
    long hash(long key) {
        return key;
    }

    private int insert(long value, int length, long key, int slot) {
        int id = size();
        long end = plain.reserve(prefixBytes + length);
        if (prefixBytes > 0) {
            Memory.putInt(end, length);
        }
        ValueBytes.copy(value, end + prefixBytes, length);
        if (id == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * id);
            lengths = Arrays.copyOf(lengths, 2 * id);
        }
        offsets[id] = plain.size() + prefixBytes;
        lengths[id] = length;
        plain.endAt(end + prefixBytes + length);
        return take(slot, key);
    }

    /** The length of each of these entries, summed. */
    long bytesOf(int[] ids, int from, int to) {
        long bytes = 0;
        for (int i = from; i < to; i++) {
            bytes += lengths[ids[i]];
        }
        return bytes;
    }

    @Override
    @Nullable
    MinMax range(int[] entries, int count, ValueOrder order) {
        return prefixBytes == 0 ? rangeOfOneLength(entries, count, order) : rangeOfAnyLength(entries, count, order);
    }

    private @Nullable MinMax rangeOfOneLength(int[] entries, int count, ValueOrder order) {
        int width = count == 0 ? 0 : lengths[0];
        dense.clear();
        long at = dense.reserve((long) count * width);
        for (int i = 0; i < count; i++) {
            ValueBytes.copy(plain.address() + offsets[entries[i]], at + (long) i * width, width);
        }
        return order.of(at, count, width);
    }

    private @Nullable MinMax rangeOfAnyLength(int[] entries, int count, ValueOrder order) {
        MinMax range = null;
        for (int from = 0; from < count; from += ByteRanges.CAPACITY) {
            gathered.count = Math.min(ByteRanges.CAPACITY, count - from);
            for (int i = 0; i < gathered.count; i++) {
                int entry = entries[from + i];
                gathered.address[i] = plain.address() + offsets[entry];
                gathered.length[i] = lengths[entry];
            }
            range = MinMax.merge(range, order.of(gathered), order);
        }
        return range;
    }

    @Override
    long nativeBytes() {
        return super.nativeBytes() + dense.capacity();
    }

    @Override
    public void close() {
        super.close();
        dense.close();
    }
}
