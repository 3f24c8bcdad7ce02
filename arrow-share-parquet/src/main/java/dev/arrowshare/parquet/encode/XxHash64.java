package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;

/** XXH64 with seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md), the hash of Parquet's bloom filters. */
final class XxHash64 {
    private static final long PRIME1 = 0x9E3779B185EBCA87L;
    private static final long PRIME2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME3 = 0x165667B19E3779F9L;
    private static final long PRIME4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME5 = 0x27D4EB2F165667C5L;

    private XxHash64() {}

    static long of(long address, int bytes) {
        long end = address + bytes;
        long at = address + (bytes & ~31);
        long hash = (bytes >= 32 ? stripes(address, at) : PRIME5) + bytes;
        for (; at + 8 <= end; at += 8) {
            hash ^= round(0, Memory.getLong(at));
            hash = Long.rotateLeft(hash, 27) * PRIME1 + PRIME4;
        }
        if (at + 4 <= end) {
            hash ^= (Memory.getInt(at) & 0xffffffffL) * PRIME1;
            hash = Long.rotateLeft(hash, 23) * PRIME2 + PRIME3;
            at += 4;
        }
        for (; at < end; at++) {
            hash ^= (Memory.getByte(at) & 0xff) * PRIME5;
            hash = Long.rotateLeft(hash, 11) * PRIME1;
        }
        return avalanche(hash);
    }

    private static long stripes(long from, long to) {
        long one = 0x60EA27EEADC0B5D6L; // PRIME1 + PRIME2
        long two = PRIME2;
        long three = 0;
        long four = -PRIME1;
        for (long at = from; at < to; at += 32) {
            one = round(one, Memory.getLong(at));
            two = round(two, Memory.getLong(at + 8));
            three = round(three, Memory.getLong(at + 16));
            four = round(four, Memory.getLong(at + 24));
        }
        long hash = Long.rotateLeft(one, 1)
                + Long.rotateLeft(two, 7)
                + Long.rotateLeft(three, 12)
                + Long.rotateLeft(four, 18);
        return merge(merge(merge(merge(hash, one), two), three), four);
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * PRIME1 + PRIME4;
    }

    private static long round(long lane, long word) {
        return Long.rotateLeft(lane + word * PRIME2, 31) * PRIME1;
    }

    private static long avalanche(long hash) {
        long mixed = (hash ^ hash >>> 33) * PRIME2;
        mixed = (mixed ^ mixed >>> 29) * PRIME3;
        return mixed ^ mixed >>> 32;
    }
}
