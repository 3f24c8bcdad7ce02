package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.PageEncoding;
import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Looks values that are stored themselves up in their column's dictionary: those of pages that have no dictionary in Parquet, and
 * those of the dictionary pages.
 */
abstract class LookedUpValues<V extends PageValues> extends DerivedValues<V> implements IndexValues {
    final ColumnDictionary dictionary;

    private LookedUpValues(ColumnDictionary dictionary, V values) {
        super(values);
        this.dictionary = dictionary;
    }

    static IndexValues of(
            LeafColumn column, PageEncoding encoding, ColumnDictionary dictionary, BufferAllocator allocator) {
        return switch (column.storageType().getTypeID()) {
            case Bool -> new OfBooleans(dictionary, ValueDecoders.booleans(encoding), allocator);
            case Utf8, Binary, LargeUtf8, LargeBinary, Utf8View, BinaryView ->
                new OfBytes(dictionary, ValueDecoders.binary(encoding, allocator));
            default -> {
                Conversion conversion = Conversions.of(column);
                FixedValues values = ValueDecoders.fixed(column, conversion, encoding, allocator);
                yield new OfFixed(dictionary, values, conversion.width(), allocator);
            }
        };
    }

    /** Text and bytes. */
    private static final class OfBytes extends LookedUpValues<BinaryValues> {
        private final FoundValues found = new FoundValues();

        OfBytes(ColumnDictionary dictionary, BinaryValues values) {
            super(dictionary, values);
        }

        @Override
        public void next(long target, int count) {
            for (int done = 0; done < count; done += BinaryValues.BLOCK) {
                int step = Math.min(count - done, BinaryValues.BLOCK);
                values.take(step, Long.MAX_VALUE);
                values.find(found);
                for (int i = 0; i < step; i++) {
                    Memory.putInt(target + 4L * (done + i), dictionary.idOf(found.addresses[i], found.lengths[i]));
                }
            }
        }
    }

    /** Values that all have the same width in Arrow. */
    private static final class OfFixed extends LookedUpValues<FixedValues> {
        private static final int BLOCK = 256;

        private final int width;
        private final ReadBuffer converted;

        OfFixed(ColumnDictionary dictionary, FixedValues values, int width, BufferAllocator allocator) {
            super(dictionary, values);
            this.width = width;
            this.converted = new ReadBuffer(allocator);
        }

        @Override
        public void next(long target, int count) {
            long block = converted.room(BLOCK * width);
            for (int done = 0; done < count; done += BLOCK) {
                int step = Math.min(BLOCK, count - done);
                values.next(block, step);
                for (int i = 0; i < step; i++) {
                    Memory.putInt(target + 4L * (done + i), dictionary.idOf(block + (long) i * width, width));
                }
            }
        }

        @Override
        public void close() {
            super.close();
            converted.close();
        }
    }

    private static final class OfBooleans extends LookedUpValues<BooleanRuns> {
        private static final int BLOCK = 4096;

        private final ReadBuffer scratch;

        OfBooleans(ColumnDictionary dictionary, BooleanRuns values, BufferAllocator allocator) {
            super(dictionary, values);
            this.scratch = new ReadBuffer(allocator);
        }

        @Override
        public void next(long target, int count) {
            long both = scratch.room(Short.BYTES + BLOCK / Byte.SIZE);
            Memory.putShort(both, (short) 0x0100);
            long bits = both + Short.BYTES;
            for (int done = 0; done < count; done += BLOCK) {
                int step = Math.min(BLOCK, count - done);
                values.next(bits, 0, step);
                for (int i = 0; i < step; i++) {
                    Memory.putInt(
                            target + 4L * (done + i), dictionary.idOf(both + (Bits.word(bits, i) & 1), Byte.BYTES));
                }
            }
        }

        @Override
        public void close() {
            super.close();
            scratch.close();
        }
    }
}
