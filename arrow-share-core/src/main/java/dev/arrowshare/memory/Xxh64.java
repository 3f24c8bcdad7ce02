package dev.arrowshare.memory;

/**
 * XXH64 with seed 0 over native memory: of one piece ({@link #of}, which allocates nothing: it hashes the values of bloom filters), or
 * of pieces, one after the other.
 *
 * <p>lz4-java has it too, but over one buffer, or over byte arrays when it comes in pieces; and in native code, where a mapping of
 * a truncated file ends the JVM. Source: the xxHash specification, section "XXH64 algorithm description".
 */
public final class Xxh64 {
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;
    private static final int STRIPE = 32;

    private final long tail = Memory.allocate(STRIPE);
    private long lane1;
    private long lane2;
    private long lane3;
    private long lane4;
    private long total;
    private int tailBytes;

    public Xxh64() {
        reset();
    }

    /** Begins anew. */
    public void reset() {
        lane1 = PRIME_1;
        lane1 += PRIME_2;
        lane2 = PRIME_2;
        lane3 = 0;
        lane4 = -PRIME_1;
        total = 0;
        tailBytes = 0;
    }

    /** The hash of one piece. */
    public static long of(long address, long bytes) {
        long whole = bytes & -STRIPE;
        long hash = PRIME_5;
        if (whole > 0) {
            long a = PRIME_1;
            a += PRIME_2;
            long b = PRIME_2;
            long c = 0;
            long d = -PRIME_1;
            for (long at = address; at < address + whole; at += STRIPE) {
                a = round(a, Memory.getLong(at));
                b = round(b, Memory.getLong(at + 8));
                c = round(c, Memory.getLong(at + 16));
                d = round(d, Memory.getLong(at + 24));
            }
            hash = joined(a, b, c, d);
        }
        return avalanche(withTail(hash + bytes, address + whole, (int) (bytes - whole)));
    }

    /** The hash of an array, by way of a copy of it. */
    public static long of(byte[] bytes) {
        long address = Memory.allocate(bytes.length);
        try {
            Memory.copy(bytes, 0, address, bytes.length);
            return of(address, bytes.length);
        } finally {
            Memory.free(address);
        }
    }

    public void update(long address, long bytes) {
        total += bytes;
        long from = address;
        long left = bytes;
        if (tailBytes > 0) {
            int taken = (int) Math.min(left, STRIPE - tailBytes);
            Memory.copy(from, tail + tailBytes, taken);
            tailBytes += taken;
            from += taken;
            left -= taken;
            if (tailBytes < STRIPE) {
                return;
            }
            stripes(tail, STRIPE);
        }
        long whole = left & -STRIPE;
        stripes(from, whole);
        tailBytes = (int) (left - whole);
        Memory.copy(from + whole, tail, tailBytes);
    }

    private void stripes(long address, long bytes) {
        long a = lane1;
        long b = lane2;
        long c = lane3;
        long d = lane4;
        long end = address + bytes;
        for (long at = address; at < end; at += STRIPE) {
            a = round(a, Memory.getLong(at));
            b = round(b, Memory.getLong(at + 8));
            c = round(c, Memory.getLong(at + 16));
            d = round(d, Memory.getLong(at + 24));
        }
        lane1 = a;
        lane2 = b;
        lane3 = c;
        lane4 = d;
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
    }

    private static long joined(long a, long b, long c, long d) {
        long hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
        return merge(merge(merge(merge(hash, a), b), c), d);
    }

    /** The hash of everything since the last {@link #reset}. */
    public long value() {
        long hash = total >= STRIPE ? joined(lane1, lane2, lane3, lane4) : PRIME_5;
        return avalanche(withTail(hash + total, tail, tailBytes));
    }

    private static long withTail(long start, long tail, int bytes) {
        long hash = start;
        int at = 0;
        for (; at + Long.BYTES <= bytes; at += Long.BYTES) {
            hash = Long.rotateLeft(hash ^ round(0, Memory.getLong(tail + at)), 27) * PRIME_1 + PRIME_4;
        }
        if (at + Integer.BYTES <= bytes) {
            hash ^= Integer.toUnsignedLong(Memory.getInt(tail + at)) * PRIME_1;
            hash = Long.rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
            at += Integer.BYTES;
        }
        for (; at < bytes; at++) {
            hash = Long.rotateLeft(hash ^ Byte.toUnsignedInt(Memory.getByte(tail + at)) * PRIME_5, 11) * PRIME_1;
        }
        return hash;
    }

    private static long avalanche(long value) {
        long hash = (value ^ value >>> 33) * PRIME_2;
        hash = (hash ^ hash >>> 29) * PRIME_3;
        return hash ^ hash >>> 32;
    }

    /** Frees the state; nothing may be called afterwards. */
    public void free() {
        Memory.free(tail);
    }
}
