package dev.arrowshare.parquet.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.memory.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

class SnappyDecoderTest {
    private static final byte GUARD = 0x5a;
    private static final int GUARD_BYTES = 64;

    /** What pages hold, from what compresses to pairs of short elements to what does not compress. */
    private enum Values {
        COUNTING {
            @Override
            long next(long before, Random random) {
                return before + 1;
            }
        },
        RISING {
            @Override
            long next(long before, Random random) {
                return before + random.nextInt(5_000_000);
            }
        },
        FEW {
            @Override
            long next(long before, Random random) {
                return Double.doubleToRawLongBits(random.nextInt(500) / 100.0);
            }
        },
        ONE {
            @Override
            long next(long before, Random random) {
                return 0x0707070707070707L;
            }
        },
        /** Words of six letters in an order that nobody can predict: what is left to the native decoder when there is much of it. */
        WORDS {
            @Override
            long next(long before, Random random) {
                return 0x20_00_65_64_6f_63_65_64L
                        | (long) ('a' + random.nextInt(26)) << 48
                        | random.nextInt(40) * 0x01_00_07L;
            }
        },
        NOISE {
            @Override
            long next(long before, Random random) {
                return random.nextLong();
            }
        };

        abstract long next(long before, Random random);

        byte[] bytes(int count, Random random) {
            ByteBuffer buffer = ByteBuffer.allocate(count + 8).order(ByteOrder.LITTLE_ENDIAN);
            long value = 1_704_067_200_000_000L;
            for (int i = 0; i < count; i += 8) {
                value = next(value, random);
                buffer.putLong(i, value);
            }
            return Arrays.copyOf(buffer.array(), count);
        }
    }

    @ParameterizedTest
    @EnumSource
    void decodesWhatSnappyJavaEncoded(Values values) throws IOException {
        Random random = new Random(7);
        for (int count : new int[] {0, 1, 7, 8, 9, 31, 32, 33, 40, 64, 1000, 65_535, 65_536, 200_001}) {
            byte[] expected = values.bytes(count, random);
            for (int room : new int[] {0, 1, 24, 64}) {
                byte[] found = decoded(Snappy.compress(expected), count, room);
                assertArrayEquals(expected, found, values + ", " + count + " bytes, room for " + room + " more");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void decodesTextOfEveryPeriod(Values values) throws IOException {
        for (int period = 1; period < 40; period++) {
            byte[] seed = values.bytes(period, new Random(period));
            byte[] expected = new byte[3000];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = seed[i % period];
            }
            byte[] found = decoded(Snappy.compress(expected), expected.length, 0);
            assertArrayEquals(expected, found, values + ", period " + period);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedBlocksAreRefusedOrStayInTheirRoom(long seed) throws IOException {
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            Values values = Values.values()[random.nextInt(Values.values().length)];
            int count = 1 + random.nextInt(600);
            byte[] block = Snappy.compress(values.bytes(count, random));
            for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
                block[random.nextInt(block.length)] = (byte) random.nextInt(256);
            }
            refused += isRefused(Arrays.copyOf(block, 1 + random.nextInt(block.length)), count) ? 1 : 0;
        }
        assertTrue(refused > 1_000, "only " + refused + " of 5000 damaged blocks were refused, seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void damagedBlocksOfTextAreRefusedOrStayInTheirRoom(long seed) throws IOException {
        Random random = new Random(seed);
        int count = 200_000;
        byte[] sound = Snappy.compress(Values.WORDS.bytes(count, random));
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] block = sound.clone();
            block[random.nextInt(block.length)] = (byte) random.nextInt(256);
            refused += isRefused(i % 3 == 0 ? Arrays.copyOf(block, 1 + random.nextInt(block.length)) : block, count)
                    ? 1
                    : 0;
        }
        assertTrue(refused > 100, "only " + refused + " of 300 damaged blocks were refused, seed " + seed);
    }

    private static boolean isRefused(byte[] block, int capacity) {
        try {
            decoded(block, capacity, 0);
            return false;
        } catch (MalformedPageException e) {
            return true;
        }
    }

    @Test
    void aBlockThatIsTooLargeForItsRoomIsRefused() throws IOException {
        byte[] block = Snappy.compress(new byte[100]);
        MalformedPageException e = assertThrows(MalformedPageException.class, () -> decoded(block, 99, 0));
        assertEquals("snappy block decodes to 100 bytes, expected at most 99", e.getMessage());
    }

    /** Decodes between guards, which must stay as they are. */
    private static byte[] decoded(byte[] block, int count, int room) {
        int capacity = count + room;
        long source = Memory.allocate(block.length);
        long target = Memory.allocate(capacity + 2L * GUARD_BYTES);
        try {
            Memory.copy(block, 0, source, block.length);
            Memory.fill(target, capacity + 2L * GUARD_BYTES, GUARD);
            int bytes = SnappyDecoder.decode(source, block.length, target + GUARD_BYTES, capacity);
            byte[] result = new byte[bytes];
            Memory.copy(target + GUARD_BYTES, result, 0, bytes);
            return result;
        } finally {
            assertGuarded(target);
            assertGuarded(target + GUARD_BYTES + capacity);
            Memory.free(source);
            Memory.free(target);
        }
    }

    private static void assertGuarded(long address) {
        for (int i = 0; i < GUARD_BYTES; i++) {
            assertEquals(GUARD, Memory.getByte(address + i), "byte " + i + " of a guard");
        }
    }
}
