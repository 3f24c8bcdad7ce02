package dev.arrowshare.parquet.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HybridRunsTest {
    private static final int COUNT = 3000;

    private final long memory = Memory.allocate(1 << 16);

    @AfterEach
    void free() {
        Memory.free(memory);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 7, 8, 9, 12, 14, 15, 16, 17, 20, 24, 31, 32})
    void valuesAreThoseThatParquetJavaEncoded(int width) throws IOException {
        Random random = new Random(width);
        int[] expected = values(width, random);
        byte[] bytes = encoded(expected, width);
        Memory.copy(bytes, 0, memory, bytes.length);
        HybridRuns runs = new HybridRuns("indices");
        runs.open(memory, memory + bytes.length, width);
        int[] part = new int[COUNT];
        for (int done = 0; done < COUNT; ) {
            int step = Math.min(COUNT - done, 1 + random.nextInt(100));
            runs.values(part, step);
            assertArrayEquals(
                    Arrays.copyOfRange(expected, done, done + step),
                    Arrays.copyOf(part, step),
                    "width " + width + " from " + done);
            done += step;
        }
    }

    @Test
    void bitsAreThoseThatParquetJavaEncoded() throws IOException {
        Random random = new Random(1);
        int[] expected = values(1, random);
        byte[] bytes = encoded(expected, 1);
        Memory.copy(bytes, 0, memory, bytes.length);
        HybridRuns runs = new HybridRuns("levels");
        runs.open(memory, memory + bytes.length, 1);
        long target = memory + (1 << 15);
        int set = 0;
        for (int done = 0; done < COUNT; ) {
            int step = Math.min(COUNT - done, 1 + random.nextInt(100));
            set += runs.bits(target, done, step);
            done += step;
        }
        assertEquals(Arrays.stream(expected).sum(), set);
        for (int i = 0; i < COUNT; i++) {
            assertEquals(expected[i], (Memory.getByte(target + i / 8) >> (i & 7)) & 1, "bit " + i);
        }
    }

    @Test
    void legacyLevelsArePackedFromTheMostSignificantBit() {
        Memory.putByte(memory, (byte) 0b1010_0001);
        Memory.putByte(memory + 1, (byte) 0b1100_0000);
        try (DefinitionLevels levels = new DefinitionLevels(Allocators.root())) {
            assertEquals(memory + 2, levels.openBitPacked(memory, memory + 10, 11));
            long target = memory + 100;
            assertEquals(5, levels.validity(target, 0, 11));
            assertEquals(0b1000_0101, Memory.getByte(target) & 0xff);
            assertEquals(0b011, Memory.getByte(target + 1) & 0xff);
            assertThrows(MalformedPageException.class, () -> levels.openBitPacked(memory, memory + 1, 11));
        }
    }

    @Test
    void runsThatEndEarlyAreMalformed() {
        HybridRuns runs = new HybridRuns("indices");
        int[] target = new int[10];
        runs.open(memory, memory, 3);
        MalformedPageException failure = assertThrows(MalformedPageException.class, () -> runs.values(target, 1));
        assertEquals("indices end early", failure.getMessage());
        assertThrows(MalformedPageException.class, () -> runs.open(memory, memory, 33));
        Memory.putByte(memory, (byte) 4);
        Memory.putByte(memory + 1, (byte) 8);
        runs.open(memory, memory + 2, 3);
        failure = assertThrows(MalformedPageException.class, () -> runs.values(target, 1));
        assertEquals("run of indices of 8, which has more than 3 bits", failure.getMessage());
    }

    private static int[] values(int width, Random random) {
        int[] values = new int[COUNT];
        int mask = width == 32 ? -1 : (1 << width) - 1;
        for (int i = 0; i < COUNT; ) {
            int run = random.nextBoolean() ? 1 : 1 + random.nextInt(60);
            int value = random.nextInt() & mask;
            for (int k = 0; k < run && i < COUNT; k++) {
                values[i++] = value;
            }
        }
        return values;
    }

    private static byte[] encoded(int[] values, int width) throws IOException {
        try (RunLengthBitPackingHybridEncoder encoder =
                new RunLengthBitPackingHybridEncoder(width, 100, 100, HeapByteBufferAllocator.getInstance())) {
            for (int value : values) {
                encoder.writeInt(value);
            }
            return encoder.toBytes().toInputStream().readAllBytes();
        }
    }
}
