package dev.arrowshare.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A row group as it will stand in a file, with its metadata. It can be written to a file's range and read from there by another
 * process; its chunks are then never copied through Java memory.
 *
 * <pre>{@code
 * long bytes = group.writeTo(channel, position);                                       // in a worker
 * sink.append(EncodedRowGroup.read(channel, position, bytes));                         // in the coordinator
 * }</pre>
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the caller closes it. One that was read from a channel or buffer stays valid as long as those are, and does not
 * close them.
 *
 * <p><b>Errors:</b> {@link dev.arrowshare.error.CorruptFileException} from {@code read} when the range holds no encoded row group.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class EncodedRowGroup implements AutoCloseable {
    private EncodedRowGroup() {}

    public long rows() {
        throw new UnsupportedOperationException();
    }

    /** What {@code writeTo} will write. */
    public long bytes() {
        throw new UnsupportedOperationException();
    }

    /** Writes everything to {@code [position, position + bytes())} and returns {@link #bytes}. */
    public long writeTo(FileChannel channel, long position) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Writes everything at the buffer's position, which moves by {@link #bytes}. */
    public void writeTo(ByteBuffer buffer) {
        throw new UnsupportedOperationException();
    }

    /** What {@link #writeTo(FileChannel, long)} has written to that range. */
    public static EncodedRowGroup read(FileChannel channel, long position, long bytes) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** What {@link #writeTo(ByteBuffer)} has written between the buffer's position and its limit. */
    public static EncodedRowGroup read(ByteBuffer buffer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
