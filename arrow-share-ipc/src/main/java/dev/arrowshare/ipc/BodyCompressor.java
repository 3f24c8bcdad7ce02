package dev.arrowshare.ipc;

import dev.arrowshare.ipc.codec.BufferCodec;
import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.ipc.layout.BodyPlan;
import dev.arrowshare.memory.Memory;

/** Compresses the buffers of a body one by one, each behind its uncompressed length; those that would grow are stored. */
final class BodyCompressor {
    private static final long STORED = -1;

    private BodyCompressor() {}

    /** The compressed body; the caller closes both. */
    static BodyPlan compress(BodyPlan body, Compression compression) {
        BufferCodec codec = BufferCodec.of(compression.codec());
        BodyPlan compressed = body.compressedBy(compression.codec());
        for (int i = 0; i < body.bufferCount(); i++) {
            long length = body.bufferLength(i);
            if (length == 0) {
                compressed.emptyBuffer();
            } else {
                compress(codec, body.bufferAddress(i), length, compressed);
            }
        }
        return compressed;
    }

    private static void compress(BufferCodec codec, long address, long length, BodyPlan compressed) {
        // A column that was carried through may lie in another file's mapping, which native code must not read.
        long source = Memory.allocate(length);
        try {
            Memory.copy(address, source, length);
            long target =
                    compressed.scratch(ArrowFormat.COMPRESSED_PREFIX_BYTES + Math.max(length, codec.bound(length)));
            long data = target + ArrowFormat.COMPRESSED_PREFIX_BYTES;
            long bytes = codec.compress(source, length, data);
            if (bytes >= length) {
                Memory.copy(source, data, length);
            }
            Memory.putLong(target, bytes < length ? length : STORED);
            compressed.buffer(target, ArrowFormat.COMPRESSED_PREFIX_BYTES + Math.min(bytes, length));
        } finally {
            Memory.free(source);
        }
    }
}
