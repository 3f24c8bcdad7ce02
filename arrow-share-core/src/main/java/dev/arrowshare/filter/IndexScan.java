package dev.arrowshare.filter;

import dev.arrowshare.memory.Memory;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** What is known of a dictionary's values, spread over the rows that refer to them. */
final class IndexScan {
    private IndexScan() {}

    /** Indices outside of the dictionary, which rows without a value may have, find nothing. */
    static long[] of(FieldVector indices, long[] matches, int values) {
        int rows = indices.getValueCount();
        long[] words = Words.zeros(rows);
        long[] block = new long[64];
        LongBlocks blocks = LongBlocks.of(indices, false);
        for (int row = 0; row < rows; row += 64) {
            int count = Math.min(64, rows - row);
            blocks.read(row, count, block);
            long word = 0;
            for (int i = 0; i < count; i++) {
                long index = block[i];
                boolean isIn = index >= 0 && index < values;
                word |= isIn ? (matches[(int) (index >>> 6)] >>> index & 1) << i : 0;
            }
            words[row >>> 6] = word;
        }
        return words;
    }

    static long[] integers(FieldVector vector) {
        long[] all = new long[vector.getValueCount()];
        LongBlocks.of(vector, true).read(0, all.length, all);
        return all;
    }

    /** Integers of any width, a block at a time, as longs. */
    record LongBlocks(long address, int width, boolean isSigned) {
        static LongBlocks of(FieldVector vector, boolean isSigned) {
            int width = ((BaseFixedWidthVector) vector).getTypeWidth();
            vector.getDataBuffer().checkBytes(0, (long) width * vector.getValueCount());
            return new LongBlocks(vector.getDataBuffer().memoryAddress(), width, isSigned);
        }

        static LongBlocks of(FieldVector vector, ArrowType type) {
            return of(vector, !(type instanceof ArrowType.Int integer) || integer.getIsSigned());
        }

        void read(int row, int count, long[] to) {
            long from = address + (long) row * width;
            switch (width) {
                case 1 -> bytes(from, count, to);
                case 2 -> shorts(from, count, to);
                case 4 -> ints(from, count, to);
                default -> longs(from, count, to);
            }
        }

        private void bytes(long from, int count, long[] to) {
            long mask = isSigned ? -1 : 0xFF;
            for (int i = 0; i < count; i++) {
                to[i] = Memory.getByte(from + i) & mask;
            }
        }

        private void shorts(long from, int count, long[] to) {
            long mask = isSigned ? -1 : 0xFFFF;
            for (int i = 0; i < count; i++) {
                to[i] = Memory.getShort(from + 2L * i) & mask;
            }
        }

        private void ints(long from, int count, long[] to) {
            long mask = isSigned ? -1 : 0xFFFF_FFFFL;
            for (int i = 0; i < count; i++) {
                to[i] = Memory.getInt(from + 4L * i) & mask;
            }
        }

        private static void longs(long from, int count, long[] to) {
            for (int i = 0; i < count; i++) {
                to[i] = Memory.getLong(from + 8L * i);
            }
        }
    }
}
