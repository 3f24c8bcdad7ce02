package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Arrow stream format, a batch after the other, into memory of its own.
 *
 * <pre>{@code
 * try (ArrowStream stream = ArrowStream.open(Path.of("trips.arrows"))) {
 *     for (Batch batch = stream.next(allocator); batch != null; batch = stream.next(allocator)) {
 *         try (batch) { … }
 *     }
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the opener closes it, and each batch.
 *
 * <p><b>Errors:</b> as for {@link ArrowFile}; a stream that ends inside of a message is a {@code CorruptFileException}.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ArrowStream implements AutoCloseable {
    private ArrowStream() {}

    public static ArrowStream open(Path path) {
        throw new UnsupportedOperationException();
    }

    /** Reads from {@code input}, which is closed with this stream; errors call it {@code name}. */
    public static ArrowStream of(InputStream input, String name) {
        throw new UnsupportedOperationException();
    }

    /** The columns as a batch has them: a dictionary-encoded column's type is that of its indices. */
    public Schema schema() {
        throw new UnsupportedOperationException();
    }

    /** The columns as the stream declares them: a dictionary-encoded column's type is that of its values. */
    public Schema declaredSchema() {
        throw new UnsupportedOperationException();
    }

    /** The next batch, or null at the end of the stream. */
    public @Nullable Batch next(BufferAllocator allocator) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
