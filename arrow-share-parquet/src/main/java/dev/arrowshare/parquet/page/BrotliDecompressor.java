package dev.arrowshare.parquet.page;

import dev.arrowshare.memory.Memory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.brotli.dec.BrotliInputStream;

/** Brotli streams, through org.brotli's decoder, which is plain Java. */
final class BrotliDecompressor implements Decompressor {
    private static final int BLOCK_BYTES = 1 << 16;

    @Override
    public int decompress(long source, int bytes, long target, int capacity) {
        byte[] compressed = new byte[bytes];
        Memory.copy(source, compressed, 0, bytes);
        try (InputStream stream = new BrotliInputStream(new ByteArrayInputStream(compressed))) {
            return copy(stream, target, capacity);
        } catch (IOException | IllegalStateException | IndexOutOfBoundsException e) {
            throw new MalformedPageException("brotli: " + e.getMessage(), e);
        }
    }

    private static int copy(InputStream stream, long target, int capacity) throws IOException {
        byte[] block = new byte[Math.min(BLOCK_BYTES, capacity + 1)];
        int done = 0;
        for (int read = stream.read(block); read > 0; read = stream.read(block)) {
            if (read > capacity - done) {
                throw new MalformedPageException("brotli data is longer than " + capacity + " bytes");
            }
            Memory.copy(block, 0, target + done, read);
            done += read;
        }
        return done;
    }

    /** A copy of up to 16 MiB takes a few bytes. */
    @Override
    public long maxDecompressedBytes(int bytes) {
        return (long) bytes << 24;
    }
}
