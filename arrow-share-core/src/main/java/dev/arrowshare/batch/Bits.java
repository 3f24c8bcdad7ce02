package dev.arrowshare.batch;

import dev.arrowshare.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** Bitmaps as Arrow lays them out: least significant bit first, eight rows a byte. */
final class Bits {
    private Bits() {}

    /** The bits from {@code offset} on; shared when they begin at a byte, else a shifted copy. The result counts once. */
    static ArrowBuf slice(ArrowBuf bits, long offset, long length, BufferAllocator allocator) {
        long bytes = VectorBuffers.bitmapBytes(length);
        if (bits.capacity() == 0 || (offset & 7) == 0) {
            long start = Math.min(bits.capacity(), offset >>> 3);
            ArrowBuf shared = bits.slice(start, Math.min(bits.capacity() - start, bytes));
            shared.getReferenceManager().retain();
            return shared;
        }
        ArrowBuf shifted = allocator.buffer(bytes).writerIndex(bytes);
        copy(bits.memoryAddress(), offset, shifted.memoryAddress(), 0, length);
        return shifted;
    }

    static boolean get(long address, long index) {
        return (Memory.getByte(address + (index >>> 3)) >> (index & 7) & 1) != 0;
    }

    /**
     * Copies {@code length} bits. Bits of the target's first byte before {@code toBit} are kept; those of its last byte behind the
     * end become zero.
     */
    static void copy(long from, long fromBit, long to, long toBit, long length) {
        long done = Math.min(length, -toBit & 7);
        for (long i = 0; i < done; i++) {
            putInto(to, toBit + i, get(from, fromBit + i));
        }
        if (length > done) {
            shift(from, fromBit + done, to + ((toBit + done) >>> 3), length - done);
        }
    }

    private static void putInto(long address, long index, boolean value) {
        long at = address + (index >>> 3);
        int bit = 1 << (index & 7);
        int old = Memory.getByte(at) & (bit - 1);
        Memory.putByte(at, (byte) (value ? old | bit : old));
    }

    private static void shift(long from, long fromBit, long to, long length) {
        long source = from + (fromBit >>> 3);
        int shift = (int) (fromBit & 7);
        long bytes = VectorBuffers.bitmapBytes(length);
        long sourceBytes = VectorBuffers.bitmapBytes(shift + length);
        long i = 0;
        for (; i + 9 <= sourceBytes; i += 8) {
            long word = Memory.getLong(source + i) >>> shift;
            long next = Memory.getByte(source + i + 8) & 0xFF;
            // In two steps, for Java takes a shift by 64 as one by 0.
            Memory.putLong(to + i, word | next << (63 - shift) << 1);
        }
        for (; i < bytes; i++) {
            int low = (Memory.getByte(source + i) & 0xFF) >>> shift;
            int high = i + 1 < sourceBytes ? Memory.getByte(source + i + 1) << (8 - shift) : 0;
            Memory.putByte(to + i, (byte) (low | high));
        }
        clearBehind(to, length);
    }

    private static void clearBehind(long to, long length) {
        int rest = (int) (length & 7);
        if (rest != 0) {
            long last = to + (length >>> 3);
            Memory.putByte(last, (byte) (Memory.getByte(last) & ((1 << rest) - 1)));
        }
    }

    /** Up to 64 bits from a row on that is a multiple of 64; those behind the last are zero. */
    static long word(ArrowBuf bits, long row, int count) {
        bits.checkBytes(row >>> 3, (row >>> 3) + VectorBuffers.bitmapBytes(count));
        long address = bits.memoryAddress() + (row >>> 3);
        if (count == 64) {
            return Memory.getLong(address);
        }
        long word = 0;
        for (int i = 0; i < VectorBuffers.bitmapBytes(count); i++) {
            word |= (Memory.getByte(address + i) & 0xFFL) << (8 * i);
        }
        return word & ((1L << count) - 1);
    }

    static void putWord(long bitmap, long row, int count, long word) {
        long address = bitmap + (row >>> 3);
        if (count == 64) {
            Memory.putLong(address, word);
            return;
        }
        for (int i = 0; i < VectorBuffers.bitmapBytes(count); i++) {
            Memory.putByte(address + i, (byte) (word >>> (8 * i)));
        }
    }

    /** How many of the bits are zero. */
    static long countZeros(ArrowBuf bits, long length) {
        long address = bits.memoryAddress();
        long ones = 0;
        long i = 0;
        for (; i + 64 <= length; i += 64) {
            ones += Long.bitCount(Memory.getLong(address + (i >>> 3)));
        }
        for (; i < length; i++) {
            ones += get(address, i) ? 1 : 0;
        }
        return length - ones;
    }
}
