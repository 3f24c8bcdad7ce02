package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;

/** PLAIN byte arrays: each a length of four bytes, then its bytes. */
final class PlainBinary implements BinaryValues {
    private long position;
    private long end;
    private int taken;

    /** The checked length of the value at that address. */
    static int length(long at, long end) {
        if (end - at < Integer.BYTES) {
            throw new MalformedPageException("values end early");
        }
        int bytes = Memory.getInt(at);
        if (bytes < 0 || bytes > end - at - Integer.BYTES) {
            throw new MalformedPageException(
                    "value of " + bytes + " bytes in a page that has " + (end - at - Integer.BYTES) + " left");
        }
        return bytes;
    }

    /** The address behind so many values. */
    static long behind(long begin, long end, int count) {
        long at = begin;
        for (int i = 0; i < count; i++) {
            at += Integer.BYTES + length(at, end);
        }
        return at;
    }

    @Override
    public void pass(int count) {
        position = behind(position, end, count);
    }

    @Override
    public void open(long begin, long stop) {
        position = begin;
        end = stop;
    }

    @Override
    public int fit(int wanted, int free) {
        if (end - position <= free) {
            return wanted;
        }
        long at = position;
        long bytes = 0;
        for (int i = 0; i < wanted; i++) {
            if (at == end) {
                return wanted;
            }
            int length = length(at, end);
            bytes += length;
            if (bytes > free) {
                return i;
            }
            at += Integer.BYTES + length;
        }
        return wanted;
    }

    /** Lengths are only gone through when all that is left of the page might not fit. */
    @Override
    public long take(int count, long free) {
        taken = count;
        if (end - position <= free) {
            return end - position;
        }
        return behind(position, end, count) - position - (long) Integer.BYTES * count;
    }

    @Override
    public int append(long base, int used, long ends) {
        long at = position;
        long to = base + used;
        for (int i = 0; i < taken; i++) {
            int length = length(at, end);
            at += Integer.BYTES;
            ShortCopy.copy(at, to, length);
            at += length;
            to += length;
            Memory.putInt(ends + 4L * i, (int) (to - base));
        }
        position = at;
        return (int) (to - base);
    }

    @Override
    public void find(FoundValues found) {
        long at = position;
        for (int i = 0; i < taken; i++) {
            int length = length(at, end);
            found.addresses[i] = at + Integer.BYTES;
            found.lengths[i] = length;
            at += Integer.BYTES + length;
        }
        position = at;
    }
}
