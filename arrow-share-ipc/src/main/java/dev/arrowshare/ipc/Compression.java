package dev.arrowshare.ipc;

import dev.arrowshare.ipc.layout.BatchHeader;
import org.apache.arrow.flatbuf.CompressionType;

/** How the buffers of a batch are compressed in a file. Compressed buffers cannot be shared: every reader decompresses its own copy. */
public enum Compression {
    /** As they are in memory, so that a mapped file is read without a copy. */
    NONE,
    /** LZ4 frames: fast, some two to one. */
    LZ4_FRAME,
    /** Zstandard at its default level: smaller, slower. */
    ZSTD;

    /** The compression that a message declares. */
    static Compression of(byte codec) {
        return switch (codec) {
            case CompressionType.LZ4_FRAME -> LZ4_FRAME;
            case CompressionType.ZSTD -> ZSTD;
            default -> NONE;
        };
    }

    /** What a message declares. */
    byte codec() {
        return switch (this) {
            case NONE -> BatchHeader.UNCOMPRESSED;
            case LZ4_FRAME -> CompressionType.LZ4_FRAME;
            case ZSTD -> CompressionType.ZSTD;
        };
    }
}
