package dev.arrowshare.ipc.codec;

import dev.arrowshare.ipc.layout.Refused;
import org.apache.arrow.flatbuf.CompressionType;

/**
 * Compresses one buffer, on native memory that belongs to this process: never on a mapping, where a truncated file would end the
 * JVM inside of native code.
 *
 * <p><b>Threads:</b> safe.
 */
public interface BufferCodec {

    /** The codec of that {@link CompressionType}. */
    static BufferCodec of(byte type) {
        return switch (type) {
            case CompressionType.LZ4_FRAME -> Lz4Frame.INSTANCE;
            case CompressionType.ZSTD -> Zstandard.INSTANCE;
            default -> throw Refused.unsupported("compression codec " + type);
        };
    }

    /** The most bytes that so many can compress to. */
    long bound(long bytes);

    /** Compresses, and returns how many bytes that took. The target has room for {@link #bound}. */
    long compress(long from, long bytes, long to);

    /** The most that so many compressed bytes can hold, so that a corrupt length is refused before it is allocated. */
    long mostFrom(long compressedBytes);

    /** Decompresses to exactly so many bytes; anything else is refused as corrupt. */
    void decompress(long from, long compressedBytes, long to, long bytes);
}
