package dev.arrowshare.parquet;

import java.io.Serializable;
import java.util.List;

/**
 * Into which files a {@link ParquetFolder} divides its rows. Each method returns a changed layout and leaves this one as it is.
 *
 * <pre>{@code
 * FolderLayout.files().fileBytes(256 << 20);                   // part-00000.parquet, part-00001.parquet, …
 * FolderLayout.files().partitionBy("day", "vendor");           // day=2024-01-01/vendor=2/part-00000.parquet, …
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> a value out of range is an {@link IllegalArgumentException} where it is set.
 */
public final class FolderLayout implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final FolderLayout FILES = new FolderLayout(Long.MAX_VALUE, List.of(), 1_024);

    private final long fileBytes;
    private final List<String> partitionColumns;
    private final int partitionsLimit;

    private FolderLayout(long fileBytes, List<String> partitionColumns, int partitionsLimit) {
        this.fileBytes = fileBytes;
        this.partitionColumns = List.copyOf(partitionColumns);
        this.partitionsLimit = partitionsLimit;
    }

    /** One file. */
    public static FolderLayout files() {
        return FILES;
    }

    /** Begins another file when one has reached that size, at the end of a row group: files are larger by up to a row group. */
    public FolderLayout fileBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("fileBytes is " + bytes + "; at least 1");
        }
        return new FolderLayout(bytes, partitionColumns, partitionsLimit);
    }

    /**
     * A folder for each value of these columns, as Hive names them, one in another; the files are without the columns. Text, integers,
     * dates and booleans may partition.
     */
    public FolderLayout partitionBy(String... columns) {
        return new FolderLayout(fileBytes, List.of(columns), partitionsLimit);
    }

    /**
     * How many folders there may be, 1,024 unless it is set: each has a file open until the end, and small files are slow to read. More
     * are most often a column that was not meant.
     */
    public FolderLayout partitionsLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("partitionsLimit is " + limit + "; at least 1");
        }
        return new FolderLayout(fileBytes, partitionColumns, limit);
    }

    public long fileBytes() {
        return fileBytes;
    }

    public List<String> partitionColumns() {
        return partitionColumns;
    }

    public int partitionsLimit() {
        return partitionsLimit;
    }
}
