package dev.arrowshare.ipc.map;

import dev.arrowshare.memory.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Compares mapped memory with the file that it was mapped from. */
final class FileComparison {
    private static final int CHUNK_BYTES = 1 << 20;

    private FileComparison() {}

    /** Whether a byte differs; no, where the file cannot be read to its end. */
    static boolean differs(FileChannel channel, long offset, long address, long bytes) {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, bytes));
        try {
            for (long done = 0; done < bytes; done += chunk.capacity()) {
                chunk.clear().limit((int) Math.min(chunk.capacity(), bytes - done));
                if (!readFully(channel, offset + done, chunk)) {
                    return false;
                }
                if (chunk.flip().mismatch(Memory.buffer(address + done, chunk.limit())) >= 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean readFully(FileChannel channel, long offset, ByteBuffer chunk) throws IOException {
        while (chunk.hasRemaining()) {
            if (channel.read(chunk, offset + chunk.position()) < 0) {
                return false;
            }
        }
        return true;
    }
}
