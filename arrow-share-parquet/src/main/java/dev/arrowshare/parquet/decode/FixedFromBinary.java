package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.BufferAllocator;

/** FIXED_LEN_BYTE_ARRAY values, as PLAIN has them, of an encoding that stores a length for each, which must be theirs. */
final class FixedFromBinary extends DerivedValues<BinaryValues> implements FixedValues {
    private final int width;
    private final ReadBuffer ends;

    FixedFromBinary(BinaryValues values, int width, BufferAllocator allocator) {
        super(values);
        this.width = width;
        this.ends = new ReadBuffer(allocator);
    }

    @Override
    public void next(long target, int count) {
        int step = Math.max(1, Math.min(BinaryValues.BLOCK, Integer.MAX_VALUE / 2 / Math.max(1, width)));
        for (int done = 0; done < count; done += step) {
            block(target + (long) done * width, Math.min(count - done, step));
        }
    }

    private void block(long target, int count) {
        long bytes = values.take(count, 0);
        if (bytes != (long) count * width) {
            throw new MalformedPageException(
                    count + " values with " + bytes + " bytes, they must have " + width + " each");
        }
        long stops = ends.room(BinaryValues.BLOCK * Integer.BYTES);
        values.append(target, 0, stops);
        for (int i = 0; i < count; i++) {
            if (Memory.getInt(stops + 4L * i) != (i + 1) * width) {
                throw new MalformedPageException("values of different lengths, they must have " + width + " bytes");
            }
        }
    }

    @Override
    public void close() {
        super.close();
        ends.close();
    }
}
