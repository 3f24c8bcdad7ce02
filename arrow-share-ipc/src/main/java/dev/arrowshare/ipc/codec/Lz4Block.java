package dev.arrowshare.ipc.codec;

import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.memory.Memory;

/**
 * One LZ4 block, as in the LZ4 block format description. Unlike lz4-java's it may refer to what earlier blocks wrote, as the blocks
 * of a frame do unless they are independent.
 */
final class Lz4Block {
    private static final int MIN_MATCH = 4;
    private static final int LONG_LENGTH = 15;

    private final long end;
    private final long history;
    private final long limit;
    private long in;
    private long out;

    private Lz4Block(long in, long end, long history, long out, long limit) {
        this.in = in;
        this.end = end;
        this.history = history;
        this.out = out;
        this.limit = limit;
    }

    /**
     * Decompresses {@code [in, end)} to {@code out}, and returns where that ended.
     *
     * @param history where the output of earlier blocks begins, which ends at {@code out}
     * @param limit the output ends here at the latest
     */
    static long decompress(long in, long end, long history, long out, long limit) {
        return new Lz4Block(in, end, history, out, limit).run();
    }

    private long run() {
        while (true) {
            int token = nextByte();
            literals(length(token >>> 4));
            if (in == end) {
                return out;
            }
            match(token & LONG_LENGTH);
        }
    }

    private int nextByte() {
        if (in >= end) {
            throw corrupt();
        }
        return Byte.toUnsignedInt(Memory.getByte(in++));
    }

    private long length(int nibble) {
        long length = nibble;
        if (nibble == LONG_LENGTH) {
            int more;
            do {
                more = nextByte();
                length += more;
            } while (more == 255);
        }
        return length;
    }

    private void literals(long length) {
        if (length > end - in || length > limit - out) {
            throw corrupt();
        }
        if (length <= Long.BYTES && end - in >= Long.BYTES && limit - out >= Long.BYTES) {
            Memory.putLong(out, Memory.getLong(in));
        } else {
            Memory.copy(in, out, length);
        }
        in += length;
        out += length;
    }

    private void match(int nibble) {
        if (end - in < Short.BYTES) {
            throw corrupt();
        }
        int distance = Short.toUnsignedInt(Memory.getShort(in));
        in += Short.BYTES;
        long length = length(nibble) + MIN_MATCH;
        if (distance == 0 || distance > out - history || length > limit - out) {
            throw corrupt();
        }
        copyMatch(distance, length);
        out += length;
    }

    /** Source and target overlap when the distance is shorter than the match: it then repeats. */
    private void copyMatch(int distance, long length) {
        long from = out - distance;
        if (distance >= Long.BYTES && length + Long.BYTES <= limit - out) {
            for (long i = 0; i < length; i += Long.BYTES) {
                Memory.putLong(out + i, Memory.getLong(from + i));
            }
        } else {
            for (long i = 0; i < length; i++) {
                Memory.putByte(out + i, Memory.getByte(from + i));
            }
        }
    }

    private static Refused corrupt() {
        return Refused.corrupt("an LZ4 block does not fit into what it declares");
    }
}
