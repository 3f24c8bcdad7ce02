package dev.arrowshare.ipc.codec;

import com.github.luben.zstd.Zstd;
import dev.arrowshare.ipc.layout.Refused;

/** Zstandard, by zstd-jni. */
final class Zstandard implements BufferCodec {
    static final Zstandard INSTANCE = new Zstandard();

    /** By the format: a block holds at most 128 KiB and takes at least 4 bytes. */
    private static final long MOST_RATIO = 1 << 15;

    private Zstandard() {}

    @Override
    public long bound(long bytes) {
        return Zstd.compressBound(bytes);
    }

    @Override
    public long compress(long from, long bytes, long to) {
        long result = Zstd.compressUnsafe(to, bound(bytes), from, bytes, Zstd.defaultCompressionLevel());
        if (Zstd.isError(result)) {
            throw new IllegalStateException("zstd cannot compress " + bytes + " bytes: " + Zstd.getErrorName(result));
        }
        return result;
    }

    @Override
    public long mostFrom(long compressedBytes) {
        return Math.multiplyExact(compressedBytes, MOST_RATIO);
    }

    @Override
    public void decompress(long from, long compressedBytes, long to, long bytes) {
        long result = Zstd.decompressUnsafe(to, bytes, from, compressedBytes);
        if (Zstd.isError(result) || result != bytes) {
            throw Refused.corrupt("a zstd buffer of " + compressedBytes + " bytes does not hold the " + bytes
                    + " that it declares: "
                    + (Zstd.isError(result) ? Zstd.getErrorName(result) : "it holds " + result));
        }
    }
}
