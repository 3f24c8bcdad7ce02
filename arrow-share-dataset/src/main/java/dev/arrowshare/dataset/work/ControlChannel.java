package dev.arrowshare.dataset.work;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a socket between the coordinator and one worker. A frame is {@code int bytes, byte kind, payload}, little-endian,
 * where {@code bytes} counts kind and payload.
 *
 * <pre>{@code
 * ByteBuffer payload = channel.begin(Frame.TASK, 24);
 * payload.putLong(7);
 * channel.end();                             // a frame is complete
 * channel.flush();                           // several may leave together
 * Frame answer = channel.next();             // null when the peer is gone
 * }</pre>
 *
 * <p>The socket is non-blocking and waited for by selectors: an interrupt of a thread in blocking I/O would close it, and a user's
 * function may interrupt, at any time, the thread that it was called by. Here an interrupt is kept and changes nothing.
 *
 * <p><b>Threads:</b> one that writes and one that reads, which may be the same.
 */
public final class ControlChannel implements Closeable {
    private static final int USUAL_BYTES = 1 << 16;
    private static final int HEADER = Integer.BYTES + 1;

    private final SocketChannel socket;
    private final Selector readable;
    private final Selector writable;
    private @Nullable Selector both;
    private ByteBuffer out = allocate(USUAL_BYTES);
    private ByteBuffer in = allocate(USUAL_BYTES).limit(0);
    private int frameStart;
    private int maxFrameBytes;

    public ControlChannel(SocketChannel socket, int maxFrameBytes) throws IOException {
        this.socket = socket;
        this.maxFrameBytes = maxFrameBytes;
        this.readable = Selector.open();
        this.writable = Selector.open();
        socket.configureBlocking(false);
        socket.register(readable, SelectionKey.OP_READ);
        socket.register(writable, SelectionKey.OP_WRITE);
    }

    /** From now on frames up to this size are taken; before a peer's token is checked, only tiny ones. */
    void maxFrameBytes(int bytes) {
        maxFrameBytes = bytes;
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Starts a frame: the caller puts up to {@code payloadBytes} into the buffer and calls {@link #end}. */
    public ByteBuffer begin(byte kind, int payloadBytes) throws IOException {
        int needed = Math.addExact(HEADER, payloadBytes);
        if (out.remaining() < needed) {
            flush();
        }
        if (out.remaining() < needed) {
            out = allocate(needed);
        }
        frameStart = out.position();
        return out.putInt(0).put(kind);
    }

    public void end() {
        out.putInt(frameStart, out.position() - frameStart - Integer.BYTES);
    }

    /** Sends what has been put. */
    public void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            if (socket.write(out) == 0) {
                if (both == null) {
                    await(writable);
                } else {
                    await(both);
                    readWhatIsThere();
                }
            }
        }
        if (out.capacity() > USUAL_BYTES) {
            out = allocate(USUAL_BYTES);
        }
        out.clear();
    }

    /**
     * From now on whoever waits to write takes in what comes meanwhile: else two that send each other more than a socket holds would wait
     * for each other. For one thread that both writes and reads.
     */
    public void readWhileWriting() throws IOException {
        Selector selector = Selector.open();
        socket.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        both = selector;
    }

    private void readWhatIsThere() throws IOException {
        in.compact();
        if (!in.hasRemaining()) {
            in = allocate(2 * in.capacity()).put(in.flip());
        }
        try {
            if (socket.read(in) < 0) {
                throw new EOFException("the peer ended while it was written to");
            }
        } finally {
            in.flip();
        }
    }

    /** Whether {@link #next} has a whole frame at hand and will not wait. */
    public boolean hasNext() {
        return in.remaining() >= Integer.BYTES && in.remaining() - Integer.BYTES >= in.getInt(in.position());
    }

    /**
     * The next frame, waited for; null when the peer closed the channel between two frames. The frame's payload is valid until the
     * next call.
     */
    public @Nullable Frame next() throws IOException {
        if (!fill(Integer.BYTES)) {
            return null;
        }
        int bytes = in.getInt();
        if (bytes < 1 || bytes > maxFrameBytes) {
            throw new IOException("a frame of " + bytes + " bytes, allowed are 1 to " + maxFrameBytes);
        }
        if (!fill(bytes)) {
            throw new EOFException("the peer ended within a frame of " + bytes + " bytes");
        }
        byte kind = in.get();
        ByteBuffer payload = in.slice(in.position(), bytes - 1).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + bytes - 1);
        return new Frame(kind, payload);
    }

    /** Reads until so many bytes are there; false when the peer ended before the first of them. */
    private boolean fill(int bytes) throws IOException {
        if (in.remaining() >= bytes) {
            return true;
        }
        makeRoom(bytes);
        try {
            while (in.position() < bytes) {
                int count = socket.read(in);
                if (count < 0) {
                    return ended();
                }
                if (count == 0) {
                    await(readable);
                }
            }
        } finally {
            in.flip();
        }
        return true;
    }

    /** An interrupt makes {@code select} return at once, again and again: it is put aside for the time. */
    private static void await(Selector selector) throws IOException {
        boolean interrupted = false;
        try {
            while (selector.select(ready -> {}) == 0) {
                interrupted |= Thread.interrupted();
            }
        } catch (ClosedSelectorException e) {
            throw new AsynchronousCloseException();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean ended() throws EOFException {
        if (in.position() == 0) {
            return false;
        }
        throw new EOFException("the peer ended within a frame, after " + in.position() + " bytes of it");
    }

    private void makeRoom(int bytes) {
        if (in.capacity() < bytes) {
            in = allocate(bytes).put(in);
        } else {
            in.compact();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        readable.close();
        writable.close();
        if (both != null) {
            both.close();
        }
    }
}
