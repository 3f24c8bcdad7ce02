package dev.arrowshare.ipc;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.ipc.layout.Message;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.memory.Memory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The messages of a stream, one after the other; the body of each is to be read before the next. */
final class StreamMessages implements AutoCloseable {
    /** What is allocated before anything was read: a corrupt length may claim any size. */
    private static final int FIRST_BYTES = 1 << 24;

    private final String name;
    private final ReadableByteChannel channel;
    private @Nullable Message message;
    private long unread;

    StreamMessages(String name, InputStream input) {
        this.name = name;
        this.channel = Channels.newChannel(input);
    }

    /** Goes to the next message; false at the end of the stream. */
    boolean next() {
        if (unread > 0) {
            throw new IllegalStateException("the body of the message before was not read");
        }
        int length = metadataLength();
        if (length == 0) {
            return false;
        }
        Message read = Message.of(ByteBuffer.wrap(bytes(length)));
        unread = read.bodyLength();
        message = read;
        return true;
    }

    Message message() {
        if (message == null) {
            throw new IllegalStateException("no message was read");
        }
        return message;
    }

    /** Length of the next message's metadata, or 0 at the end, which may be marked or not. */
    private int metadataLength() {
        ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int read = fill(word);
        if (read == 0) {
            return 0;
        }
        requireWhole(word);
        if (word.getInt(0) == ArrowFormat.CONTINUATION) {
            word.clear();
            fill(word);
            requireWhole(word);
        }
        int length = word.getInt(0);
        if (length < 0 || startsLikeAFile(word)) {
            throw Refused.corrupt(
                    startsLikeAFile(word)
                            ? "an Arrow file, not a stream; read it with ArrowFile"
                            : "a message's metadata is said to have " + length + " bytes");
        }
        return length;
    }

    private static boolean startsLikeAFile(ByteBuffer word) {
        String text =
                StandardCharsets.ISO_8859_1.decode(word.duplicate().position(0)).toString();
        return ArrowFormat.MAGIC.startsWith(text);
    }

    private static void requireWhole(ByteBuffer buffer) {
        if (buffer.hasRemaining()) {
            throw Refused.corrupt("the stream ends inside of a message");
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[Math.min(length, FIRST_BYTES)];
        for (int filled = 0; ; ) {
            ByteBuffer rest = ByteBuffer.wrap(bytes, filled, bytes.length - filled);
            fill(rest);
            requireWhole(rest);
            filled = bytes.length;
            if (filled == length) {
                return bytes;
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * filled));
        }
    }

    /** The body of the current message; the caller closes it. */
    ArrowBuf body(BufferAllocator allocator) {
        long length = unread;
        unread = 0;
        ArrowBuf body = allocator.buffer(Math.min(length, FIRST_BYTES));
        try {
            long filled = 0;
            while (filled < length) {
                if (filled == body.capacity()) {
                    body = grown(body, Math.min(length, 2 * filled), allocator);
                }
                long wanted = Math.min(body.capacity(), length) - filled;
                ByteBuffer piece = Memory.buffer(body.memoryAddress() + filled, (int) Math.min(wanted, FIRST_BYTES));
                int read = fill(piece);
                requireWhole(piece);
                filled += read;
            }
            return body;
        } catch (RuntimeException | Error e) {
            body.close();
            throw e;
        }
    }

    private static ArrowBuf grown(ArrowBuf body, long bytes, BufferAllocator allocator) {
        ArrowBuf larger = allocator.buffer(bytes);
        Memory.copy(body.memoryAddress(), larger.memoryAddress(), body.capacity());
        body.close();
        return larger;
    }

    /** Reads until the buffer is full or the stream ends, and says how many bytes that were. */
    private int fill(ByteBuffer buffer) {
        int before = buffer.remaining();
        try {
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        } catch (IOException e) {
            throw new ArrowShareException(name + ": cannot read it: " + e.getMessage(), e);
        }
        return before - buffer.remaining();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new ArrowShareException(name + ": cannot close it: " + e.getMessage(), e);
        }
    }
}
