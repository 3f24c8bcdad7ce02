package dev.arrowshare.ipc.map;

import dev.arrowshare.memory.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of fixed size that two processes map for writing: what one puts there, the other reads.
 *
 * <pre>{@code
 * MappedSegment ours = MappedSegment.create(file, 64 << 20);       // in a worker
 * MappedSegment same = MappedSegment.attach(file, 64 << 20);       // in its coordinator
 * }</pre>
 *
 * <p>Every block of the file is written before it is mapped: a full disk is an exception of {@link #create} and not the death of the
 * JVM at some later store.
 *
 * <p><b>Threads:</b> whoever writes and reads agrees on when; this class orders nothing.
 *
 * <p><b>Ownership:</b> the caller closes it, when nobody touches its memory any more. Neither side deletes the file.
 */
public final class MappedSegment implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final MappedByteBuffer mapping;
    private final long address;

    private MappedSegment(MappedByteBuffer mapping) {
        this.mapping = mapping;
        this.address = Memory.address(mapping);
    }

    /** Makes the file, of zeros, and maps it. Leaves no file when that fails. */
    public static MappedSegment create(Path file, long bytes) throws IOException {
        requireMappable(file, bytes);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            fill(channel, bytes);
            return new MappedSegment(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes));
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Maps a file that another process has made. */
    public static MappedSegment attach(Path file, long bytes) throws IOException {
        requireMappable(file, bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() != bytes) {
                // Mapping more than there is would make the file longer, and a hole in it.
                throw new IOException(file + ": has " + channel.size() + " bytes, not " + bytes);
            }
            return new MappedSegment(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes));
        }
    }

    private static void fill(FileChannel channel, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(CHUNK, bytes));
        for (long left = bytes; left > 0; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), left));
            left -= channel.write(zeros);
        }
    }

    private static void requireMappable(Path file, long bytes) {
        if (bytes < 1 || bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    file + ": a segment of " + bytes + " bytes; allowed are 1 to " + Integer.MAX_VALUE);
        }
    }

    public long address() {
        return address;
    }

    public long bytes() {
        return mapping.capacity();
    }

    /** Unmaps. */
    @Override
    public void close() {
        Memory.unmap(mapping);
    }
}
