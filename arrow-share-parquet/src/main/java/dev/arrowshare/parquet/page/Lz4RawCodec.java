package dev.arrowshare.parquet.page;

import dev.arrowshare.memory.Memory;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/** LZ4 blocks without a frame, through lz4-java. */
final class Lz4RawCodec implements Codec {
    private static final LZ4Factory LZ4 = LZ4Factory.fastestInstance();

    @Override
    public int decompress(long source, int bytes, long target, int capacity) {
        try {
            return LZ4.safeDecompressor()
                    .decompress(Memory.buffer(source, bytes), 0, bytes, Memory.buffer(target, capacity), 0, capacity);
        } catch (LZ4Exception e) {
            throw new MalformedPageException("lz4: " + e.getMessage(), e);
        }
    }

    @Override
    public int compress(long source, int bytes, long target, int capacity) {
        return LZ4.fastCompressor()
                .compress(Memory.buffer(source, bytes), 0, bytes, Memory.buffer(target, capacity), 0, capacity);
    }

    @Override
    public int maxCompressedBytes(int bytes) {
        return LZ4.fastCompressor().maxCompressedLength(bytes);
    }

    /** A match grows by 255 bytes for each byte of its length. */
    @Override
    public long maxDecompressedBytes(int bytes) {
        return 255L * bytes + 64;
    }
}
