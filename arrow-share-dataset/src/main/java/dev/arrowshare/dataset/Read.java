package dev.arrowshare.dataset;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What to take from a Parquet source, and how.
 *
 * <pre>{@code
 * SharedDataset.fromParquet(path, read().columns("fare", "tip").rowsPerBatch(65_536));
 * }</pre>
 *
 * <p><b>Threads:</b> immutable; each method returns changed options and leaves these as they are.
 *
 * <p><b>Errors:</b> a value out of range is an {@link IllegalArgumentException} where it is set; an unknown column is a {@link
 * dev.arrowshare.error.NoSuchColumnException} when the source is opened.
 *
 * @param columnNames the columns to decode, in that order; none means all
 * @param rowsPerBatch the most rows of a batch
 * @param threads how many threads decode
 */
public record Read(List<String> columnNames, int rowsPerBatch, int threads) {
    private static final Read DEFAULTS =
            new Read(List.of(), 131_072, Runtime.getRuntime().availableProcessors());

    public Read {
        columnNames = List.copyOf(columnNames);
        Set<String> seen = new HashSet<>();
        for (String name : columnNames) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("column '" + name + "' is asked for twice: " + columnNames);
            }
        }
        if (rowsPerBatch < 64) {
            throw new IllegalArgumentException("rowsPerBatch is " + rowsPerBatch + "; at least 64");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; at least 1");
        }
    }

    /** All columns, batches of 131,072 rows, decoded on all cores. */
    public static Read read() {
        return DEFAULTS;
    }

    /** Only those columns, in that order; the others are not read from the disk. */
    public Read columns(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("columns() names no column; leave it out to read all");
        }
        return new Read(List.of(names), rowsPerBatch, threads);
    }

    /** Batches of at most so many rows; at least 64. */
    public Read rowsPerBatch(int rows) {
        return new Read(columnNames, rows, threads);
    }

    /** Decode on so many threads. */
    public Read threads(int count) {
        return new Read(columnNames, rowsPerBatch, count);
    }
}
