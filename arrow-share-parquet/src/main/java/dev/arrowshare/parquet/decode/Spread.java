package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;

/** Spreads dense values out to the rows that have one; the others get zeros. Reads one value past the last. */
final class Spread {
    private Spread() {}

    static void values(long dense, long target, int width, long validity, int position, int rows) {
        long from = dense;
        long to = target;
        for (int done = 0; done < rows; done += Bits.STEP) {
            int step = Math.min(rows - done, Bits.STEP);
            long bits = Bits.word(validity, position + done) & (-1L >>> (64 - step));
            switch (width) {
                case 8 -> longs(from, to, bits, step);
                case 4 -> ints(from, to, bits, step);
                case 16 -> pairs(from, to, bits, step);
                default -> any(from, to, bits, step, width);
            }
            from += (long) Long.bitCount(bits) * width;
            to += (long) step * width;
        }
    }

    private static void longs(long dense, long target, long validity, int rows) {
        long from = dense;
        long bits = validity;
        for (int i = 0; i < rows; i++) {
            long present = bits & 1;
            Memory.putLong(target + 8L * i, Memory.getLong(from) & -present);
            from += present << 3;
            bits >>>= 1;
        }
    }

    private static void ints(long dense, long target, long validity, int rows) {
        long from = dense;
        long bits = validity;
        for (int i = 0; i < rows; i++) {
            long present = bits & 1;
            Memory.putInt(target + 4L * i, Memory.getInt(from) & (int) -present);
            from += present << 2;
            bits >>>= 1;
        }
    }

    private static void pairs(long dense, long target, long validity, int rows) {
        long from = dense;
        long bits = validity;
        for (int i = 0; i < rows; i++) {
            long present = bits & 1;
            Memory.putLong(target + 16L * i, Memory.getLong(from) & -present);
            Memory.putLong(target + 16L * i + 8, Memory.getLong(from + 8) & -present);
            from += present << 4;
            bits >>>= 1;
        }
    }

    private static void any(long dense, long target, long validity, int rows, int width) {
        long from = dense;
        long bits = validity;
        for (int i = 0; i < rows; i++) {
            long to = target + (long) i * width;
            if ((bits & 1) == 1) {
                move(from, to, width);
                from += width;
            } else {
                Memory.fill(to, width, (byte) 0);
            }
            bits >>>= 1;
        }
    }

    private static void move(long from, long to, int width) {
        int i = 0;
        for (; i + 8 <= width; i += 8) {
            Memory.putLong(to + i, Memory.getLong(from + i));
        }
        for (; i < width; i++) {
            Memory.putByte(to + i, Memory.getByte(from + i));
        }
    }

    /**
     * Offsets: a row without a value ends where the row before it ends. Without a branch, since nulls cannot be predicted.
     *
     * @param dense where each present value ends, behind where the first one begins
     */
    static void offsets(long dense, long target, long validity, int position, int rows) {
        long from = dense;
        for (int done = 0; done < rows; done += Bits.STEP) {
            int step = Math.min(rows - done, Bits.STEP);
            long bits = Bits.word(validity, position + done);
            long to = target + 4L * done;
            for (int i = 0; i < step; i++) {
                from += (bits & 1) << 2;
                Memory.putInt(to + 4L * i, Memory.getInt(from));
                bits >>>= 1;
            }
        }
    }
}
