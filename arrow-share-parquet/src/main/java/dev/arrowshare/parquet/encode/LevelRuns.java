package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;

/** Writes levels of a byte each as the format's RLE / bit-packing hybrid, eight at a time, and counts how often each level occurs. */
final class LevelRuns {
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int SHORTEST_RUN = 16;
    private static final int LONGEST_PACKED = 4096;

    private final long levels;
    private final int width;
    private final int live;
    private final long[] histogram;

    /**
     * @param levels address of levels; those that are {@link Levels#LIVE} stand for {@code live}; 0 when all are
     * @param maxLevel the highest level of the column
     */
    LevelRuns(long levels, int live, int maxLevel) {
        this.levels = levels;
        this.live = live;
        this.width = 32 - Integer.numberOfLeadingZeros(maxLevel);
        this.histogram = new long[maxLevel + 1];
    }

    /** How often each level was written. */
    long[] histogram() {
        return histogram;
    }

    /** Appends levels {@code [from, to)}. */
    void append(int from, int to, GrowingBuffer page, RunLengths.Prefix prefix) {
        long begin = page.reserve(RunLengths.maxBytes(to - from, width));
        long at = begin + (prefix == RunLengths.Prefix.LENGTH ? 4 : 0);
        long end = levels == 0 ? writeRun(Levels.LIVE, to - from, at) : write(from, to, at);
        if (prefix == RunLengths.Prefix.LENGTH) {
            Memory.putInt(begin, (int) (end - at));
        }
        page.endAt(end);
    }

    private long write(int from, int to, long target) {
        long at = target;
        int next = from;
        while (next < to) {
            int run = runLength(next, to);
            if (run >= SHORTEST_RUN || run == to - from) {
                at = writeRun(Memory.getByte(levels + next), run, at);
                next += run;
            } else {
                int end = packedEnd(next, to);
                at = writePacked(next, end, at);
                next = end;
            }
        }
        return at;
    }

    private int runLength(int from, int to) {
        byte level = Memory.getByte(levels + from);
        long eight = (level & 0xff) * ONES;
        int end = from + 1;
        while (end + 8 <= to && Memory.getLong(levels + end) == eight) {
            end += 8;
        }
        while (end < to && Memory.getByte(levels + end) == level) {
            end++;
        }
        return end - from;
    }

    /** Whole groups of eight, up to where a long run begins. */
    private int packedEnd(int from, int to) {
        int limit = Math.min(to, from + LONGEST_PACKED);
        int end = from + 8;
        while (end < limit && !runBegins(end, to)) {
            end += 8;
        }
        return Math.min(end, to);
    }

    private boolean runBegins(int at, int to) {
        long first = Memory.getLong(levels + at);
        return at + SHORTEST_RUN <= to && first == Memory.getLong(levels + at + 8) && first == (first & 0xff) * ONES;
    }

    private long writeRun(byte level, int count, long to) {
        int value = level == Levels.LIVE ? live : level;
        histogram[value] += count;
        long at = RunLengths.writeVarint(to, (long) count << 1);
        Memory.putByte(at, (byte) value);
        return at + 1;
    }

    private long writePacked(int from, int to, long target) {
        int groups = (to - from + 7) >>> 3;
        long at = RunLengths.writeVarint(target, (long) groups << 1 | 1);
        for (int next = from; next < to; next += 8) {
            int count = Math.min(8, to - next);
            long eight = resolved(Memory.getLong(levels + next));
            for (int i = 0; i < count; i++) {
                histogram[(int) (eight >>> (8 * i)) & 0xff]++;
            }
            Memory.putLong(at, packed(count == 8 ? eight : eight & Bits.mask(8 * count)));
            at += width;
        }
        return at;
    }

    /** Live levels as the number that they stand for. */
    private long resolved(long eight) {
        long liveBytes = ((eight & HIGH_BITS) >>> 7) * 0xff;
        return (eight & ~liveBytes) | (liveBytes & (live * ONES));
    }

    /** Eight bytes to eight numbers of {@link #width} bits, by pairs, then fours, then all. */
    private long packed(long eight) {
        long pairs = (eight & 0x00ff00ff00ff00ffL) | (eight & 0xff00ff00ff00ff00L) >>> (8 - width);
        long fours = (pairs & 0x0000ffff0000ffffL) | (pairs & 0xffff0000ffff0000L) >>> (16 - 2 * width);
        return (fours & 0x00000000ffffffffL) | (fours & 0xffffffff00000000L) >>> (32 - 4 * width);
    }
}
