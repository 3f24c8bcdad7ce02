package dev.arrowshare.dataset.rows;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.jspecify.annotations.Nullable;

/** Values of values: lists, maps, structs, and what a dictionary stands for. */
final class NestedReaders {
    private NestedReaders() {}

    /** Where the elements of lists are, whatever their layout: by offsets, by offsets and sizes, or by one size. */
    private abstract static class Repeated extends ColumnReader {
        private final @Nullable ArrowBuf offsets;
        private final @Nullable ArrowBuf sizes;
        private final int fixedSize;
        private final boolean isLarge;
        private final int elements;

        Repeated(FieldVector vector, FieldVector elements) {
            super(vector);
            this.fixedSize = vector instanceof FixedSizeListVector list ? list.getListSize() : 0;
            this.offsets = vector instanceof FixedSizeListVector ? null : vector.getOffsetBuffer();
            this.sizes = vector instanceof ListViewVector list
                    ? list.getSizeBuffer()
                    : vector instanceof LargeListViewVector list ? list.getSizeBuffer() : null;
            this.isLarge = vector instanceof LargeListVector || vector instanceof LargeListViewVector;
            this.elements = elements.getValueCount();
        }

        private long integer(ArrowBuf buffer, long index) {
            return isLarge ? buffer.getLong(8 * index) : buffer.getInt(4 * index);
        }

        final int begin(int row) {
            long begin = offsets == null ? (long) fixedSize * row : integer(offsets, row);
            if (begin < 0 || begin > elements) {
                throw outside(begin);
            }
            return (int) begin;
        }

        final int end(int row) {
            long begin = begin(row);
            long end = offsets == null
                    ? begin + fixedSize
                    : sizes == null ? integer(offsets, row + 1L) : begin + integer(sizes, row);
            if (end < begin || end > elements) {
                throw outside(end);
            }
            return (int) end;
        }

        private RowProblem outside(long element) {
            return new RowProblem("a list reaches element " + element + " of a column of " + elements);
        }
    }

    /** Lists that cannot be changed. */
    static final class Lists extends Repeated {
        private final ColumnReader elements;

        Lists(FieldVector vector, FieldVector child, ColumnReader elements) {
            super(vector, child);
            this.elements = elements;
        }

        @Override
        Object read(int row) {
            int end = end(row);
            List<@Nullable Object> list = new ArrayList<>(end - begin(row));
            for (int i = begin(row); i < end; i++) {
                list.add(elements.readOrNull(i));
            }
            return Collections.unmodifiableList(list);
        }
    }

    /** Maps that cannot be changed, in the column's order; of two entries with one key the later one. */
    static final class Maps extends Repeated {
        private final ColumnReader keys;
        private final ColumnReader values;

        Maps(FieldVector vector, FieldVector entries, ColumnReader keys, ColumnReader values) {
            super(vector, entries);
            this.keys = keys;
            this.values = values;
        }

        @Override
        Object read(int row) {
            int end = end(row);
            Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
            for (int i = begin(row); i < end; i++) {
                map.put(keys.readOrNull(i), values.readOrNull(i));
            }
            return Collections.unmodifiableMap(map);
        }
    }

    /** Structs as records. */
    static final class Structs extends ColumnReader {
        private final RowCursor cursor;
        private final MethodHandle record;

        Structs(FieldVector vector, RowCursor cursor, MethodHandle record) {
            super(vector);
            this.cursor = cursor;
            this.record = record;
        }

        @Override
        Object read(int row) {
            cursor.row = row;
            try {
                return (Record) record.invokeExact(cursor);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new RowProblem("the record's constructor threw " + e);
            }
        }
    }

    /** Values of a dictionary, each made at most once a batch where the dictionary is not much larger than that. */
    static final class Encoded extends ColumnReader {
        private final BaseIntVector indices;
        private final ColumnReader values;
        private final int size;
        private final @Nullable Object[] known;

        Encoded(FieldVector indices, FieldVector dictionary, ColumnReader values) {
            super(indices);
            this.indices = (BaseIntVector) indices;
            this.values = values;
            this.size = dictionary.getValueCount();
            this.known = new Object[size <= 4L * indices.getValueCount() ? size : 0];
        }

        private int index(int row) {
            long index = indices.getValueAsLong(row);
            if (index < 0 || index >= size) {
                throw new RowProblem("index " + index + " is outside of a dictionary of " + size + " values");
            }
            return (int) index;
        }

        @Override
        boolean isNull(int row) {
            return super.isNull(row) || values.isNull(index(row));
        }

        Object get(int row) {
            int index = index(row);
            if (index >= known.length) {
                return values.read(index);
            }
            Object value = known[index];
            if (value == null) {
                value = values.read(index);
                known[index] = value;
            }
            return value;
        }

        @Override
        Object read(int row) {
            return get(row);
        }
    }

    /** Numbers of a narrower type as boxes of a wider one. */
    static final class Widened extends ColumnReader {
        private final ColumnReader numbers;
        private final Class<?> wanted;

        Widened(FieldVector vector, ColumnReader numbers, Class<?> wanted) {
            super(vector);
            this.numbers = numbers;
            this.wanted = wanted;
        }

        @Override
        boolean isNull(int row) {
            return numbers.isNull(row);
        }

        @Override
        Object read(int row) {
            Number number = (Number) numbers.read(row);
            if (wanted == double.class) {
                return number.doubleValue();
            }
            if (wanted == long.class) {
                return number.longValue();
            }
            if (wanted == int.class) {
                return number.intValue();
            }
            return wanted == float.class ? (Object) number.floatValue() : (Object) number.shortValue();
        }
    }
}
