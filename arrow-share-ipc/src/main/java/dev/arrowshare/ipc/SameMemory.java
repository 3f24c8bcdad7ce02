package dev.arrowshare.ipc;

import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;

/**
 * Whether values without nulls are equal, told by their memory as a whole: some forty times as fast as a value at a time. For numbers,
 * text and the like; not for bits, views and nested values.
 */
final class SameMemory {
    private final FieldVector left;
    private final FieldVector right;
    private final int leftFrom;
    private final int rightFrom;
    private final int length;

    private SameMemory(FieldVector left, int leftFrom, FieldVector right, int rightFrom, int length) {
        this.left = left;
        this.leftFrom = leftFrom;
        this.right = right;
        this.rightFrom = rightFrom;
        this.length = length;
    }

    /** Whether this can tell; both vectors are of one type. */
    static boolean canTell(FieldVector left, FieldVector right) {
        return isPlain(VectorBuffers.storage(left)) && left.getNullCount() == 0 && right.getNullCount() == 0;
    }

    private static boolean isPlain(FieldVector vector) {
        return (vector instanceof BaseFixedWidthVector && !(vector instanceof BitVector))
                || vector instanceof BaseVariableWidthVector
                || vector instanceof BaseLargeVariableWidthVector;
    }

    static boolean in(FieldVector left, int leftFrom, FieldVector right, int rightFrom, int length) {
        return new SameMemory(VectorBuffers.storage(left), leftFrom, VectorBuffers.storage(right), rightFrom, length)
                .isSame();
    }

    private boolean isSame() {
        if (left instanceof BaseFixedWidthVector fixed) {
            long bytes = fixed.getTypeWidth();
            return isSame(leftFrom * bytes, rightFrom * bytes, length * bytes);
        }
        long leftStart = offset(left, leftFrom);
        long rightStart = offset(right, rightFrom);
        for (int i = 1; i <= length; i++) {
            if (offset(left, leftFrom + i) - leftStart != offset(right, rightFrom + i) - rightStart) {
                return false;
            }
        }
        return isSame(leftStart, rightStart, offset(left, leftFrom + length) - leftStart);
    }

    private static long offset(FieldVector vector, long row) {
        ArrowBuf offsets = vector.getOffsetBuffer();
        return vector instanceof BaseLargeVariableWidthVector ? offsets.getLong(8 * row) : offsets.getInt(4 * row);
    }

    private boolean isSame(long leftAt, long rightAt, long bytes) {
        long leftAddress = range(left.getDataBuffer(), leftAt, bytes);
        return Memory.isSame(leftAddress, range(right.getDataBuffer(), rightAt, bytes), bytes);
    }

    private static long range(ArrowBuf buffer, long from, long bytes) {
        buffer.checkBytes(from, from + bytes);
        return buffer.memoryAddress() + from;
    }
}
