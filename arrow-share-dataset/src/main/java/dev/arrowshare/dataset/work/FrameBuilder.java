package dev.arrowshare.dataset.work;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A little-endian buffer that grows and is used again. */
final class FrameBuilder {
    private ByteBuffer bytes = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);

    void clear() {
        bytes.clear();
    }

    FrameBuilder putByte(byte value) {
        room(1).put(value);
        return this;
    }

    FrameBuilder putInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    FrameBuilder putLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    FrameBuilder putBytes(byte[] value) {
        Frame.put(room(Integer.BYTES + value.length), value);
        return this;
    }

    /** What was put, for reading; valid until {@link #clear}. */
    ByteBuffer flip() {
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
