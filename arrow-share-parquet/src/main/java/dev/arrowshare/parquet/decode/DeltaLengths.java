package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.BufferAllocator;

/** Lengths that are packed as differences, unpacked ahead of their use: how many fit must be known before they are taken. */
final class DeltaLengths implements AutoCloseable {
    /** The most that can be seen ahead. */
    static final int BLOCK = BinaryValues.BLOCK;

    private final DeltaRuns runs;
    private final ReadBuffer buffer;
    private long address;
    private int ready;

    DeltaLengths(String what, BufferAllocator allocator) {
        this.runs = new DeltaRuns(what, Integer.BYTES);
        this.buffer = new ReadBuffer(allocator);
    }

    /** Begins with a page's lengths; returns the address behind them. */
    long open(long begin, long end) {
        runs.open(begin, end);
        address = buffer.room(2 * BLOCK * Integer.BYTES);
        ready = 0;
        first = address;
        return runs.behind();
    }

    private long first;

    /** How many of {@code wanted} lengths {@link #ahead} can show. */
    int visible(int wanted) {
        return (int) Math.min(Math.min(wanted, BLOCK), ready + runs.left());
    }

    /** The address of the next lengths, at most {@link #BLOCK}, which are proved not to be negative. */
    long ahead(int count) {
        if (count > ready) {
            unpack(count);
        }
        return first;
    }

    private void unpack(int count) {
        Memory.copy(first, address, (long) ready * Integer.BYTES);
        first = address;
        int more = (int) Math.max(count - ready, Math.min(BLOCK - ready, runs.left()));
        long begin = address + (long) ready * Integer.BYTES;
        runs.next(begin, more);
        requireSound(begin, more);
        ready += more;
    }

    private static void requireSound(long lengths, int count) {
        int signs = 0;
        for (int i = 0; i < count; i++) {
            signs |= Memory.getInt(lengths + 4L * i);
        }
        if (signs < 0) {
            throw new MalformedPageException("lengths below 0");
        }
    }

    /** Takes the next lengths, which {@link #ahead} showed. */
    void skip(int count) {
        first += (long) count * Integer.BYTES;
        ready -= count;
    }

    @Override
    public void close() {
        buffer.close();
    }
}
