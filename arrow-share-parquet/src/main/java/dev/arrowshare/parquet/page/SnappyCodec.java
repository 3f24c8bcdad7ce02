package dev.arrowshare.parquet.page;

import java.io.IOException;
import org.xerial.snappy.Snappy;

/** Snappy blocks: decoded by {@link SnappyDecoder}, encoded by snappy-java. */
final class SnappyCodec implements Codec {
    @Override
    public int decompress(long source, int bytes, long target, int capacity) {
        return SnappyDecoder.decode(source, bytes, target, capacity);
    }

    @Override
    public int compress(long source, int bytes, long target, int capacity) {
        if (capacity < maxCompressedBytes(bytes)) {
            throw new IllegalArgumentException("room for " + capacity + " bytes, snappy needs "
                    + maxCompressedBytes(bytes) + " to compress " + bytes);
        }
        try {
            return Math.toIntExact(Snappy.rawCompress(source, bytes, target));
        } catch (IOException e) {
            throw new IllegalStateException("snappy cannot compress " + bytes + " bytes", e);
        }
    }

    @Override
    public int maxCompressedBytes(int bytes) {
        return Math.toIntExact(32L + bytes + bytes / 6);
    }

    /** The best element is a copy of 64 bytes in three. */
    @Override
    public long maxDecompressedBytes(int bytes) {
        return 22L * bytes;
    }
}
