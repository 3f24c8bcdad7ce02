package dev.arrowshare.ipc;

/** How the buffers of a batch are compressed in a file. Compressed buffers cannot be shared: every reader decompresses its own copy. */
public enum Compression {
    /** As they are in memory, so that a mapped file is read without a copy. */
    NONE,
    /** LZ4 frames: fast, some two to one. */
    LZ4_FRAME,
    /** Zstandard at its default level: smaller, slower. */
    ZSTD
}
