package dev.arrowshare.parquet.page;

import com.github.luben.zstd.Zstd;

/** Zstandard frames, through zstd-jni. */
final class ZstdCodec implements Codec {
    private final int level;

    ZstdCodec(int level) {
        this.level = level;
    }

    @Override
    public int decompress(long source, int bytes, long target, int capacity) {
        long result = Zstd.decompressUnsafe(target, capacity, source, bytes);
        if (Zstd.isError(result)) {
            throw new MalformedPageException("zstd: " + Zstd.getErrorName(result));
        }
        return (int) result;
    }

    @Override
    public int compress(long source, int bytes, long target, int capacity) {
        long result = Zstd.compressUnsafe(target, capacity, source, bytes, level);
        if (Zstd.isError(result)) {
            throw new IllegalStateException(
                    "zstd cannot compress " + bytes + " bytes into " + capacity + ": " + Zstd.getErrorName(result));
        }
        return (int) result;
    }

    @Override
    public int maxCompressedBytes(int bytes) {
        return Math.toIntExact(Zstd.compressBound(bytes));
    }

    /** The best block is 128 KiB of one byte, in four bytes. */
    @Override
    public long maxDecompressedBytes(int bytes) {
        return (long) bytes << 15;
    }
}
