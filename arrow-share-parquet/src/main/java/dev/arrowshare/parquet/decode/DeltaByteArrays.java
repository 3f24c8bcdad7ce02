package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.BufferAllocator;

/**
 * DELTA_BYTE_ARRAY: how many bytes each value shares with the one before it, then what follows in each, encoded as
 * DELTA_LENGTH_BYTE_ARRAY. Values are put together where they are appended, from the one that lies before them there.
 *
 * <p>The first value of a page shares nothing, but for writers that forgot (PARQUET-246): theirs goes on from the page before.
 */
final class DeltaByteArrays implements BinaryValues {
    private static final int LONGEST = Integer.MAX_VALUE - 2 * ReadBuffer.SLACK;

    private final DeltaLengths prefixes;
    private final DeltaLengths suffixes;
    private final ReadBuffer last;
    private final ReadBuffer found;
    private long lastAddress;
    private int lastLength;
    private boolean goesOnAcrossPages;
    private long data;
    private long end;
    private long prefixBlock;
    private long suffixBlock;
    private int taken;
    private long takenBytes;

    DeltaByteArrays(BufferAllocator allocator) {
        this.prefixes = new DeltaLengths("lengths of prefixes", allocator);
        this.suffixes = new DeltaLengths("lengths of suffixes", allocator);
        this.last = new ReadBuffer(allocator);
        this.found = new ReadBuffer(allocator);
    }

    @Override
    public void openChunk(ChunkLocation chunk) {
        goesOnAcrossPages = chunk.prefixesCrossPages();
        lastLength = 0;
    }

    @Override
    public void open(long begin, long stop) {
        data = suffixes.open(prefixes.open(begin, stop), stop);
        end = stop;
        if (!goesOnAcrossPages) {
            lastLength = 0;
        }
    }

    /** Values can be much longer than what is stored of them. */
    @Override
    public int fit(int wanted, int free) {
        int seen = Math.min(prefixes.visible(wanted), suffixes.visible(wanted));
        long ahead = prefixes.ahead(seen);
        long behind = suffixes.ahead(seen);
        long bytes = 0;
        for (int i = 0; i < seen; i++) {
            bytes += (long) Memory.getInt(ahead + 4L * i) + Memory.getInt(behind + 4L * i);
            if (bytes > free) {
                return i;
            }
        }
        return seen == 0 ? wanted : seen;
    }

    @Override
    public long take(int count, long free) {
        prefixBlock = prefixes.ahead(count);
        suffixBlock = suffixes.ahead(count);
        long shared = 0;
        long stored = 0;
        long length = lastLength;
        long longest = 0;
        for (int i = 0; i < count; i++) {
            int prefix = Memory.getInt(prefixBlock + 4L * i);
            if (prefix > length) {
                throw new MalformedPageException("value that shares " + prefix + " bytes with one of " + length);
            }
            int suffix = Memory.getInt(suffixBlock + 4L * i);
            length = (long) prefix + suffix;
            longest = Math.max(longest, length);
            shared += prefix;
            stored += suffix;
        }
        if (stored > end - data) {
            throw new MalformedPageException(
                    count + " suffixes of " + stored + " bytes in a page that has " + (end - data) + " left");
        }
        if (longest > LONGEST) {
            throw new MalformedPageException("value of " + longest + " bytes, at most " + LONGEST + " are allowed");
        }
        prefixes.skip(count);
        suffixes.skip(count);
        taken = count;
        takenBytes = shared + stored;
        return takenBytes;
    }

    /** Each value depends on the one before it. */
    @Override
    public void pass(int count) {
        for (int done = 0; done < count; done += BLOCK) {
            take(Math.min(BLOCK, count - done), Long.MAX_VALUE);
            appendAside();
        }
    }

    /** Appends what was taken where nobody needs it; returns the address, behind a block of ends. */
    private long appendAside() {
        if (takenBytes > Integer.MAX_VALUE - 2L * ReadBuffer.SLACK - BLOCK * Integer.BYTES) {
            throw new MalformedPageException(taken + " values of " + takenBytes + " bytes, more than 2 GiB");
        }
        long ends = found.room((int) takenBytes + ReadBuffer.SLACK + BLOCK * Integer.BYTES);
        append(ends + BLOCK * Integer.BYTES, 0, ends);
        return ends + BLOCK * Integer.BYTES;
    }

    @Override
    public int append(long base, int used, long ends) {
        long previous = lastAddress;
        long to = base + used;
        long from = data;
        long begin = to;
        for (int i = 0; i < taken; i++) {
            int prefix = Memory.getInt(prefixBlock + 4L * i);
            int suffix = Memory.getInt(suffixBlock + 4L * i);
            begin = to;
            ShortCopy.copy(previous, to, prefix);
            to += prefix;
            ShortCopy.copy(from, to, suffix);
            to += suffix;
            from += suffix;
            previous = begin;
            Memory.putInt(ends + 4L * i, (int) (to - base));
        }
        data = from;
        if (taken > 0) {
            keep(begin, (int) (to - begin));
        }
        return (int) (to - base);
    }

    private void keep(long value, int length) {
        lastAddress = last.room(length);
        lastLength = length;
        Memory.copy(value, lastAddress, length);
    }

    @Override
    public void find(FoundValues values) {
        long base = appendAside();
        long ends = base - BLOCK * Integer.BYTES;
        int begin = 0;
        for (int i = 0; i < taken; i++) {
            int stop = Memory.getInt(ends + 4L * i);
            values.addresses[i] = base + begin;
            values.lengths[i] = stop - begin;
            begin = stop;
        }
    }

    @Override
    public void close() {
        prefixes.close();
        suffixes.close();
        last.close();
        found.close();
    }
}
