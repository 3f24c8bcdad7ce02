package dev.arrowshare.dataset;

import dev.arrowshare.dataset.pool.StoredValue;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * A result that its worker has put into a file, for results that are too large, or too many, to be held: see {@link TaskFunction#stored}.
 *
 * <pre>{@code
 * for (StoredResult<double[]> column : pool.map(files, stored(file -> decode(file)))) {
 *     try (column) {
 *         use(column.get());
 *     }
 * }
 * }</pre>
 *
 * <p>Arrays of primitives, {@code ByteBuffer}s and batches lie there as they are, batches as Arrow files that any program reads; other
 * objects as Java serializes them.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Ownership:</b> the file is deleted when this is closed, and when the pool is. Only its owner may read it.
 *
 * <p><b>Errors:</b> {@link dev.arrowshare.error.ClosedException} when the file is gone.
 */
public final class StoredResult<R extends @Nullable Object> implements AutoCloseable, Serializable {
    private static final long serialVersionUID = 1L;

    private final StoredValue value;

    /** For the engine. */
    public StoredResult(StoredValue value) {
        this.value = value;
    }

    /** The value, read anew each time. A batch is mapped, not read, and the caller's to close; it outlives the file. */
    @SuppressWarnings("unchecked")
    public R get() {
        return (R) Collections.singletonList(value.read()).get(0);
    }

    public Path path() {
        return Path.of(value.file());
    }

    /** Bytes of the file. */
    public long bytes() {
        return value.bytes();
    }

    /** Deletes the file. Again is harmless. */
    @Override
    public void close() {
        value.delete();
    }

    @Override
    public String toString() {
        return "stored result of " + value.bytes() + " bytes in " + value.file();
    }
}
