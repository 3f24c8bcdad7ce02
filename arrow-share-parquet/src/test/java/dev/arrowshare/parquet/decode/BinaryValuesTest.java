package dev.arrowshare.parquet.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.Codecs;
import dev.arrowshare.parquet.page.MalformedPageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Decoders of text and bytes against parquet-java's encoders, in steps of random sizes: appended, and found. */
class BinaryValuesTest {
    private static final int COUNT = 5000;
    private static final HeapByteBufferAllocator HEAP = HeapByteBufferAllocator.getInstance();

    private final BufferAllocator allocator = Allocators.child("binary values");
    private final long memory = Memory.allocate(8 << 20);
    private final long ends = Memory.allocate(4L * COUNT);

    @AfterEach
    void free() {
        Memory.free(memory);
        Memory.free(ends);
        allocator.close();
    }

    private record Encoding(String name, Supplier<ValuesWriter> writer, Supplier<BinaryValues> reader) {}

    @TestFactory
    Stream<DynamicTest> appendedAndFoundValuesAreThoseThatWereEncoded() {
        return Stream.of(
                        new Encoding("plain", () -> new PlainValuesWriter(100, 1000, HEAP), PlainBinary::new),
                        new Encoding(
                                "delta length",
                                () -> new DeltaLengthByteArrayValuesWriter(100, 1000, HEAP),
                                () -> new DeltaLengthBinary(allocator)),
                        new Encoding(
                                "delta",
                                () -> new DeltaByteArrayWriter(100, 1000, HEAP),
                                () -> new DeltaByteArrays(allocator)))
                .flatMap(encoding -> Stream.of(0, 1, 12, 300)
                        .map(longest -> DynamicTest.dynamicTest(
                                encoding.name() + " up to " + longest + " bytes", () -> check(encoding, longest))));
    }

    private void check(Encoding encoding, int longest) {
        Random random = new Random(longest);
        List<byte[]> expected = values(random, longest);
        ValuesWriter writer = encoding.writer().get();
        expected.forEach(value -> writer.writeBytes(Binary.fromConstantByteArray(value)));
        try (EncodedPage page = EncodedPage.of(writer);
                BinaryValues values = encoding.reader().get()) {
            for (int free : new int[] {Integer.MAX_VALUE, 1000}) {
                values.open(page.begin(), page.end());
                append(values, expected, random, free);
            }
            values.open(page.begin(), page.end());
            find(values, expected, random);
        }
    }

    private static List<byte[]> values(Random random, int longest) {
        List<byte[]> values = new ArrayList<>();
        byte[] last = {};
        for (int i = 0; i < COUNT; i++) {
            byte[] value = new byte[random.nextInt(longest + 1)];
            random.nextBytes(value);
            System.arraycopy(last, 0, value, 0, random.nextInt(Math.min(last.length, value.length) + 1));
            values.add(value);
            last = value;
        }
        return values;
    }

    /** As a column does that has room for so many bytes at a time. */
    private void append(BinaryValues values, List<byte[]> expected, Random random, int free) {
        for (int done = 0; done < COUNT; ) {
            int wanted = Math.min(COUNT - done, 1 + random.nextInt(BinaryValues.BLOCK));
            int step = Math.min(values.fit(wanted, free), wanted);
            assertEquals(true, step > 0, "something always fits into " + free);
            long bytes = values.take(step, 0);
            int end = values.append(memory, 10, ends);
            int begin = 10;
            for (int i = 0; i < step; i++) {
                int stop = Memory.getInt(ends + 4L * i);
                assertArrayEquals(expected.get(done + i), bytes(memory + begin, stop - begin), "value " + (done + i));
                begin = stop;
            }
            assertEquals(begin, end);
            assertEquals(bytes, end - 10, "what was promised without room is exact");
            assertEquals(true, bytes <= free);
            done += step;
        }
    }

    private static void find(BinaryValues values, List<byte[]> expected, Random random) {
        FoundValues found = new FoundValues();
        for (int done = 0; done < COUNT; ) {
            int step = Math.min(COUNT - done, 1 + random.nextInt(BinaryValues.BLOCK));
            values.take(step, Long.MAX_VALUE);
            values.find(found);
            for (int i = 0; i < step; i++) {
                assertArrayEquals(expected.get(done + i), bytes(found.addresses[i], found.lengths[i]));
            }
            done += step;
        }
    }

    private static byte[] bytes(long address, int length) {
        byte[] bytes = new byte[length];
        Memory.copy(address, bytes, 0, length);
        return bytes;
    }

    /** PARQUET-246: writers before parquet-mr 1.8 did not forget the last value when a page was full. */
    @Test
    void prefixesOfTheLastPageAreReadFromWritersThatMadeThem() {
        try (EncodedPage first = deltaPage(0, "abcdef");
                EncodedPage second = deltaPage(4, "XY");
                BinaryValues values = new DeltaByteArrays(allocator)) {
            values.openChunk(chunk(true));
            assertEquals("abcdef", one(values, first));
            assertEquals("abcdXY", one(values, second));
            values.openChunk(chunk(true));
            assertMalformed(values, second, "value that shares 4 bytes with one of 0");
            values.openChunk(chunk(false));
            assertEquals("abcdef", one(values, first));
            assertMalformed(values, second, "value that shares 4 bytes with one of 0");
        }
    }

    private static ChunkLocation chunk(boolean prefixesCrossPages) {
        return new ChunkLocation(
                0,
                4,
                4,
                1,
                1,
                Codecs.of(dev.arrowshare.parquet.Compression.UNCOMPRESSED),
                prefixesCrossPages,
                null,
                null);
    }

    /** A page of one value: two heads of lengths, each a first value without blocks, and the suffix. */
    private static EncodedPage deltaPage(int prefix, String suffix) {
        byte[] content = new byte[10 + suffix.length()];
        byte[] head = {(byte) 0x80, 1, 4, 1};
        System.arraycopy(head, 0, content, 0, 4);
        content[4] = (byte) (2 * prefix);
        System.arraycopy(head, 0, content, 5, 4);
        content[9] = (byte) (2 * suffix.length());
        for (int i = 0; i < suffix.length(); i++) {
            content[10 + i] = (byte) suffix.charAt(i);
        }
        return EncodedPage.of(content);
    }

    private String one(BinaryValues values, EncodedPage page) {
        values.open(page.begin(), page.end());
        values.take(1, 0);
        return new String(bytes(memory, values.append(memory, 0, ends)), java.nio.charset.StandardCharsets.US_ASCII);
    }

    private void assertMalformed(BinaryValues values, EncodedPage page, String message) {
        values.open(page.begin(), page.end());
        MalformedPageException failure = assertThrows(MalformedPageException.class, () -> values.take(1, 0));
        assertEquals(message, failure.getMessage());
    }

    @Test
    void lengthsThatMakeNoSenseAreMalformed() {
        try (EncodedPage negative = EncodedPage.of(new byte[] {(byte) 0x80, 1, 4, 1, 3, 'x'});
                EncodedPage tooLong = EncodedPage.of(new byte[] {(byte) 0x80, 1, 4, 1, 8, 'x', 'y', 'z'});
                BinaryValues values = new DeltaLengthBinary(allocator)) {
            assertMalformed(values, negative, "lengths below 0");
            assertMalformed(values, tooLong, "1 values of 4 bytes in a page that has 3 left");
        }
    }
}
