package dev.arrowshare.parquet.encode;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;

/** Where the elements of each list of a vector lie. What {@link #begin} and {@link #length} say is to be checked. */
abstract class ListLayout {
    private final FieldVector elements;

    private ListLayout(FieldVector elements) {
        this.elements = elements;
    }

    /** The row of the first element. */
    abstract int begin(int row);

    abstract int length(int row);

    final FieldVector elements() {
        return elements;
    }

    /** How many elements all lists have together. */
    final long capacity() {
        return elements.getValueCount();
    }

    static ListLayout of(FieldVector vector, String column) {
        int rows = vector.getValueCount();
        if (vector instanceof ListVector list) {
            require(rows == 0 ? 0 : 4 * (rows + 1L), list.getOffsetBuffer(), column, rows);
            return new Small(list);
        }
        if (vector instanceof LargeListVector list) {
            require(rows == 0 ? 0 : 8 * (rows + 1L), list.getOffsetBuffer(), column, rows);
            return new Large(list);
        }
        if (vector instanceof FixedSizeListVector list) {
            return new Fixed(list);
        }
        if (vector instanceof ListViewVector list) {
            require(4L * rows, list.getOffsetBuffer(), column, rows);
            require(4L * rows, list.getSizeBuffer(), column, rows);
            return new Views(list.getDataVector(), list.getOffsetBuffer(), list.getSizeBuffer(), 2);
        }
        if (vector instanceof LargeListViewVector list) {
            require(8L * rows, list.getOffsetBuffer(), column, rows);
            require(8L * rows, list.getSizeBuffer(), column, rows);
            return new Views(list.getDataVector(), list.getOffsetBuffer(), list.getSizeBuffer(), 3);
        }
        throw new ArrowShareException(
                "column '" + column + "' has a vector of " + vector.getClass().getName() + ", which is not written");
    }

    private static void require(long bytes, ArrowBuf buffer, String column, int rows) {
        if (buffer.capacity() < bytes) {
            throw new ArrowShareException("column '" + column + "': a buffer of " + buffer.capacity()
                    + " bytes is too small for " + rows + " lists, which take " + bytes);
        }
    }

    /** What does not fit into an int is no length and no row. */
    private static int narrow(long value) {
        return value == (int) value ? (int) value : Integer.MIN_VALUE;
    }

    private static final class Small extends ListLayout {
        private final long offsets;

        Small(ListVector list) {
            super(list.getDataVector());
            this.offsets = list.getOffsetBuffer().memoryAddress();
        }

        @Override
        int begin(int row) {
            return Memory.getInt(offsets + 4L * row);
        }

        @Override
        int length(int row) {
            return narrow((long) Memory.getInt(offsets + 4L * row + 4) - Memory.getInt(offsets + 4L * row));
        }
    }

    private static final class Large extends ListLayout {
        private final long offsets;

        Large(LargeListVector list) {
            super(list.getDataVector());
            this.offsets = list.getOffsetBuffer().memoryAddress();
        }

        @Override
        int begin(int row) {
            return narrow(Memory.getLong(offsets + 8L * row));
        }

        @Override
        int length(int row) {
            return narrow(Memory.getLong(offsets + 8L * row + 8) - Memory.getLong(offsets + 8L * row));
        }
    }

    private static final class Views extends ListLayout {
        private final long offsets;
        private final long sizes;
        private final int widthLog2;

        Views(FieldVector elements, ArrowBuf offsets, ArrowBuf sizes, int widthLog2) {
            super(elements);
            this.offsets = offsets.memoryAddress();
            this.sizes = sizes.memoryAddress();
            this.widthLog2 = widthLog2;
        }

        private int integer(long buffer, int row) {
            long at = buffer + ((long) row << widthLog2);
            return widthLog2 == 2 ? Memory.getInt(at) : narrow(Memory.getLong(at));
        }

        @Override
        int begin(int row) {
            return integer(offsets, row);
        }

        @Override
        int length(int row) {
            return integer(sizes, row);
        }
    }

    private static final class Fixed extends ListLayout {
        private final int size;

        Fixed(FixedSizeListVector list) {
            super(list.getDataVector());
            this.size = list.getListSize();
        }

        @Override
        int begin(int row) {
            return narrow((long) row * size);
        }

        @Override
        int length(int row) {
            return size;
        }
    }
}
