package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.PageEncoding;
import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Looks values that are stored themselves up in their column's dictionary: those of pages that have no dictionary in Parquet, and
 * those of the dictionary pages.
 */
abstract class ValueIds implements AutoCloseable {
    final ColumnDictionary dictionary;
    long position;
    long end;

    private ValueIds(ColumnDictionary dictionary) {
        this.dictionary = dictionary;
    }

    static ValueIds of(LeafColumn column, ColumnDictionary dictionary, BufferAllocator allocator) {
        return switch (column.storageType().getTypeID()) {
            case Bool -> new OfBooleans(dictionary, allocator);
            case Utf8, Binary, LargeUtf8, LargeBinary, Utf8View, BinaryView -> new OfBytes(dictionary);
            default -> new OfFixed(dictionary, Conversions.of(column), allocator);
        };
    }

    /** Begins with a page's values; false when they have an encoding that is not known. */
    boolean open(PageEncoding encoding, long begin, long stop) {
        position = begin;
        end = stop;
        return encoding == PageEncoding.PLAIN;
    }

    /** The ids of a dictionary page's values. */
    int[] all(long begin, long stop, int count) {
        Conversion.require(begin, stop, count, leastBytes());
        open(PageEncoding.PLAIN, begin, stop);
        int[] ids = new int[count];
        next(ids, count);
        return ids;
    }

    /** The fewest bytes that a value takes. */
    abstract int leastBytes();

    /** The ids of the next {@code count} values. */
    abstract void next(int[] ids, int count);

    @Override
    public void close() {}

    /** Text and bytes. */
    private static final class OfBytes extends ValueIds {
        OfBytes(ColumnDictionary dictionary) {
            super(dictionary);
        }

        @Override
        int leastBytes() {
            return Integer.BYTES;
        }

        @Override
        void next(int[] ids, int count) {
            for (int i = 0; i < count; i++) {
                int length = PlainBinary.length(position, end);
                ids[i] = dictionary.idOf(position + Integer.BYTES, length);
                position += Integer.BYTES + length;
            }
        }
    }

    /** Values that all have the same width in Arrow. */
    private static final class OfFixed extends ValueIds {
        private static final int BLOCK = 256;

        private final Conversion conversion;
        private final ReadBuffer converted;

        OfFixed(ColumnDictionary dictionary, Conversion conversion, BufferAllocator allocator) {
            super(dictionary);
            this.conversion = conversion;
            this.converted = new ReadBuffer(allocator);
        }

        @Override
        int leastBytes() {
            return conversion.sourceWidth();
        }

        @Override
        void next(int[] ids, int count) {
            int width = conversion.width();
            long values = converted.room(BLOCK * width);
            for (int done = 0; done < count; done += BLOCK) {
                int step = Math.min(BLOCK, count - done);
                position = conversion.convert(position, end, values, step);
                for (int i = 0; i < step; i++) {
                    ids[done + i] = dictionary.idOf(values + (long) i * width, width);
                }
            }
        }

        @Override
        public void close() {
            converted.close();
        }
    }

    private static final class OfBooleans extends ValueIds {
        private final BooleanRuns runs = new BooleanRuns();
        private final ReadBuffer scratch;

        OfBooleans(ColumnDictionary dictionary, BufferAllocator allocator) {
            super(dictionary);
            this.scratch = new ReadBuffer(allocator);
        }

        @Override
        boolean open(PageEncoding encoding, long begin, long stop) {
            return runs.open(encoding, begin, stop);
        }

        @Override
        int[] all(long begin, long stop, int count) {
            throw new MalformedPageException("dictionary of booleans");
        }

        @Override
        int leastBytes() {
            return 0;
        }

        @Override
        void next(int[] ids, int count) {
            long values = scratch.room(Short.BYTES + count / Byte.SIZE + 1);
            Memory.putShort(values, (short) 0x0100);
            long bits = values + Short.BYTES;
            runs.next(bits, 0, count);
            for (int i = 0; i < count; i++) {
                ids[i] = dictionary.idOf(values + (Bits.word(bits, i) & 1), Byte.BYTES);
            }
        }

        @Override
        public void close() {
            scratch.close();
        }
    }
}
