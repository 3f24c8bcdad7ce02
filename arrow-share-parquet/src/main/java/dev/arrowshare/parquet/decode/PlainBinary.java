package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;

/** PLAIN byte arrays: each a length of four bytes, then its bytes. */
final class PlainBinary {
    private PlainBinary() {}

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

    /** How many of the next {@code wanted} values are sure to have no more than {@code free} bytes. */
    static int fit(long begin, long end, int wanted, int free) {
        if (end - begin <= free) {
            return wanted;
        }
        long at = begin;
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
}
