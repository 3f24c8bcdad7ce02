package dev.arrowshare.parquet.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Channels that have a position each, of which a thread at a time has one. As many are opened as are in use at once, and never more than
 * {@link ReadAhead#REQUESTS}; of a zip file's entry just one, since that is unpacked whole with each opening.
 */
final class PassedChannels implements FileBytes {
    private final Path path;
    private final int most;
    private final List<SeekableByteChannel> all = new ArrayList<>();
    private final Deque<SeekableByteChannel> idle = new ArrayDeque<>();
    private final long size;
    private int opened = 1;
    private boolean closed;

    PassedChannels(Path path, SeekableByteChannel first) throws IOException {
        this.path = path;
        this.most = path.getFileSystem().provider().getScheme().equals("jar") ? 1 : ReadAhead.REQUESTS;
        this.size = first.size();
        all.add(first);
        idle.add(first);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        SeekableByteChannel channel = take();
        try {
            channel.position(position);
            return channel.read(target);
        } finally {
            giveBack(channel);
        }
    }

    private SeekableByteChannel take() throws IOException {
        synchronized (this) {
            try {
                while (!closed && idle.isEmpty() && opened == most) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClosedByInterruptException();
            }
            if (closed) {
                throw new ClosedChannelException();
            }
            SeekableByteChannel channel = idle.poll();
            if (channel != null) {
                return channel;
            }
            opened++;
        }
        return another();
    }

    /** Opens one, which may take its time, without holding up those that read. */
    private SeekableByteChannel another() throws IOException {
        try {
            SeekableByteChannel channel = Files.newByteChannel(path, StandardOpenOption.READ);
            synchronized (this) {
                if (closed) {
                    channel.close();
                    throw new ClosedChannelException();
                }
                all.add(channel);
            }
            return channel;
        } catch (IOException | RuntimeException | Error e) {
            synchronized (this) {
                opened--;
                notify();
            }
            throw e;
        }
    }

    private synchronized void giveBack(SeekableByteChannel channel) {
        idle.add(channel);
        notify();
    }

    /** Also ends what other threads are reading, where the file system can do that. */
    @Override
    public void close() throws IOException {
        List<SeekableByteChannel> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(all);
            all.clear();
            notifyAll();
        }
        IOException failure = null;
        for (SeekableByteChannel channel : open) {
            try {
                channel.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
