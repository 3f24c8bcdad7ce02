package dev.arrowshare.dataset.work;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A little-endian buffer that grows and is used again. */
public final class FrameBuilder {
    private ByteBuffer bytes = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);

    public void clear() {
        bytes.clear();
    }

    public FrameBuilder putByte(byte value) {
        room(1).put(value);
        return this;
    }

    public FrameBuilder putInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    public FrameBuilder putLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    public FrameBuilder putBytes(byte[] value) {
        Frame.put(room(Integer.BYTES + value.length), value);
        return this;
    }

    /** What remains of a buffer. */
    public FrameBuilder put(ByteBuffer value) {
        room(value.remaining()).put(value);
        return this;
    }

    /** The number of characters, and these as they stand in memory. */
    public FrameBuilder putText(String value) {
        ByteBuffer to = room(Integer.BYTES + value.length() * Character.BYTES).putInt(value.length());
        to.asCharBuffer().put(value);
        to.position(to.position() + value.length() * Character.BYTES);
        return this;
    }

    /** The buffer, which has room for so many bytes from its position on; who asks puts them there. */
    public ByteBuffer space(int bytes) {
        return room(bytes);
    }

    /** What was put, for reading; valid until {@link #clear}. */
    public ByteBuffer flip() {
        return bytes.flip();
    }

    private ByteBuffer room(int needed) {
        if (bytes.remaining() < needed) {
            int capacity = Math.max(2 * bytes.capacity(), Math.addExact(bytes.position(), needed));
            bytes = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
        }
        return bytes;
    }
}
