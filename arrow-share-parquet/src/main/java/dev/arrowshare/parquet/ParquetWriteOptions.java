package dev.arrowshare.parquet;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a Parquet file is written. Each method returns changed options and leaves these as they are.
 *
 * <pre>{@code
 * ParquetWriteOptions.defaults().compression(Compression.zstd(3)).rowGroupRows(250_000).threads(2);
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> a value out of range is an {@link IllegalArgumentException} where it is set.
 */
public final class ParquetWriteOptions implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final ParquetWriteOptions DEFAULTS = new ParquetWriteOptions();

    /** The two layouts of a data page. */
    public enum PageVersion {
        /** Levels and values are compressed together; what every reader knows. */
        V1,
        /** Levels stay uncompressed, booleans are run-length encoded. */
        V2
    }

    /** When the operating system is asked to bring a finished file to the disk itself. */
    public enum Durability {
        /** Whenever the operating system likes: a power failure may lose the file. */
        SYSTEM,
        /** Before the file appears under its name. */
        SYNCED
    }

    private Compression compression = Compression.SNAPPY;
    private int rowGroupRows = 1 << 20;
    private int pageBytes = 1 << 20;
    /** Pages of 32,768 rows take a twelfth less time with Snappy, but a twelfth more room with Zstandard at level 1. */
    private int pageRows = 20_000;

    private int dictionaryBytes = 1 << 20;
    private int threads = Runtime.getRuntime().availableProcessors();
    private PageVersion pageVersion = PageVersion.V1;
    private Durability durability = Durability.SYSTEM;
    private TreeMap<String, String> metadata = new TreeMap<>();

    private ParquetWriteOptions() {}

    private ParquetWriteOptions with(Consumer<ParquetWriteOptions> change) {
        ParquetWriteOptions changed = new ParquetWriteOptions();
        changed.compression = compression;
        changed.rowGroupRows = rowGroupRows;
        changed.pageBytes = pageBytes;
        changed.pageRows = pageRows;
        changed.dictionaryBytes = dictionaryBytes;
        changed.threads = threads;
        changed.pageVersion = pageVersion;
        changed.durability = durability;
        changed.metadata = metadata;
        change.accept(changed);
        return changed;
    }

    /** Snappy, row groups of 1,048,576 rows, pages V1 of 1 MiB or 20,000 rows, as many threads as there are cores. */
    public static ParquetWriteOptions defaults() {
        return DEFAULTS;
    }

    public ParquetWriteOptions compression(Compression newCompression) {
        return with(options -> options.compression = newCompression);
    }

    /** The most rows of a row group; the last one has what is left. */
    public ParquetWriteOptions rowGroupRows(int rows) {
        return with(options -> options.rowGroupRows = atLeast(1, "rowGroupRows", rows));
    }

    /** The most bytes of a data page before compression, unless one value alone is larger. */
    public ParquetWriteOptions pageBytes(int bytes) {
        return with(options -> options.pageBytes = atLeast(64, "pageBytes", bytes));
    }

    /** The most rows of a data page. */
    public ParquetWriteOptions pageRows(int rows) {
        return with(options -> options.pageRows = atLeast(1, "pageRows", rows));
    }

    /** The most bytes of a column chunk's dictionary; 0 writes no dictionaries. */
    public ParquetWriteOptions dictionaryBytes(int bytes) {
        return with(options -> options.dictionaryBytes = atLeast(0, "dictionaryBytes", bytes));
    }

    /** How many threads encode the columns of a row group. */
    public ParquetWriteOptions threads(int count) {
        return with(options -> options.threads = atLeast(1, "threads", count));
    }

    public ParquetWriteOptions pageVersion(PageVersion version) {
        return with(options -> options.pageVersion = version);
    }

    public ParquetWriteOptions durability(Durability newDurability) {
        return with(options -> options.durability = newDurability);
    }

    /** Key-value metadata of the file, beside what the schema itself carries. */
    public ParquetWriteOptions metadata(Map<String, String> entries) {
        return with(options -> options.metadata = new TreeMap<>(entries));
    }

    public Compression compression() {
        return compression;
    }

    public int rowGroupRows() {
        return rowGroupRows;
    }

    public int pageBytes() {
        return pageBytes;
    }

    public int pageRows() {
        return pageRows;
    }

    public int dictionaryBytes() {
        return dictionaryBytes;
    }

    public int threads() {
        return threads;
    }

    public PageVersion pageVersion() {
        return pageVersion;
    }

    public Durability durability() {
        return durability;
    }

    public Map<String, String> metadata() {
        return Map.copyOf(metadata);
    }

    private static int atLeast(int least, String option, int value) {
        if (value < least) {
            throw new IllegalArgumentException(option + " is " + value + "; at least " + least);
        }
        return value;
    }
}
