package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Levels of one kind, a byte each, so that eight are compared at a time. As long as all are the same, only their number is kept: most
 * columns have no nulls.
 */
final class LevelBytes implements AutoCloseable {
    private static final int LEAST_BYTES = 4096;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** Gathers the lowest bits of eight bytes in the highest byte. */
    private static final long GATHER = 0x0102040810204080L;

    private final String what;
    private final ReadBuffer memory;
    private long address;
    private int room;
    private int count;
    private int uniform;
    private boolean isMixed;

    /** @param what they are, for messages: "definition level" */
    LevelBytes(String what, BufferAllocator allocator) {
        this.what = what;
        this.memory = new ReadBuffer(allocator);
    }

    int count() {
        return count;
    }

    /** Whether all of them are that level. */
    boolean isAll(int level) {
        return !isMixed && (count == 0 || uniform == level);
    }

    int get(int index) {
        return isMixed ? Memory.getByte(address + index) : uniform;
    }

    /** Appends the next {@code more} levels of a page. */
    void append(HybridRuns runs, int more, int highest) {
        int left = more;
        while (left > 0) {
            int run = runs.runLength(left);
            if (run > 0) {
                appendRun(checked(runs.repeatedValue(), highest), run);
                runs.skipRun(run);
                left -= run;
            } else {
                left -= appendPacked(runs, left, highest);
            }
        }
    }

    private int checked(int level, int highest) {
        if (level < 0 || level > highest) {
            throw new MalformedPageException(what + " " + level + ", the highest is " + highest);
        }
        return level;
    }

    void appendRun(int level, int more) {
        if (count == 0) {
            isMixed = false;
            uniform = level;
        } else if (isMixed || uniform != level) {
            spell(more);
            Memory.fill(address + count, more, (byte) level);
        }
        count = Math.addExact(count, more);
    }

    private int appendPacked(HybridRuns runs, int more, int highest) {
        spell(more);
        int taken = runs.unpackBytes(address + count, more);
        boolean isProvedByWidth = (highest & (highest + 1)) == 0;
        if (!isProvedByWidth) {
            prove(address + count, taken, highest);
        }
        count += taken;
        return taken;
    }

    private void prove(long levels, int taken, int highest) {
        long tooHigh = 0;
        for (int i = 0; i < taken; i += 8) {
            long word = Memory.getLong(levels + i) & Bits.first(8 * Math.min(8, taken - i));
            tooHigh |= word + (Byte.MAX_VALUE - highest) * ONES;
        }
        for (int i = 0; (tooHigh & HIGH_BITS) != 0 && i < taken; i++) {
            checked(Memory.getByte(levels + i), highest);
        }
    }

    /** Writes the levels out that were only counted, and makes room for more. */
    private void spell(int more) {
        long needed = (long) count + more;
        if (needed > Integer.MAX_VALUE - 2 * ReadBuffer.SLACK) {
            throw new UnrepresentableValueException("a row has more than 2,147,483,519 values");
        }
        if (needed > room) {
            room = (int) Math.min(Integer.MAX_VALUE - 2 * ReadBuffer.SLACK, Math.max(LEAST_BYTES, needed + needed / 2));
            address = memory.grown(room, isMixed ? count : 0);
        }
        if (!isMixed) {
            isMixed = true;
            Memory.fill(address, count, (byte) uniform);
        }
    }

    /** For 64 levels, whether each is at least that high; bits behind the last level mean nothing. */
    long atLeast(int level, int from) {
        if (!isMixed) {
            return uniform >= level ? -1L : 0;
        }
        long at = address + from;
        long subtrahend = level * ONES;
        long bits = 0;
        for (int i = 0; i < 8; i++) {
            long high = ((Memory.getLong(at + 8L * i) | HIGH_BITS) - subtrahend) & HIGH_BITS;
            bits |= (((high >>> 7) * GATHER) >>> 56) << (8 * i);
        }
        return bits;
    }

    /** How many of the levels from {@code begin} to {@code end} are at least that high. */
    int countAtLeast(int level, int begin, int end) {
        if (!isMixed) {
            return uniform >= level ? end - begin : 0;
        }
        int sum = 0;
        for (int i = begin; i < end; i += 64) {
            sum += Long.bitCount(atLeast(level, i) & Bits.first(end - i));
        }
        return sum;
    }

    /** Whether the first levels are the same as another's, where those above {@code highest} count as that one. */
    boolean equals(LevelBytes other, int levels, int highest) {
        if (!isMixed && !other.isMixed) {
            return levels == 0 || Math.min(uniform, highest) == Math.min(other.uniform, highest);
        }
        int whole = isMixed && other.isMixed ? equalBytes(other, levels) : 0;
        for (int i = whole; i < levels; i += 8) {
            long difference = atMost(highest, i) ^ other.atMost(highest, i);
            if ((difference & Bits.first(8 * Math.min(8, levels - i))) != 0) {
                return false;
            }
        }
        return true;
    }

    /** How many levels are the same as another's without a closer look, in whole words. */
    private int equalBytes(LevelBytes other, int levels) {
        int i = 0;
        while (i + 8 <= levels && Memory.getLong(address + i) == Memory.getLong(other.address + i)) {
            i += 8;
        }
        return i;
    }

    /** Eight levels, those above {@code highest} brought down to it. */
    private long atMost(int highest, int from) {
        if (!isMixed) {
            return Math.min(uniform, highest) * ONES;
        }
        long word = Memory.getLong(address + from);
        long limit = highest * ONES;
        long isHigh = ((((word | HIGH_BITS) - limit) & HIGH_BITS) >>> 7) * 0xff;
        return (word & ~isHigh) | (limit & isHigh);
    }

    /** Appends those of 64 levels of another that the mask selects. */
    void appendSelected(LevelBytes other, int from, long mask) {
        if (!other.isMixed) {
            appendRun(other.uniform, Long.bitCount(mask));
            return;
        }
        spell(64);
        for (long left = mask; left != 0; left &= left - 1) {
            Memory.putByte(address + count++, Memory.getByte(other.address + from + Long.numberOfTrailingZeros(left)));
        }
    }

    /** Forgets the first levels. */
    void drop(int levels) {
        count -= levels;
        if (count == 0) {
            isMixed = false;
        } else if (isMixed) {
            Memory.copy(address + levels, address, count);
        }
    }

    @Override
    public void close() {
        count = 0;
        isMixed = false;
        room = 0;
        memory.close();
    }
}
