package dev.arrowshare.parquet.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoders of fixed-width values against parquet-java's encoders, in steps of random sizes. */
class FixedValuesTest {
    private static final int COUNT = 3001;

    private final long memory = Memory.allocate(COUNT * 40L);
    private final BufferAllocator allocator = Allocators.child("fixed values");

    @AfterEach
    void free() {
        Memory.free(memory);
        allocator.close();
    }

    /** Differences of up to so many bits, and of all widths below. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 7, 8, 9, 13, 15, 16, 17, 23, 28, 29, 31, 32})
    void deltaInts(int bits) {
        for (int blockValues : new int[] {128, 256}) {
            Random random = new Random(bits);
            int[] expected = new int[COUNT];
            DeltaBinaryPackingValuesWriterForInteger writer = new DeltaBinaryPackingValuesWriterForInteger(
                    blockValues, 4, 100, 1000, HeapByteBufferAllocator.getInstance());
            for (int i = 0, value = random.nextInt(); i < COUNT; i++, value += (int) difference(random, bits, i)) {
                expected[i] = value;
                writer.writeInteger(value);
            }
            try (EncodedPage page = EncodedPage.of(writer)) {
                decode(new DeltaInts(4, allocator), page, 4, random);
            }
            for (int i = 0; i < COUNT; i++) {
                assertEquals(expected[i], Memory.getInt(memory + 4L * i), bits + " bits, value " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 8, 11, 16, 21, 28, 29, 32, 33, 40, 48, 56, 57, 58, 59, 60, 61, 62, 63, 64})
    void deltaLongs(int bits) {
        Random random = new Random(bits);
        long[] expected = new long[COUNT];
        DeltaBinaryPackingValuesWriterForLong writer =
                new DeltaBinaryPackingValuesWriterForLong(128, 4, 100, 1000, HeapByteBufferAllocator.getInstance());
        long value = random.nextLong();
        for (int i = 0; i < COUNT; i++, value += difference(random, bits, i)) {
            expected[i] = value;
            writer.writeLong(value);
        }
        try (EncodedPage page = EncodedPage.of(writer)) {
            decode(new DeltaInts(8, allocator), page, 8, random);
        }
        for (int i = 0; i < COUNT; i++) {
            assertEquals(expected[i], Memory.getLong(memory + 8L * i), bits + " bits, value " + i);
        }
    }

    /** Blocks change their width. */
    private static long difference(Random random, int bits, int index) {
        int width = Math.max(0, bits - index / 500);
        return width == 0 ? 7 : random.nextLong() >>> (Long.SIZE - width);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 15, 16, 17, 20, 24, 31, 32})
    void splitStreams(int width) {
        for (int count : new int[] {COUNT, 1, 7, 8, 9, 255, 256, 257}) {
            Random random = new Random(width);
            byte[] expected = new byte[count * width];
            random.nextBytes(expected);
            ByteStreamSplitValuesWriter writer =
                    new ByteStreamSplitValuesWriter.FixedLenByteArrayByteStreamSplitValuesWriter(
                            width, 100, 1000, HeapByteBufferAllocator.getInstance());
            for (int i = 0; i < count; i++) {
                writer.writeBytes(Binary.fromConstantByteArray(expected, i * width, width));
            }
            try (EncodedPage page = EncodedPage.of(writer)) {
                decode(new SplitStreams(width), page, width, random, count);
            }
            assertBytes(expected, width + " bytes, " + count + " values");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16, 33})
    void deltaByteArraysOfOneLength(int width) {
        Random random = new Random(width);
        byte[] expected = sortedBytes(random, width);
        try (EncodedPage page = EncodedPage.of(deltaByteArrays(expected, width));
                FixedValues values = new FixedFromBinary(new DeltaByteArrays(allocator), width, allocator)) {
            decode(values, page, width, random);
        }
        assertBytes(expected, width + " bytes");
    }

    @Test
    void valuesOfAnotherLengthAreMalformed() {
        byte[] bytes = sortedBytes(new Random(1), 6);
        try (EncodedPage page = EncodedPage.of(deltaByteArrays(bytes, 6));
                FixedValues values = new FixedFromBinary(new DeltaByteArrays(allocator), 5, allocator)) {
            values.open(page.begin(), page.end());
            MalformedPageException failure = assertThrows(MalformedPageException.class, () -> values.next(memory, 10));
            assertEquals("10 values with 60 bytes, they must have 5 each", failure.getMessage());
        }
    }

    private static byte[] sortedBytes(Random random, int width) {
        byte[] values = new byte[COUNT * width];
        random.nextBytes(values);
        for (int i = 1; i < COUNT; i++) {
            System.arraycopy(values, (i - 1) * width, values, i * width, random.nextInt(width + 1));
        }
        return values;
    }

    private static DeltaByteArrayWriter deltaByteArrays(byte[] values, int width) {
        DeltaByteArrayWriter writer = new DeltaByteArrayWriter(100, 1000, HeapByteBufferAllocator.getInstance());
        for (int i = 0; i < COUNT; i++) {
            writer.writeBytes(Binary.fromConstantByteArray(values, i * width, width));
        }
        return writer;
    }

    @Test
    void moreThanThePageHasIsMalformed() {
        DeltaBinaryPackingValuesWriterForInteger writer =
                new DeltaBinaryPackingValuesWriterForInteger(100, 1000, HeapByteBufferAllocator.getInstance());
        for (int i = 0; i < 10; i++) {
            writer.writeInteger(i * i);
        }
        assertMalformed(
                new DeltaInts(4, allocator), EncodedPage.of(writer), 11, "11 more values wanted, the page has 10 left");
        assertMalformed(
                new SplitStreams(1), EncodedPage.of(new byte[3]), 4, "4 more values wanted, the page has 3 left");
    }

    @Test
    void headersThatMakeNoSenseAreMalformed() {
        assertMalformed(new DeltaInts(4, allocator), page(0x80, 1, 0, 5, 0), 1, "blocks of 128 values in 0 miniblocks");
        assertMalformed(
                new DeltaInts(4, allocator),
                page(0x81, 1, 1, 5, 0),
                1,
                "blocks of 129 values in 1 miniblocks, which must have a multiple of 8 each");
        assertMalformed(
                new DeltaInts(4, allocator),
                page(0x80, 1, 4, 5, 0, 0, 33, 0, 0, 0),
                2,
                "values packed to 33 bits, they have 32");
        assertMalformed(
                new DeltaInts(8, allocator),
                page(0x80, 1, 4, 5, 0, 0, 65, 0, 0, 0),
                2,
                "values packed to 65 bits, they have 64");
        assertMalformed(new DeltaInts(4, allocator), page(0x80, 1, 4, 5, 0, 0, 3, 0), 2, "values end early");
        assertMalformed(new DeltaInts(4, allocator), page(0x80, 1, 4, 5), 1, "values end early");
        assertMalformed(
                new DeltaInts(4, allocator),
                page(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1),
                1,
                "head of values has a number of more than 64 bits");
        assertMalformed(new SplitStreams(4), page(1, 2, 3, 4, 5), 1, "5 bytes of split values of 4 bytes");
    }

    private static EncodedPage page(int... bytes) {
        byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return EncodedPage.of(content);
    }

    private void assertMalformed(FixedValues values, EncodedPage page, int count, String message) {
        try (page) {
            MalformedPageException failure = assertThrows(MalformedPageException.class, () -> {
                values.open(page.begin(), page.end());
                values.next(memory, count);
            });
            assertEquals(message, failure.getMessage());
        }
    }

    private void decode(FixedValues values, EncodedPage page, int width, Random random) {
        decode(values, page, width, random, COUNT);
    }

    /** Nothing behind the last value may be written. */
    private void decode(FixedValues values, EncodedPage page, int width, Random random, int count) {
        values.open(page.begin(), page.end());
        for (int done = 0; done < count; ) {
            int step = Math.min(count - done, 1 + random.nextInt(200));
            Memory.putLong(memory + (long) (done + step) * width, 0x5a5a5a5a5a5a5a5aL);
            values.next(memory + (long) done * width, step);
            done += step;
        }
        assertTrue(count * width + 8 <= COUNT * 40, "room");
    }

    private void assertBytes(byte[] expected, String what) {
        byte[] actual = new byte[expected.length];
        Memory.copy(memory, actual, 0, actual.length);
        assertEquals(-1, Arrays.mismatch(expected, actual), what);
    }
}
