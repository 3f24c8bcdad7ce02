package dev.arrowshare.parquet;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.memory.Xxh64;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Passes bytes on to a channel, and keeps their XXH64. */
final class HashingChannel implements WritableByteChannel {
    private static final int STEP = 1 << 18;

    private final WritableByteChannel target;
    private final Xxh64 hash = new Xxh64();
    private final long scratch = Memory.allocate(STEP);

    HashingChannel(WritableByteChannel target) {
        this.target = target;
    }

    /** Writes a range that can be read; returns the XXH64 of its bytes. */
    long write(RowGroupBytes bytes) throws IOException {
        hash.reset();
        if (bytes instanceof RowGroupBytes.OfChannel range) {
            range.writeTo(this, Memory.buffer(scratch, STEP));
        } else {
            bytes.writeTo(this);
        }
        return hash.value();
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int from = bytes.position();
        int written = target.write(bytes);
        if (bytes.isDirect()) {
            hash.update(Memory.address(bytes) + from, written);
        } else {
            update(bytes, from, written);
        }
        return written;
    }

    private void update(ByteBuffer heap, int from, int count) {
        for (int done = 0; done < count; ) {
            int step = Math.min(STEP, count - done);
            Memory.buffer(scratch, step)
                    .put(heap.duplicate().position(from + done).limit(from + done + step));
            hash.update(scratch, step);
            done += step;
        }
    }

    @Override
    public boolean isOpen() {
        return target.isOpen();
    }

    /** Frees its memory; the channel stays open. */
    @Override
    public void close() {
        hash.free();
        Memory.free(scratch);
    }
}
