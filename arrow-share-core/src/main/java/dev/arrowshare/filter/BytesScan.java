package dev.arrowshare.filter;

import dev.arrowshare.memory.Memory;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Which values of a vector of text or binary are in certain ranges. */
final class BytesScan {
    private static final int VIEW_BYTES = 16;
    private static final int INLINE_BYTES = 12;

    private final byte[] @Nullable [] lows;
    private final byte[] @Nullable [] highs;
    private final Ranges<Object> ranges;
    private final boolean arePoints;

    BytesScan(Ranges<Object> ranges) {
        this.ranges = ranges;
        this.lows = new byte[ranges.list().size()][];
        this.highs = new byte[lows.length][];
        for (int i = 0; i < lows.length; i++) {
            lows[i] = (byte[]) ranges.list().get(i).low();
            highs[i] = (byte[]) ranges.list().get(i).high();
        }
        this.arePoints = ranges.points().isPresent();
    }

    long[] of(FieldVector vector) {
        if (vector instanceof BaseFixedWidthVector fixed) {
            return fixed(vector, fixed.getTypeWidth());
        }
        return vector instanceof BaseVariableWidthViewVector views ? views(views) : variable(vector);
    }

    private long[] fixed(FieldVector vector, int width) {
        int rows = vector.getValueCount();
        long address = ValueScan.checked(vector, 1, (long) width * rows);
        long[] words = Words.zeros(rows);
        for (int row = 0; row < rows; row++) {
            words[row >>> 6] |= bit(address + (long) row * width, width) << row;
        }
        return words;
    }

    private long[] variable(FieldVector vector) {
        int rows = vector.getValueCount();
        long[] words = Words.zeros(rows);
        if (rows == 0) {
            return words;
        }
        int width = vector instanceof BaseLargeVariableWidthVector ? Long.BYTES : Integer.BYTES;
        long offsets = ValueScan.checked(vector, 1, (rows + 1L) * width);
        ArrowBuf data = vector.getDataBuffer();
        long begin = offset(offsets, width, 0);
        data.checkBytes(begin, offset(offsets, width, rows));
        for (int row = 0; row < rows; row++) {
            long end = offset(offsets, width, row + 1);
            words[row >>> 6] |= bit(data.memoryAddress() + begin, end - begin) << row;
            begin = end;
        }
        return words;
    }

    private static long offset(long offsets, int width, int row) {
        return width == Long.BYTES
                ? Memory.getLong(offsets + (long) Long.BYTES * row)
                : Memory.getInt(offsets + (long) Integer.BYTES * row);
    }

    /** Views of rows without a value may point anywhere. */
    private long[] views(BaseVariableWidthViewVector vector) {
        int rows = vector.getValueCount();
        long address = ValueScan.checked(vector, 1, (long) VIEW_BYTES * rows);
        long[] present = Words.of(vector.getValidityBuffer(), rows);
        List<ArrowBuf> buffers = vector.getDataBuffers();
        long[] words = Words.zeros(rows);
        for (int row = 0; row < rows; row++) {
            long view = address + (long) VIEW_BYTES * row;
            if (Words.get(present, row)) {
                words[row >>> 6] |= viewed(view, buffers) << row;
            }
        }
        return words;
    }

    private long viewed(long view, List<ArrowBuf> buffers) {
        int length = Memory.getInt(view);
        if (length <= INLINE_BYTES) {
            return bit(view + Integer.BYTES, length);
        }
        ArrowBuf buffer = buffers.get(Memory.getInt(view + 8));
        int offset = Memory.getInt(view + 12);
        buffer.checkBytes(offset, (long) offset + length);
        return bit(buffer.memoryAddress() + offset, length);
    }

    private long bit(long address, long length) {
        if (arePoints) {
            return isPoint(address, length) ? 1 : 0;
        }
        for (int i = 0; i < lows.length; i++) {
            byte[] low = lows[i];
            byte[] high = highs[i];
            if ((low == null || compare(address, length, low) >= 0)
                    && (high == null || isBelow(compare(address, length, high)))) {
                return 1;
            }
        }
        return 0;
    }

    private boolean isBelow(int compared) {
        return ranges.ends() == Ranges.Ends.OPEN ? compared < 0 : compared <= 0;
    }

    private boolean isPoint(long address, long length) {
        if (lows.length > 8) {
            byte[] value = new byte[(int) length];
            Memory.copy(address, value, 0, value.length);
            return Arrays.binarySearch(lows, value, Arrays::compareUnsigned) >= 0;
        }
        for (byte[] point : lows) {
            if (point != null && point.length == length && isSame(address, point)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(long address, byte[] bytes) {
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            if (Memory.getLong(address + i) != Memory.getLong(bytes, i)) {
                return false;
            }
        }
        for (; i < bytes.length; i++) {
            if (Memory.getByte(address + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static int compare(long address, long length, byte[] bytes) {
        int common = (int) Math.min(length, bytes.length);
        for (int i = 0; i < common; i++) {
            int one = Memory.getByte(address + i) & 0xFF;
            int other = bytes[i] & 0xFF;
            if (one != other) {
                return one - other;
            }
        }
        return Long.compare(length, bytes.length);
    }
}
