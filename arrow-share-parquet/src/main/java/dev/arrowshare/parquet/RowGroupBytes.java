package dev.arrowshare.parquet;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.encode.GrowingBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.function.Consumer;

/** Where the bytes of a row group are, and how they get into a file. */
interface RowGroupBytes extends AutoCloseable {
    /** One write's size: what a channel takes in one go anyway. */
    int STEP = 1 << 30;

    long bytes();

    void writeTo(WritableByteChannel channel) throws IOException;

    void writeTo(ByteBuffer buffer) throws IOException;

    /** Bytes of one chunk, bloom filter, or what else lies in one piece. */
    default byte[] read(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(offset, bytes, length);
        return bytes;
    }

    /** The same, to the beginning of an array. */
    void read(long offset, byte[] target, int length) throws IOException;

    /** The first bytes alone; this one must no longer be used. */
    RowGroupBytes first(long bytes);

    @Override
    default void close() {}

    static void write(ByteBuffer bytes, WritableByteChannel channel) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Memory of an encoder's, a buffer a column chunk. */
    record OfMemory(List<GrowingBuffer> parts, Consumer<GrowingBuffer> giveBack) implements RowGroupBytes {
        @Override
        public long bytes() {
            return parts.stream().mapToLong(GrowingBuffer::size).sum();
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            for (GrowingBuffer part : parts) {
                for (long done = 0; done < part.size(); done += STEP) {
                    write(view(part, done), channel);
                }
            }
        }

        @Override
        public void writeTo(ByteBuffer buffer) {
            for (GrowingBuffer part : parts) {
                for (long done = 0; done < part.size(); done += STEP) {
                    buffer.put(view(part, done));
                }
            }
        }

        private static ByteBuffer view(GrowingBuffer part, long from) {
            return Memory.buffer(part.address() + from, (int) Math.min(STEP, part.size() - from));
        }

        @Override
        public void read(long offset, byte[] target, int length) {
            long before = 0;
            for (GrowingBuffer part : parts) {
                if (offset - before < part.size()) {
                    Memory.copy(part.address() + (offset - before), target, 0, length);
                    return;
                }
                before += part.size();
            }
            throw new IllegalArgumentException("no byte " + offset + " in a row group of " + before);
        }

        @Override
        public RowGroupBytes first(long bytes) {
            throw new UnsupportedOperationException("memory of an encoder's is not cut");
        }

        @Override
        public void close() {
            parts.forEach(giveBack);
            parts.clear();
        }
    }

    /** A range of an open file. */
    record OfChannel(FileChannel channel, long position, long bytes) implements RowGroupBytes {
        @Override
        public void writeTo(WritableByteChannel target) throws IOException {
            for (long done = 0; done < bytes; ) {
                long step = channel.transferTo(position + done, Math.min(STEP, bytes - done), target);
                requireMore(step, done);
                done += step;
            }
        }

        @Override
        public void writeTo(ByteBuffer buffer) throws IOException {
            ByteBuffer room = buffer.duplicate().limit(buffer.position() + Math.toIntExact(bytes));
            fill(room, position);
            buffer.position(room.position());
        }

        @Override
        public void read(long offset, byte[] target, int length) throws IOException {
            fill(ByteBuffer.wrap(target, 0, length), position + offset);
        }

        private void fill(ByteBuffer room, long from) throws IOException {
            long at = from;
            while (room.hasRemaining()) {
                int step = channel.read(room, at);
                requireMore(step, at - position);
                at += step;
            }
        }

        private void requireMore(long step, long done) throws IOException {
            if (step <= 0) {
                throw new EOFException("the file ends " + done + " bytes into a row group of " + bytes);
            }
        }

        @Override
        public RowGroupBytes first(long length) {
            return new OfChannel(channel, position, length);
        }
    }

    /** A buffer, from its first byte to its capacity. */
    record OfBuffer(ByteBuffer buffer) implements RowGroupBytes {
        @Override
        public long bytes() {
            return buffer.capacity();
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            write(buffer.duplicate(), channel);
        }

        @Override
        public void writeTo(ByteBuffer target) {
            target.put(buffer.duplicate());
        }

        @Override
        public void read(long offset, byte[] target, int length) {
            buffer.get((int) offset, target, 0, length);
        }

        @Override
        public RowGroupBytes first(long length) {
            return new OfBuffer(buffer.slice(0, Math.toIntExact(length)));
        }
    }
}
