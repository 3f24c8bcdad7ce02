package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A chunk's dictionary of text or bytes, laid out for lookups: the lengths; then the values, short ones in places of equal size, long
 * ones one after the other with their addresses.
 */
final class BinaryDictionary implements BinaryValues {
    private static final int LONGEST_PLACE = 64;

    private final DictionaryIndices indices = new DictionaryIndices();
    private final ReadBuffer buffer;
    private long lengths;
    private long places;
    /** Bytes of a place, or 0 when {@link #places} holds addresses. */
    private int place;

    private int longest;
    private int[] ids = {};
    private int taken;

    BinaryDictionary(BufferAllocator allocator) {
        this.buffer = new ReadBuffer(allocator);
    }

    void load(long begin, long end, int values) {
        longest = longest(begin, end, values);
        place = longest <= 8
                ? 8
                : longest <= 16 ? 16 : longest <= 32 ? 32 : longest <= LONGEST_PLACE ? LONGEST_PLACE : 0;
        long lengthBytes = (4L * values + 7) & -8;
        long placeBytes = (long) values * (place == 0 ? Long.BYTES : place);
        long copied = place == 0 ? end - begin : 0;
        long bytes = lengthBytes + placeBytes + copied;
        if (bytes > Integer.MAX_VALUE - ReadBuffer.SLACK) {
            throw new MalformedPageException(
                    "dictionary of " + values + " values in " + (end - begin) + " bytes is too large");
        }
        lengths = buffer.room((int) bytes);
        places = lengths + lengthBytes;
        long source = begin;
        if (place == 0) {
            source = places + placeBytes;
            Memory.copy(begin, source, end - begin);
        }
        lay(source, values);
        indices.dictionary(values);
    }

    private static int longest(long begin, long end, int values) {
        int longest = 0;
        long at = begin;
        for (int i = 0; i < values; i++) {
            int length = PlainBinary.length(at, end);
            longest = Math.max(longest, length);
            at += Integer.BYTES + length;
        }
        return longest;
    }

    private void lay(long source, int values) {
        long at = source;
        for (int i = 0; i < values; i++) {
            int length = Memory.getInt(at);
            at += Integer.BYTES;
            Memory.putInt(lengths + 4L * i, length);
            if (place == 0) {
                Memory.putLong(places + 8L * i, at);
            } else {
                Memory.copy(at, places + (long) place * i, length);
            }
            at += length;
        }
    }

    @Override
    public void open(long begin, long end) {
        indices.open(begin, end);
    }

    @Override
    public void pass(int count) {
        indices.pass(count);
    }

    @Override
    public int fit(int wanted, int free) {
        return longest == 0 ? wanted : Math.min(wanted, free / longest);
    }

    @Override
    public long take(int count, long free) {
        ids = indices.next(count);
        taken = count;
        if (place != 0 && (long) place * count <= free) {
            return (long) place * count;
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Memory.getInt(lengths + 4L * ids[i]);
        }
        return sum;
    }

    @Override
    public int append(long base, int used, long ends) {
        return switch (place) {
            case 8 -> words(ids, taken, base, used, ends);
            case 16 -> pairs(ids, taken, base, used, ends);
            case 32 -> quads(ids, taken, base, used, ends);
            case LONGEST_PLACE -> eights(ids, taken, base, used, ends);
            default -> any(ids, taken, base, used, ends);
        };
    }

    @Override
    public void find(FoundValues found) {
        for (int i = 0; i < taken; i++) {
            int id = ids[i];
            found.addresses[i] = place == 0 ? Memory.getLong(places + 8L * id) : places + (long) place * id;
            found.lengths[i] = Memory.getInt(lengths + 4L * id);
        }
    }

    private int words(int[] ids, int count, long base, int used, long ends) {
        int at = used;
        for (int i = 0; i < count; i++) {
            int id = ids[i];
            Memory.putLong(base + at, Memory.getLong(places + 8L * id));
            at += Memory.getInt(lengths + 4L * id);
            Memory.putInt(ends + 4L * i, at);
        }
        return at;
    }

    private int pairs(int[] ids, int count, long base, int used, long ends) {
        int at = used;
        for (int i = 0; i < count; i++) {
            int id = ids[i];
            long from = places + 16L * id;
            Memory.putLong(base + at, Memory.getLong(from));
            Memory.putLong(base + at + 8, Memory.getLong(from + 8));
            at += Memory.getInt(lengths + 4L * id);
            Memory.putInt(ends + 4L * i, at);
        }
        return at;
    }

    private int quads(int[] ids, int count, long base, int used, long ends) {
        int at = used;
        for (int i = 0; i < count; i++) {
            int id = ids[i];
            long from = places + 32L * id;
            Memory.putLong(base + at, Memory.getLong(from));
            Memory.putLong(base + at + 8, Memory.getLong(from + 8));
            Memory.putLong(base + at + 16, Memory.getLong(from + 16));
            Memory.putLong(base + at + 24, Memory.getLong(from + 24));
            at += Memory.getInt(lengths + 4L * id);
            Memory.putInt(ends + 4L * i, at);
        }
        return at;
    }

    private int eights(int[] ids, int count, long base, int used, long ends) {
        int at = used;
        for (int i = 0; i < count; i++) {
            int id = ids[i];
            int length = Memory.getInt(lengths + 4L * id);
            ShortCopy.copy(places + 64L * id, base + at, length);
            at += length;
            Memory.putInt(ends + 4L * i, at);
        }
        return at;
    }

    private int any(int[] ids, int count, long base, int used, long ends) {
        int at = used;
        for (int i = 0; i < count; i++) {
            int id = ids[i];
            int length = Memory.getInt(lengths + 4L * id);
            ShortCopy.copy(Memory.getLong(places + 8L * id), base + at, length);
            at += length;
            Memory.putInt(ends + 4L * i, at);
        }
        return at;
    }

    @Override
    public void close() {
        buffer.close();
    }
}
