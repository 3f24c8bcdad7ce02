package dev.arrowshare.ipc.map;

import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.memory.Memory;

/** Buffers that a file may leave out because everyone knows what is in them: validity without nulls, offsets without rows. */
final class ConstantBuffers {
    /** Address of one offset, 0. */
    static final long ZERO_OFFSET = zeroOffset();

    private static final int SMALLEST_BYTES = 1 << 16;

    private static volatile Ones ones = Ones.of(SMALLEST_BYTES);

    private ConstantBuffers() {}

    private record Ones(long address, long bytes) {
        static Ones of(long bytes) {
            long address = Memory.allocate(bytes);
            Memory.fill(address, bytes, (byte) -1);
            return new Ones(address, bytes);
        }
    }

    private static long zeroOffset() {
        long address = Memory.allocate(ArrowFormat.BUFFER_ALIGNMENT);
        Memory.fill(address, ArrowFormat.BUFFER_ALIGNMENT, (byte) 0);
        return address;
    }

    /**
     * Address of at least so many bytes of ones. Never freed: vectors may point to it, and all those that were outgrown are
     * together no larger than the last.
     */
    static long ones(long bytes) {
        Ones known = ones;
        return known.bytes >= bytes ? known.address : grownTo(bytes);
    }

    private static synchronized long grownTo(long bytes) {
        if (ones.bytes < bytes) {
            ones = Ones.of(Math.max(bytes, 2 * ones.bytes));
        }
        return ones.address;
    }
}
