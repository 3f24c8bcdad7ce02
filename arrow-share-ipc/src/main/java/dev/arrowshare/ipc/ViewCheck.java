package dev.arrowshare.ipc;

import dev.arrowshare.memory.Memory;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;

/**
 * Whether each view of a column holds a short value padded with zeros, or points into one of its data buffers and repeats the first
 * bytes that are there.
 */
final class ViewCheck {
    private static final int VIEW_BYTES = 16;
    private static final int INLINE_BYTES = 12;

    private final FieldVector vector;
    private final List<ArrowBuf> data;
    private final boolean text;

    ViewCheck(FieldVector vector, boolean text) {
        this.vector = vector;
        this.data = ((BaseVariableWidthViewVector) vector).getDataBuffers();
        this.text = text;
    }

    /** The first row whose view is wrong. */
    OptionalInt firstWrong() {
        return IntStream.range(0, vector.getValueCount())
                .filter(row -> Bitmaps.isSet(vector.getValidityBuffer().memoryAddress(), row))
                .filter(row -> !isRight(vector.getDataBuffer().memoryAddress() + (long) row * VIEW_BYTES))
                .findFirst();
    }

    private boolean isRight(long view) {
        int length = Memory.getInt(view);
        if (length < 0) {
            return false;
        }
        if (length <= INLINE_BYTES) {
            return isPadded(view, length) && (!text || Utf8.isValid(view + Integer.BYTES, length));
        }
        int buffer = Memory.getInt(view + 8);
        int offset = Memory.getInt(view + 12);
        if (buffer < 0
                || buffer >= data.size()
                || offset < 0
                || offset > data.get(buffer).capacity() - length) {
            return false;
        }
        long bytes = data.get(buffer).memoryAddress() + offset;
        return Memory.getInt(bytes) == Memory.getInt(view + 4) && (!text || Utf8.isValid(bytes, length));
    }

    /** Others compare views by all their bytes. */
    private static boolean isPadded(long view, int length) {
        for (int i = length; i < INLINE_BYTES; i++) {
            if (Memory.getByte(view + Integer.BYTES + i) != 0) {
                return false;
            }
        }
        return true;
    }
}
