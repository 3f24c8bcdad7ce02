package dev.arrowshare.ipc;

import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.ipc.layout.BodyPlan;
import dev.arrowshare.ipc.layout.Footer.Block;
import dev.arrowshare.ipc.publish.PendingFile;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.memory.Xxh64;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Messages on their way into a file: padded so that the next one begins aligned, hashed, and written by gathering their buffers
 * from where they lie.
 */
final class MessageOutput implements AutoCloseable {
    private static final int PADDING_BYTES = ArrowFormat.BLOCK_ALIGNMENT;
    private static final int LARGEST_PIECE = 1 << 30;

    private final PendingFile file;
    private final int alignment;
    private final Xxh64 hash = new Xxh64();
    private final long padding = zeros();
    private ByteBuffer[] queue = new ByteBuffer[64];
    private int queued;
    private long position;

    /** @param alignment where messages begin: pages in a file, 64 bytes in a stream */
    MessageOutput(PendingFile file, int alignment) {
        this.file = file;
        this.alignment = alignment;
    }

    private static long zeros() {
        long address = Memory.allocate(PADDING_BYTES);
        Memory.fill(address, PADDING_BYTES, (byte) 0);
        return address;
    }

    /** Bytes written so far. */
    long position() {
        return position;
    }

    /** Hash of everything since the last block. */
    long hash() {
        return hash.value();
    }

    void bytes(byte[] bytes) {
        queue(bytes);
        flush();
    }

    /** A message without a body, after what has been written since the last block. */
    void message(ByteBuffer metadata) {
        metadata(metadata, 0);
        flush();
    }

    /** A message with its body, hashed on its own. */
    Block block(ByteBuffer metadata, BodyPlan body) {
        hash.reset();
        long start = position;
        int metadataLength = metadata(metadata, body.bytes());
        for (int i = 0; i < body.bufferCount(); i++) {
            long length = body.bufferLength(i);
            queue(body.bufferAddress(i), length);
            pad(ArrowFormat.align(length, ArrowFormat.BUFFER_ALIGNMENT) - length);
        }
        flush();
        return new Block(start, metadataLength, body.bytes());
    }

    /** Prefix, metadata, and so much padding that the body ends aligned. Returns their length. */
    private int metadata(ByteBuffer metadata, long bodyBytes) {
        long end = position + ArrowFormat.PREFIX_BYTES + metadata.remaining() + bodyBytes;
        long padded = ArrowFormat.align(end, alignment) - end;
        byte[] bytes = new byte[ArrowFormat.PREFIX_BYTES + metadata.remaining() + (int) padded];
        ByteBuffer message = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(ArrowFormat.CONTINUATION)
                .putInt(bytes.length - ArrowFormat.PREFIX_BYTES)
                .put(metadata);
        queue(bytes);
        return bytes.length;
    }

    private void queue(byte[] bytes) {
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        hash.update(Memory.address(direct), bytes.length);
        queue(direct);
    }

    private void queue(long address, long length) {
        hash.update(address, length);
        for (long at = 0; at < length; at += LARGEST_PIECE) {
            queue(Memory.buffer(address + at, (int) Math.min(LARGEST_PIECE, length - at)));
        }
    }

    private void pad(long bytes) {
        if (bytes > 0) {
            queue(padding, bytes);
        }
    }

    private void queue(ByteBuffer buffer) {
        if (queued == queue.length) {
            queue = Arrays.copyOf(queue, 2 * queued);
        }
        queue[queued++] = buffer;
        position += buffer.remaining();
    }

    private void flush() {
        try {
            file.write(queue, queued);
        } finally {
            Arrays.fill(queue, 0, queued, null);
            queued = 0;
        }
    }

    @Override
    public void close() {
        hash.free();
        Memory.free(padding);
    }
}
