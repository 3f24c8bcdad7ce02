package dev.arrowshare.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.memory.Memory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** lz4-java's streams are the oracle in both directions. */
class Lz4FrameTest {
    private static final long SEED = 7;

    private static byte[] data(int bytes) {
        Random random = new Random(SEED);
        byte[] data = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            data[i] = (byte) (random.nextInt(10) == 0 ? random.nextInt() : i / 100);
        }
        return data;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 13, 1_000, 100_000, 4 << 20, (4 << 20) + 1, 9_000_000})
    void othersReadWhatWeWrite(int bytes) throws IOException {
        byte[] data = data(bytes);
        try (LZ4FrameInputStream in = new LZ4FrameInputStream(new ByteArrayInputStream(compressed(data)))) {
            assertArrayEquals(data, in.readAllBytes(), "seed=" + SEED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 13, 1_000, 100_000, 4 << 20, (4 << 20) + 1, 9_000_000})
    void weReadWhatOthersWrite(int bytes) throws IOException {
        byte[] data = data(bytes);
        for (BLOCKSIZE size : BLOCKSIZE.values()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (LZ4FrameOutputStream frame = new LZ4FrameOutputStream(
                    out, size, FLG.Bits.BLOCK_INDEPENDENCE, FLG.Bits.BLOCK_CHECKSUM, FLG.Bits.CONTENT_CHECKSUM)) {
                frame.write(data);
            }
            assertArrayEquals(data, decompressed(out.toByteArray(), bytes), size + " seed=" + SEED);
        }
    }

    /** A second block that repeats the first byte for byte, by a match that reaches back over the block's beginning. */
    @Test
    void blocksMayReferToBlocksBefore() {
        byte[] frame = {
            0x04,
            0x22,
            0x4D,
            0x18,
            0x40,
            0x40,
            (byte) 0xC0, // version 1, linked blocks of at most 64 KiB
            9,
            0,
            0,
            0,
            (byte) 0x80,
            'a',
            'b',
            'c',
            'd',
            'e',
            'f',
            'g',
            'h',
            9,
            0,
            0,
            0,
            0x00,
            8,
            0,
            0x50,
            'v',
            'w',
            'x',
            'y',
            'z',
            0,
            0,
            0,
            0
        };
        assertEquals(
                "abcdefghabcdvwxyz", new String(decompressed(frame, 17), java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void everyFlippedBitIsRefusedOrHarmless() {
        byte[] data = data(2_000);
        byte[] frame = compressed(data);
        for (int bit = 0; bit < frame.length * 8; bit++) {
            byte[] broken = frame.clone();
            broken[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                assertEquals(data.length, decompressed(broken, data.length).length);
            } catch (Refused expected) {
                assertEquals(true, expected.getMessage().startsWith("an LZ4"), expected.getMessage());
            }
        }
    }

    @Test
    void aTruncatedFrameIsRefused() {
        byte[] frame = compressed(data(2_000));
        for (int length = 0; length < frame.length; length++) {
            byte[] shorter = java.util.Arrays.copyOf(frame, length);
            assertThrows(Refused.class, () -> decompressed(shorter, 2_000));
        }
    }

    private static byte[] compressed(byte[] data) {
        long from = Memory.allocate(data.length);
        long to = Memory.allocate(Lz4Frame.INSTANCE.bound(data.length));
        try {
            Memory.copy(data, 0, from, data.length);
            byte[] frame = new byte[(int) Lz4Frame.INSTANCE.compress(from, data.length, to)];
            Memory.copy(to, frame, 0, frame.length);
            return frame;
        } finally {
            Memory.free(from);
            Memory.free(to);
        }
    }

    private static byte[] decompressed(byte[] frame, int bytes) {
        long from = Memory.allocate(frame.length);
        long to = Memory.allocate(bytes);
        try {
            Memory.copy(frame, 0, from, frame.length);
            Lz4Frame.INSTANCE.decompress(from, frame.length, to, bytes);
            byte[] data = new byte[bytes];
            Memory.copy(to, data, 0, bytes);
            return data;
        } finally {
            Memory.free(from);
            Memory.free(to);
        }
    }
}
