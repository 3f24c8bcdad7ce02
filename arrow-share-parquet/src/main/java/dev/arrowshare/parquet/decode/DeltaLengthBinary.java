package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;
import org.apache.arrow.memory.BufferAllocator;

/** DELTA_LENGTH_BYTE_ARRAY: the lengths of all values, then the values without gaps, which are copied at once. */
final class DeltaLengthBinary implements BinaryValues {
    private final DeltaLengths lengths;
    private long data;
    private long end;
    private long block;
    private int taken;
    private int takenBytes;

    DeltaLengthBinary(BufferAllocator allocator) {
        this.lengths = new DeltaLengths("lengths", allocator);
    }

    @Override
    public void open(long begin, long stop) {
        data = lengths.open(begin, stop);
        end = stop;
    }

    @Override
    public int fit(int wanted, int free) {
        if (end - data <= free) {
            return wanted;
        }
        int seen = lengths.visible(wanted);
        long ahead = lengths.ahead(seen);
        long bytes = 0;
        for (int i = 0; i < seen; i++) {
            bytes += Memory.getInt(ahead + 4L * i);
            if (bytes > free) {
                return i;
            }
        }
        return seen == 0 ? wanted : seen;
    }

    @Override
    public long take(int count, long free) {
        block = lengths.ahead(count);
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += Memory.getInt(block + 4L * i);
        }
        if (bytes > end - data) {
            throw new MalformedPageException(
                    count + " values of " + bytes + " bytes in a page that has " + (end - data) + " left");
        }
        lengths.skip(count);
        taken = count;
        takenBytes = (int) bytes;
        return bytes;
    }

    @Override
    public void pass(int count) {
        for (int done = 0; done < count; done += BLOCK) {
            take(Math.min(BLOCK, count - done), Long.MAX_VALUE);
            data += takenBytes;
        }
    }

    @Override
    public int append(long base, int used, long ends) {
        Memory.copy(data, base + used, takenBytes);
        data += takenBytes;
        int at = used;
        for (int i = 0; i < taken; i++) {
            at += Memory.getInt(block + 4L * i);
            Memory.putInt(ends + 4L * i, at);
        }
        return at;
    }

    @Override
    public void find(FoundValues found) {
        long at = data;
        for (int i = 0; i < taken; i++) {
            int length = Memory.getInt(block + 4L * i);
            found.addresses[i] = at;
            found.lengths[i] = length;
            at += length;
        }
        data = at;
    }

    @Override
    public void close() {
        lengths.close();
    }
}
