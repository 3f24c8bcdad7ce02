package dev.arrowshare.parquet;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to read of a Parquet file, and how. Each method returns new options.
 *
 * <pre>{@code
 * ParquetReadOptions.read().columns("fare", "tip").threads(4)
 * }</pre>
 *
 * <p><b>Threads:</b> safe, it is a value.
 *
 * <p><b>Errors:</b> {@link IllegalArgumentException} from the method that was given a wrong value.
 */
public final class ParquetReadOptions {
    private static final ParquetReadOptions DEFAULTS = new ParquetReadOptions(
            null, 0, Runtime.getRuntime().availableProcessors(), 256L << 20, Integer.MAX_VALUE - 64);

    private final @Nullable List<String> columns;
    private final int rowsPerBatch;
    private final int threads;
    private final long readAheadBytes;
    private final int columnBytesLimit;

    private ParquetReadOptions(
            @Nullable List<String> columns, int rowsPerBatch, int threads, long readAheadBytes, int columnBytesLimit) {
        this.columns = columns;
        this.rowsPerBatch = rowsPerBatch;
        this.threads = threads;
        this.readAheadBytes = readAheadBytes;
        this.columnBytesLimit = columnBytesLimit;
    }

    /** All columns, batches of 131,072 rows or 16 MiB, whichever is less, on all cores. */
    public static ParquetReadOptions read() {
        return DEFAULTS;
    }

    /** Only those columns, in that order; the chunks of others are not read. */
    public ParquetReadOptions columns(String... names) {
        return columns(List.of(names));
    }

    /** Only those columns, in that order; the chunks of others are not read. */
    public ParquetReadOptions columns(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("column '" + name + "' is named twice in " + names);
            }
        }
        return new ParquetReadOptions(List.copyOf(names), rowsPerBatch, threads, readAheadBytes, columnBytesLimit);
    }

    /**
     * Batches of exactly that many rows, wherever pages and row groups end; the last may have fewer, and so has one whose text would
     * exceed what 32-bit offsets can hold.
     */
    public ParquetReadOptions rowsPerBatch(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rowsPerBatch is " + rows + ", must be at least 1");
        }
        return new ParquetReadOptions(columns, rows, threads, readAheadBytes, columnBytesLimit);
    }

    /** Threads that decode; with 1 it is the thread that calls {@link BatchStream#next}. */
    public ParquetReadOptions threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads is " + count + ", must be at least 1");
        }
        return new ParquetReadOptions(columns, rowsPerBatch, count, readAheadBytes, columnBytesLimit);
    }

    /** How many bytes of batches may be decoded before they are asked for; 256 MiB by default. The next batch always is. */
    public ParquetReadOptions readAheadBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("readAheadBytes is " + bytes + ", must not be negative");
        }
        return new ParquetReadOptions(columns, rowsPerBatch, threads, bytes, columnBytesLimit);
    }

    /** For tests: where a batch is cut although it has fewer rows than it should. */
    ParquetReadOptions columnBytesLimit(int bytes) {
        return new ParquetReadOptions(columns, rowsPerBatch, threads, readAheadBytes, bytes);
    }

    /** The chosen columns, in their order; null for all. */
    public @Nullable List<String> columns() {
        return columns;
    }

    /** The rows a batch has, if they were chosen. */
    public OptionalInt rowsPerBatch() {
        return rowsPerBatch == 0 ? OptionalInt.empty() : OptionalInt.of(rowsPerBatch);
    }

    public int threads() {
        return threads;
    }

    public long readAheadBytes() {
        return readAheadBytes;
    }

    int columnBytesLimit() {
        return columnBytesLimit;
    }

    @Override
    public String toString() {
        return "read(columns=" + (columns == null ? "all" : columns) + ", rowsPerBatch="
                + (rowsPerBatch == 0 ? "default" : rowsPerBatch) + ", threads=" + threads + ")";
    }
}
