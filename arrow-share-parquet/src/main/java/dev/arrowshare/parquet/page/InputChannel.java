package dev.arrowshare.parquet.page;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.memory.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file that is read by position, into native memory. Never mapped: a file that is truncated meanwhile must be an exception.
 *
 * <p><b>Threads:</b> safe, but an interrupt of a thread that reads closes the channel for all.
 */
public final class InputChannel implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final AtomicLong bytesRead = new AtomicLong();
    private PageChecks pageChecks = PageChecks.USUAL;

    private InputChannel(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Opens a file whose pages will be read, with what is demanded of them. */
    public static InputChannel open(Path path, PageChecks checks) {
        InputChannel opened = open(path);
        opened.pageChecks = checks.forFile(opened.size());
        return opened;
    }

    PageChecks pageChecks() {
        return pageChecks;
    }

    public static InputChannel open(Path path) {
        if (Files.isDirectory(path)) {
            throw new ArrowShareException(path + ": is a folder, not a Parquet file");
        }
        try {
            return new InputChannel(path, FileChannel.open(path, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            throw new ArrowShareException(path + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new ArrowShareException(path + ": no permission to read it", e);
        } catch (IOException e) {
            throw new ArrowShareException(path + ": cannot be opened: " + e.getMessage(), e);
        }
    }

    public Path path() {
        return path;
    }

    /** Length of the file now. */
    public long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Bytes that were read so far, by all threads. */
    public long bytesRead() {
        return bytesRead.get();
    }

    /** Reads exactly that range of the file. */
    public void read(long position, long address, int bytes) {
        read(position, Memory.buffer(address, bytes));
    }

    /** Fills the buffer from that position of the file. */
    void read(long position, ByteBuffer target) {
        bytesRead.addAndGet(target.remaining());
        long at = position;
        try {
            while (target.hasRemaining()) {
                int count = channel.read(target, at);
                if (count < 0) {
                    throw new CorruptFileException(path + ": ends at " + channel.size() + " bytes, while "
                            + target.remaining() + " more are wanted from " + at + "; was it truncated?");
                }
                at += count;
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private RuntimeException failed(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return new InterruptedRunException(path + ": interrupted while reading it", e);
        }
        return new ArrowShareException(path + ": cannot be read: " + e, e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
