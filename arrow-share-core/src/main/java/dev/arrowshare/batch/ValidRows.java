package dev.arrowshare.batch;

import dev.arrowshare.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;

/** The rows at which one or two columns of values eight bytes wide are both present, taken 64 rows at a time. */
final class ValidRows {
    private static final int VALUE_BYTES = 8;

    private final BaseFixedWidthVector left;
    private final BaseFixedWidthVector right;
    private final long rows;

    private ValidRows(BaseFixedWidthVector left, BaseFixedWidthVector right) {
        this.left = left;
        this.right = right;
        this.rows = left.getValueCount();
    }

    static ValidRows of(BaseFixedWidthVector source) {
        return of(source, source);
    }

    static ValidRows of(BaseFixedWidthVector left, BaseFixedWidthVector right) {
        if (right.getValueCount() != left.getValueCount()) {
            throw new IllegalArgumentException("column '" + left.getName() + "' has " + left.getValueCount()
                    + " rows, '" + right.getName() + "' has " + right.getValueCount());
        }
        return new ValidRows(left, right);
    }

    /** Computes the values of consecutive rows that are present, from and to the addresses of row 0. */
    interface Loop {
        void run(long left, long right, long result, long startRow, long endRow);
    }

    /** Fills an empty vector, or closes it when the loop throws. */
    <V extends BaseFixedWidthVector> V map(V result, Loop loop) {
        long bytes = VALUE_BYTES * rows;
        left.getDataBuffer().checkBytes(0, bytes);
        right.getDataBuffer().checkBytes(0, bytes);
        try (ArrowBuf validity = result.getAllocator().buffer(VectorBuffers.bitmapBytes(rows));
                ArrowBuf values = result.getAllocator().buffer(bytes)) {
            for (long row = 0; row < rows; row += 64) {
                word(row, validity, values, loop);
            }
            Views.load(result, (int) rows, List.of(validity, values));
            return result;
        } catch (RuntimeException | Error e) {
            result.close();
            throw e;
        }
    }

    private void word(long row, ArrowBuf validity, ArrowBuf values, Loop loop) {
        int count = (int) Math.min(64, rows - row);
        long present = Bits.word(left.getValidityBuffer(), row, count);
        if (right != left) {
            present &= Bits.word(right.getValidityBuffer(), row, count);
        }
        Bits.putWord(validity.memoryAddress(), row, count, present);
        if (Long.bitCount(present) < count) {
            Memory.fill(values.memoryAddress() + VALUE_BYTES * row, (long) VALUE_BYTES * count, (byte) 0);
        }
        long start = 0;
        while (present != 0) {
            int gap = Long.numberOfTrailingZeros(present);
            int run = Long.numberOfTrailingZeros(~(present >>> gap));
            start += gap;
            loop.run(
                    left.getDataBuffer().memoryAddress(),
                    right.getDataBuffer().memoryAddress(),
                    values.memoryAddress(),
                    row + start,
                    row + start + run);
            start += run;
            present = gap + run == 64 ? 0 : present >>> (gap + run);
        }
    }
}
