package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A dictionary of byte arrays: of any length, or of one length as the format's FIXED_LEN_BYTE_ARRAY. */
final class BytesDictionary extends ValueDictionary {
    private final int prefixBytes;
    private final ByteRanges gathered = new ByteRanges();
    private long[] hashes = new long[slots.length];
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

    @Override
    void clear(long bytes) {
        super.clear(bytes);
        hashes = new long[slots.length];
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

    private int idOf(long value, int length) {
        long hash = ByteRanges.hash(value, length);
        int[] table = slots;
        int mask = table.length - 1;
        int slot = (int) (hash >>> 20) & mask;
        for (int id = table[slot]; id != 0; id = table[slot]) {
            if (hashes[slot] == hash && isEntry(id - 1, value, length)) {
                return id - 1;
            }
            slot = slot + 1 & mask;
        }
        return plain.size() + prefixBytes + length > limit ? -1 : insert(value, length, hash, slot);
    }

    private boolean isEntry(int id, long value, int length) {
        return lengths[id] == length && ByteRanges.equal(plain.address() + offsets[id], value, length);
    }

    private int insert(long value, int length, long hash, int slot) {
        long end = plain.reserve(prefixBytes + length);
        if (prefixBytes > 0) {
            Memory.putInt(end, length);
        }
        ByteRanges.copy(value, end + prefixBytes, length);
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
        }
        offsets[size] = plain.size() + prefixBytes;
        lengths[size] = length;
        plain.endAt(end + prefixBytes + length);
        slots[slot] = ++size;
        hashes[slot] = hash;
        if (isCrowded()) {
            rehash();
        }
        return size - 1;
    }

    private void rehash() {
        int[] table = new int[4 * slots.length];
        long[] known = new long[table.length];
        for (int old = 0; old < slots.length; old++) {
            if (slots[old] != 0) {
                int slot = (int) (hashes[old] >>> 20) & table.length - 1;
                while (table[slot] != 0) {
                    slot = slot + 1 & table.length - 1;
                }
                table[slot] = slots[old];
                known[slot] = hashes[old];
            }
        }
        slots = table;
        hashes = known;
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
}
