package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.StructVector;

/** How much of Arrow's memory the rows of a batch take, without dictionaries; no less than that where slices share buffers. */
final class RowBytes {
    private static final int VIEW_BYTES = 16;
    private static final int LONGEST_INLINE = 12;

    private RowBytes() {}

    static long of(Batch batch) {
        return of(batch, 0, batch.rows());
    }

    private static long of(Batch batch, long from, long to) {
        long bytes = 0;
        for (int i = 0; i < batch.columnCount(); i++) {
            bytes += of(batch.column(i), from, to);
        }
        return bytes;
    }

    /** Takes the batches over, and gives them as slices of no more bytes than that; of one row, if that has more. */
    static List<Batch> cut(List<Batch> batches, long most) {
        List<Batch> result = new ArrayList<>();
        try {
            for (Batch batch : batches) {
                for (long row = 0; row < batch.rows() || (row == 0 && batch.rows() == 0); ) {
                    long rows = fitting(batch, row, most);
                    result.add(batch.slice(row, rows));
                    row += Math.max(1, rows);
                }
            }
            return result;
        } catch (RuntimeException | Error e) {
            result.forEach(Batch::close);
            throw e;
        } finally {
            batches.forEach(Batch::close);
        }
    }

    /** Rows from there on that have no more bytes, by bisection. */
    private static long fitting(Batch batch, long from, long most) {
        long sure = Math.min(1, batch.rows() - from);
        long rest = batch.rows() - from;
        if (of(batch, from, from + rest) <= most) {
            return rest;
        }
        for (long tooMany = rest; tooMany - sure > 1; ) {
            long half = (sure + tooMany) >>> 1;
            if (of(batch, from, from + half) <= most) {
                sure = half;
            } else {
                tooMany = half;
            }
        }
        return sure;
    }

    private static long of(FieldVector vector, long from, long to) {
        FieldVector storage = VectorBuffers.storage(vector);
        if (storage instanceof BaseVariableWidthViewVector) {
            return ofViews(storage, (int) from, (int) to);
        }
        long bytes = Arrays.stream(VectorBuffers.bytes(storage, from, to)).sum();
        for (FieldVector child : storage.getChildrenFromFields()) {
            bytes += ofChild(storage, child, from, to);
        }
        return bytes;
    }

    private static long ofChild(FieldVector parent, FieldVector child, long from, long to) {
        if (parent instanceof StructVector) {
            return of(child, from, to);
        }
        if (parent instanceof FixedSizeListVector list) {
            return of(child, from * list.getListSize(), to * list.getListSize());
        }
        if (to > from && parent instanceof ListVector) {
            ArrowBuf offsets = parent.getOffsetBuffer();
            return of(child, offsets.getInt(Integer.BYTES * from), offsets.getInt(Integer.BYTES * to));
        }
        if (to > from && parent instanceof LargeListVector) {
            ArrowBuf offsets = parent.getOffsetBuffer();
            return of(child, offsets.getLong(Long.BYTES * from), offsets.getLong(Long.BYTES * to));
        }
        return to > from ? ofListViews(parent, child, from, to) : 0;
    }

    /** Of rows whose values follow each other, as they do where this module made them. */
    private static long ofListViews(FieldVector parent, FieldVector child, long from, long to) {
        boolean isWhole = from == 0 && to == parent.getValueCount();
        if (!isWhole && parent instanceof ListViewVector list) {
            int last = (int) to - 1;
            long end = (long) list.getOffsetBuffer().getInt(4L * last)
                    + list.getSizeBuffer().getInt(4L * last);
            return of(child, list.getOffsetBuffer().getInt(4 * from), end);
        }
        if (!isWhole && parent instanceof LargeListViewVector list) {
            long end = list.getOffsetBuffer().getLong(8 * (to - 1))
                    + list.getSizeBuffer().getLong(8 * (to - 1));
            return of(child, list.getOffsetBuffer().getLong(8 * from), end);
        }
        return of(child, 0, child.getValueCount());
    }

    /** What long values take is counted for each row, also where rows share them. */
    private static long ofViews(FieldVector vector, int from, int to) {
        long views = vector.getDataBuffer().memoryAddress();
        long bytes = VIEW_BYTES * (long) (to - from) + (to - from + 7) / 8;
        for (int row = from; row < to; row++) {
            int length = Memory.getInt(views + (long) VIEW_BYTES * row);
            bytes += length > LONGEST_INLINE && !vector.isNull(row) ? length : 0;
        }
        return bytes;
    }
}
