package dev.arrowshare.parquet.encode;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthViewVector;

/** Rows whose values are byte arrays of any length. Offsets come from files: each is checked before it is followed. */
abstract class BytesSegment extends Segment {
    private final String column;

    private BytesSegment(int rows, long validity, String column) {
        super(rows, validity);
        this.column = column;
    }

    /** Notes where the values of rows {@code [from, to)}, at most {@link ByteRanges#CAPACITY}, lie; nulls are left out. */
    abstract void locate(int from, int to, ByteRanges target);

    /** No less than the bytes of rows {@code [from, to)}. */
    abstract long bytes(int from, int to);

    final ArrowShareException outOfRange(int from, int to, long capacity) {
        return new ArrowShareException("column '" + column + "': rows " + from + " to " + to
                + " have offsets that are not ascending within the " + capacity + " bytes of the column's data");
    }

    /** Text and binary with offsets of four bytes. */
    static final class Small extends BytesSegment {
        private final long offsets;
        private final long data;
        private final long capacity;

        Small(int rows, long validity, ArrowBuf offsets, ArrowBuf data, String column) {
            super(rows, validity, column);
            this.offsets = offsets.memoryAddress();
            this.data = data.memoryAddress();
            this.capacity = data.capacity();
        }

        @Override
        void locate(int from, int to, ByteRanges target) {
            int start = Memory.getInt(offsets + 4L * from);
            long wrong = start;
            int count = 0;
            for (int row = from; row < to; row++) {
                int end = Memory.getInt(offsets + 4L * row + 4);
                wrong |= (long) end - start | capacity - end;
                target.address[count] = data + start;
                target.length[count] = end - start;
                count += isNull(row) ? 0 : 1;
                start = end;
            }
            target.count = count;
            if (wrong < 0) {
                throw outOfRange(from, to, capacity);
            }
        }

        @Override
        long bytes(int from, int to) {
            return (long) Memory.getInt(offsets + 4L * to) - Memory.getInt(offsets + 4L * from);
        }
    }

    /** Text and binary with offsets of eight bytes. */
    static final class Large extends BytesSegment {
        private final long offsets;
        private final long data;
        private final long capacity;

        Large(int rows, long validity, ArrowBuf offsets, ArrowBuf data, String column) {
            super(rows, validity, column);
            this.offsets = offsets.memoryAddress();
            this.data = data.memoryAddress();
            this.capacity = data.capacity();
        }

        @Override
        void locate(int from, int to, ByteRanges target) {
            long start = Memory.getLong(offsets + 8L * from);
            long wrong = start;
            int count = 0;
            for (int row = from; row < to; row++) {
                long end = Memory.getLong(offsets + 8L * row + 8);
                wrong |= end - start | capacity - end | Integer.MAX_VALUE - (end - start);
                target.address[count] = data + start;
                target.length[count] = (int) (end - start);
                count += isNull(row) ? 0 : 1;
                start = end;
            }
            target.count = count;
            if (wrong < 0) {
                throw outOfRange(from, to, capacity);
            }
        }

        @Override
        long bytes(int from, int to) {
            return Memory.getLong(offsets + 8L * to) - Memory.getLong(offsets + 8L * from);
        }
    }

    /** Views: 16 bytes a row, with the value itself or where it lies in one of several buffers. */
    static final class Views extends BytesSegment {
        private static final int VIEW_BYTES = BaseVariableWidthViewVector.ELEMENT_SIZE;
        private static final int INLINE_BYTES = BaseVariableWidthViewVector.INLINE_SIZE;

        private final long views;
        private final long[] data;
        private final long[] capacities;

        Views(int rows, long validity, ArrowBuf views, List<ArrowBuf> data, String column) {
            super(rows, validity, column);
            this.views = views.memoryAddress();
            this.data = data.stream().mapToLong(ArrowBuf::memoryAddress).toArray();
            this.capacities = data.stream().mapToLong(ArrowBuf::capacity).toArray();
        }

        @Override
        void locate(int from, int to, ByteRanges target) {
            int count = 0;
            for (int row = from; row < to; row++) {
                if (!isNull(row)) {
                    long view = views + (long) VIEW_BYTES * row;
                    int length = Memory.getInt(view);
                    target.address[count] =
                            length <= INLINE_BYTES && length >= 0 ? view + 4 : follow(view, length, row);
                    target.length[count++] = length;
                }
            }
            target.count = count;
        }

        private long follow(long view, int length, int row) {
            int buffer = Memory.getInt(view + 8);
            int offset = Memory.getInt(view + 12);
            if (buffer < 0 || buffer >= data.length) {
                throw outOfRange(row, row + 1, 0);
            }
            if (length < 0 || offset < 0 || offset > capacities[buffer] - length) {
                throw outOfRange(row, row + 1, capacities[buffer]);
            }
            return data[buffer] + offset;
        }

        @Override
        long bytes(int from, int to) {
            long bytes = 0;
            for (int row = from; row < to; row++) {
                bytes += isNull(row) ? 0 : Memory.getInt(views + (long) VIEW_BYTES * row);
            }
            return bytes;
        }
    }
}
