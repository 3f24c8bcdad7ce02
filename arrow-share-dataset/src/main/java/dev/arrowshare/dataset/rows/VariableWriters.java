package dev.arrowshare.dataset.rows;

import dev.arrowshare.memory.Memory;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;

/** Values of different lengths: text, bytes, lists, maps; and structs. */
final class VariableWriters {
    private static final long EXPECTED_BYTES = 16;

    private VariableWriters() {}

    /** Where each value ends, as 32-bit offsets. */
    private abstract static class Offsets extends ColumnWriter {
        private final GrowingBytes offsets;
        private int end;

        Offsets(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows);
            this.offsets = new GrowingBytes(allocator, 4 * (expectedRows + 1));
            Memory.putInt(offsets.at(0, Integer.BYTES), 0);
        }

        /** How much was written before. */
        final int end() {
            return end;
        }

        /** The value of that row is so long. */
        final void add(int row, int length) {
            if (length > Integer.MAX_VALUE - end) {
                throw new RowProblem("a column of one batch reaches " + Integer.MAX_VALUE
                        + " bytes or elements; rowsPerBatch makes batches smaller");
            }
            end += length;
            Memory.putInt(offsets.at(4L * (row + 1L), Integer.BYTES), end);
        }

        @Override
        final void putNothing(int row) {
            add(row, 0);
        }

        final ArrowBuf offsets(int rows) {
            return offsets.written(4L * (rows + 1L));
        }
    }

    private abstract static class Chars extends Offsets {
        private final GrowingBytes data;

        Chars(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows);
            this.data = new GrowingBytes(allocator, EXPECTED_BYTES * expectedRows);
        }

        final void putBytes(int row, byte[] bytes) {
            int begin = end();
            add(row, bytes.length);
            Memory.copy(bytes, 0, data.at(begin, bytes.length), bytes.length);
        }

        @Override
        final List<ArrowBuf> buffers(int rows) {
            return List.of(offsets(rows), data.written(end()));
        }
    }

    static final class Texts extends Chars {
        Texts(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows);
        }

        @Override
        void putValue(int row, Object value) {
            putBytes(row, ((String) value).getBytes(StandardCharsets.UTF_8));
        }
    }

    static final class Bytes extends Chars {
        Bytes(Field field, BufferAllocator allocator, long expectedRows) {
            super(field, allocator, expectedRows);
        }

        @Override
        void putValue(int row, Object value) {
            putBytes(row, (byte[]) value);
        }
    }

    static final class Lists extends Offsets {
        private final ColumnWriter elements;

        Lists(Field field, BufferAllocator allocator, long expectedRows, ColumnWriter elements) {
            super(field, allocator, expectedRows);
            this.elements = elements;
        }

        @Override
        void putValue(int row, Object value) {
            int at = end();
            for (Object element : (List<?>) value) {
                elements.putOrNull(at++, element);
            }
            add(row, at - end());
        }

        @Override
        List<ArrowBuf> buffers(int rows) {
            return List.of(offsets(rows));
        }

        @Override
        void fillChildren(FieldVector vector) {
            elements.fill(vector.getChildrenFromFields().get(0), end());
        }
    }

    /** Maps, whose entries are structs of a key, which is never null, and a value. */
    static final class Maps extends Offsets {
        private final ColumnWriter entries;

        Maps(Field field, BufferAllocator allocator, long expectedRows, ColumnWriter entries) {
            super(field, allocator, expectedRows);
            this.entries = entries;
        }

        @Override
        void putValue(int row, Object value) {
            int at = end();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                entries.putOrNull(at++, entry);
            }
            add(row, at - end());
        }

        @Override
        List<ArrowBuf> buffers(int rows) {
            return List.of(offsets(rows));
        }

        @Override
        void fillChildren(FieldVector vector) {
            entries.fill(vector.getChildrenFromFields().get(0), end());
        }
    }

    /** What has parts at the same row. */
    private abstract static class Parts extends ColumnWriter {
        private final List<ColumnWriter> parts;
        private int rows;

        Parts(Field field, BufferAllocator allocator, long expectedRows, List<ColumnWriter> parts) {
            super(field, allocator, expectedRows);
            this.parts = parts;
        }

        @Override
        final void putNothing(int row) {
            parts.forEach(part -> part.putUnderNull(row));
        }

        @Override
        final List<ArrowBuf> buffers(int count) {
            rows = count;
            return List.of();
        }

        @Override
        final void fillChildren(FieldVector vector) {
            List<FieldVector> children = vector.getChildrenFromFields();
            for (int i = 0; i < children.size(); i++) {
                parts.get(i).fill(children.get(i), rows);
            }
        }
    }

    static final class Entries extends Parts {
        private final ColumnWriter keys;
        private final ColumnWriter values;

        Entries(Field field, BufferAllocator allocator, long expectedRows, ColumnWriter keys, ColumnWriter values) {
            super(field, allocator, expectedRows, List.of(keys, values));
            this.keys = keys;
            this.values = values;
        }

        @Override
        void putValue(int row, Object value) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) value;
            keys.putOrNull(row, entry.getKey());
            values.putOrNull(row, entry.getValue());
        }
    }

    /** Records as structs. */
    static final class Structs extends Parts {
        private final RowCursor cursor;
        private final MethodHandle record;

        Structs(
                Field field,
                BufferAllocator allocator,
                long expectedRows,
                List<ColumnWriter> parts,
                MethodHandle record) {
            super(field, allocator, expectedRows, parts);
            this.cursor = new RowCursor(parts.toArray());
            this.record = record;
        }

        @Override
        void putValue(int row, Object value) {
            cursor.row = row;
            try {
                record.invokeExact(cursor, (Record) value);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new RowProblem("an accessor of the record threw " + e);
            }
        }
    }
}
