package dev.arrowshare.parquet.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Memory;
import io.airlift.compress.lz4.Lz4HadoopStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import org.apache.parquet.format.CompressionCodec;
import org.junit.jupiter.api.Test;

/** What is only read, against encoders that we did not write. */
class DecompressorsTest {
    @Test
    void lz4InHadoopsFramesOfSeveralBlocks() throws IOException {
        for (int bytes : new int[] {1, 100, 300_000, 2_000_000}) {
            byte[] data = data(bytes);
            ByteArrayOutputStream framed = new ByteArrayOutputStream();
            try (OutputStream stream = new Lz4HadoopStreams().createOutputStream(framed)) {
                stream.write(data);
            }
            assertArrayEquals(data, decompressed(CompressionCodec.LZ4, framed.toByteArray(), bytes));
        }
    }

    @Test
    void lz4WithoutFrames() {
        for (int bytes : new int[] {1, 100, 300_000}) {
            byte[] data = data(bytes);
            byte[] block = LZ4Factory.safeInstance().fastCompressor().compress(data);
            assertArrayEquals(data, decompressed(CompressionCodec.LZ4, block, bytes));
        }
    }

    @Test
    void gzipOfManyMembers() throws IOException {
        byte[] data = data(10_000);
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int begin = 0; begin < data.length; begin += 2500) {
            GZIPOutputStream gzip = new GZIPOutputStream(members);
            gzip.write(data, begin, 2500);
            gzip.finish();
        }
        assertArrayEquals(data, decompressed(CompressionCodec.GZIP, members.toByteArray(), data.length));
    }

    /** The stream is one of pyarrow 26.0.1: "arrow " a hundred times. */
    @Test
    void brotli() {
        byte[] stream = Base64.getDecoder().decode(BROTLI);
        assertArrayEquals(
                "arrow ".repeat(100).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                decompressed(CompressionCodec.BROTLI, stream, 600));
    }

    private static final String BROTLI = "G1cCAAQmcqSxBvQtedQWBwbWDg==";

    @Test
    void whatIsNotOfTheCodecIsMalformed() {
        byte[] noise = new byte[1000];
        new Random(5).nextBytes(noise);
        for (CompressionCodec codec : new CompressionCodec[] {CompressionCodec.LZ4, CompressionCodec.BROTLI}) {
            assertThrows(MalformedPageException.class, () -> decompressed(codec, noise, 4000), codec::toString);
        }
    }

    @Test
    void moreThanThereIsRoomForIsMalformed() {
        byte[] stream = Base64.getDecoder().decode(BROTLI);
        assertThrows(MalformedPageException.class, () -> decompressed(CompressionCodec.BROTLI, stream, 100));
    }

    @Test
    void aLibraryThatIsMissingIsNamed() {
        UnsupportedFeatureException refusal = assertThrows(
                UnsupportedFeatureException.class,
                () -> Codecs.require(CompressionCodec.BROTLI, "org.brotli.dec.Missing", "org.brotli:dec:0.1.2"));
        assertEquals(
                "its compression BROTLI needs a library: add org.brotli:dec:0.1.2 to the class path",
                refusal.getMessage());
    }

    @Test
    void lzoIsRefusedByName() {
        UnsupportedFeatureException refusal =
                assertThrows(UnsupportedFeatureException.class, () -> Codecs.reading(CompressionCodec.LZO));
        assertEquals("its compression LZO is not supported", refusal.getMessage());
    }

    private static byte[] data(int bytes) {
        byte[] data = new byte[bytes];
        Random random = new Random(bytes);
        for (int i = 0; i < bytes; i++) {
            data[i] = (byte) (i % 7 == 0 ? random.nextInt() : i / 100);
        }
        return data;
    }

    private static byte[] decompressed(CompressionCodec codec, byte[] compressed, int bytes) {
        long source = Memory.allocate(compressed.length + 64);
        long target = Memory.allocate(bytes + 64);
        try {
            Memory.copy(compressed, 0, source, compressed.length);
            int result = Codecs.reading(codec).decompress(source, compressed.length, target, bytes);
            byte[] decompressed = new byte[result];
            Memory.copy(target, decompressed, 0, result);
            return decompressed;
        } finally {
            Memory.free(source);
            Memory.free(target);
        }
    }
}
