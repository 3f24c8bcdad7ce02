package dev.arrowshare.parquet;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A Parquet file as Arrow batches.
 *
 * <pre>{@code
 * ParquetSource trips = ParquetSource.open(Path.of("trips.parquet"), ParquetReadOptions.read().columns("fare", "tip"));
 * try (BatchStream batches = trips.read(Allocators.root())) {
 *     …
 * }
 * }</pre>
 *
 * <p>Opening reads the footer, nothing else. This version reads flat columns; see {@code docs/design} for what it refuses.
 *
 * <p><b>Threads:</b> safe; each stream has a file handle of its own.
 *
 * <p><b>Ownership:</b> holds nothing open. Streams are closed by whoever asked for them.
 *
 * <p><b>Errors:</b> {@link dev.arrowshare.error.CorruptFileException} for bytes that contradict the format, {@link
 * dev.arrowshare.error.UnsupportedFeatureException} with column and reason, {@link dev.arrowshare.error.NoSuchColumnException}, which
 * lists the columns, {@link dev.arrowshare.error.ArrowShareException} when the file cannot be read.
 */
@SuppressWarnings("DoNotCallSuggester") // until the next push
public final class ParquetSource {
    private ParquetSource() {}

    /** Opens a file to read all of it, with the default options. */
    public static ParquetSource open(Path file) {
        return open(file, ParquetReadOptions.read());
    }

    /** Opens a file. */
    public static ParquetSource open(Path file, ParquetReadOptions options) {
        throw new UnsupportedOperationException("to come: " + file + options);
    }

    public Path path() {
        throw new UnsupportedOperationException();
    }

    /** The columns that were chosen, as Arrow types, and the schema's metadata. */
    public Schema schema() {
        throw new UnsupportedOperationException();
    }

    public long rows() {
        throw new UnsupportedOperationException();
    }

    public int rowGroupCount() {
        throw new UnsupportedOperationException();
    }

    /** What the footer says about each row group, all columns included. */
    public List<ParquetRowGroup> rowGroups() {
        throw new UnsupportedOperationException();
    }

    /** The footer's key-value metadata, as it stands there. */
    public Map<String, String> metadata() {
        throw new UnsupportedOperationException();
    }

    /** The program that wrote the file, or an empty text. */
    public String createdBy() {
        throw new UnsupportedOperationException();
    }

    /** Tells whether a file is still the one that was opened. */
    public SourceIdentity identity() {
        throw new UnsupportedOperationException();
    }

    /** Decodes the file into batches. */
    public BatchStream read(BufferAllocator allocator) {
        throw new UnsupportedOperationException("to come: " + allocator);
    }
}
