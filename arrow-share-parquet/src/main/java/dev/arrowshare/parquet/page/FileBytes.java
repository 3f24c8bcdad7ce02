package dev.arrowshare.parquet.page;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file of any file system, by position.
 *
 * <p><b>Threads:</b> safe.
 */
interface FileBytes extends Closeable {
    long size() throws IOException;

    /** Reads some bytes from that position on; -1 behind the last. */
    int read(ByteBuffer target, long position) throws IOException;

    /** Channels of files read by position on any thread; others have one position each and are passed around. */
    static FileBytes open(Path path) throws IOException {
        if (isLocal(path)) {
            return new OfFile(FileChannel.open(path, StandardOpenOption.READ));
        }
        SeekableByteChannel channel = Files.newByteChannel(path, StandardOpenOption.READ);
        return channel instanceof FileChannel file ? new OfFile(file) : new PassedChannels(path, channel);
    }

    /** Whether reading it costs little more than the copy, so that nothing need be read ahead. */
    static boolean isLocal(Path path) {
        return path.getFileSystem().equals(FileSystems.getDefault());
    }

    /** One channel for all. */
    record OfFile(FileChannel channel) implements FileBytes {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
