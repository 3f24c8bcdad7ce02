package dev.arrowshare.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/**
 * A file of a {@link StagingFolder}, open for reading and writing, whose bytes stay when the process dies.
 *
 * <p><b>Threads:</b> one at a time. <b>Ownership:</b> the caller closes it; nothing is deleted by that.
 */
public final class StagedFile implements SeekableByteChannel {
    private final String name;
    private final FileChannel channel;

    StagedFile(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    /** For reading ranges. */
    public FileChannel channel() {
        return channel;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        Steps.before("write " + name);
        return channel.write(bytes);
    }

    @Override
    public StagedFile truncate(long size) throws IOException {
        Steps.before("truncate " + name);
        channel.truncate(size);
        return this;
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
        return channel.read(bytes);
    }

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public StagedFile position(long position) throws IOException {
        channel.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return "Staged file " + name;
    }
}
