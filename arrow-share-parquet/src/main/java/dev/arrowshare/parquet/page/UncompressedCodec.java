package dev.arrowshare.parquet.page;

import dev.arrowshare.memory.Memory;

/** Pages as they are. */
final class UncompressedCodec implements Codec {
    @Override
    public int decompress(long source, int bytes, long target, int capacity) {
        return copy(source, bytes, target, capacity);
    }

    @Override
    public int compress(long source, int bytes, long target, int capacity) {
        return copy(source, bytes, target, capacity);
    }

    private static int copy(long source, int bytes, long target, int capacity) {
        if (bytes > capacity) {
            throw new MalformedPageException("uncompressed page of " + bytes + " bytes, expected at most " + capacity);
        }
        Memory.copy(source, target, bytes);
        return bytes;
    }

    @Override
    public int maxCompressedBytes(int bytes) {
        return bytes;
    }

    @Override
    public long maxDecompressedBytes(int bytes) {
        return bytes;
    }
}
