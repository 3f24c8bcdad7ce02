package dev.arrowshare.dataset.work;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first failure that a worker went on after.
 *
 * @param batch of the input
 * @param firstRow of what failed, in the input
 * @param rows that failed
 * @param cause with the function's exception as its cause
 */
public record FailureNote(int batch, long firstRow, long rows, int attempts, RuntimeException cause) {
    private static final int BYTES = 2 * Integer.BYTES + 2 * Long.BYTES;

    /** The payload of {@link Frame#NOTE}. */
    ByteBuffer toFrame() {
        ByteBuffer failure = Failures.write(cause);
        return ByteBuffer.allocate(BYTES + failure.remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(batch)
                .putInt(attempts)
                .putLong(firstRow)
                .putLong(rows)
                .put(failure)
                .flip();
    }

    static FailureNote read(ByteBuffer from, ClassLoader loader) throws IOException {
        int batch = from.getInt();
        int attempts = from.getInt();
        long firstRow = from.getLong();
        long rows = from.getLong();
        return new FailureNote(batch, firstRow, rows, attempts, Failures.read(from, loader));
    }
}
