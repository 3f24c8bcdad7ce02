package dev.arrowshare.parquet;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

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

    private ParquetWriteOptions(ParquetWriteOptions other) {
        compression = other.compression;
        rowGroupRows = other.rowGroupRows;
        pageBytes = other.pageBytes;
        pageRows = other.pageRows;
        dictionaryBytes = other.dictionaryBytes;
        threads = other.threads;
        pageVersion = other.pageVersion;
        durability = other.durability;
        metadata = other.metadata;
    }

    /** Snappy, row groups of 1,048,576 rows, pages V1 of 1 MiB or 20,000 rows, as many threads as there are cores. */
    public static ParquetWriteOptions defaults() {
        return DEFAULTS;
    }

    public ParquetWriteOptions compression(Compression newCompression) {
        ParquetWriteOptions changed = new ParquetWriteOptions(this);
        changed.compression = newCompression;
        return changed;
    }

    /** The most rows of a row group; the last one has what is left. */
    public ParquetWriteOptions rowGroupRows(int rows) {
        ParquetWriteOptions changed = new ParquetWriteOptions(this);
        changed.rowGroupRows = atLeast(1, "rowGroupRows", rows);
        return changed;
    }

    /** The most bytes of a data page before compression, unless one value alone is larger. */
    public ParquetWriteOptions pageBytes(int bytes) {
        ParquetWriteOptions changed = new ParquetWriteOptions(this);
        changed.pageBytes = atLeast(64, "pageBytes", bytes);
        return changed;
    }

    /** The most rows of a data page. */
    public ParquetWriteOptions pageRows(int rows) {
        ParquetWriteOptions changed = new ParquetWriteOptions(this);
        changed.pageRows = atLeast(1, "pageRows", rows);
        return changed;
    }

    /** The most bytes of a column chunk's dictionary; 0 writes no dictionaries. */
    public ParquetWriteOptions dictionaryBytes(int bytes) {
        ParquetWriteOptions changed = new ParquetWriteOptions(this);
        changed.dictionaryBytes = atLeast(0, "dictionaryBytes", bytes);
        return changed;
    }

    /** How many threads encode the columns of a row group. */
    public ParquetWriteOptions threads(int count) {
        ParquetWriteOptions changed = new ParquetWriteOptions(this);
        changed.threads = atLeast(1, "threads", count);
        return changed;
    }

    public ParquetWriteOptions pageVersion(PageVersion version) {
        ParquetWriteOptions changed = new ParquetWriteOptions(this);
        changed.pageVersion = version;
        return changed;
    }

    public ParquetWriteOptions durability(Durability newDurability) {
        ParquetWriteOptions changed = new ParquetWriteOptions(this);
        changed.durability = newDurability;
        return changed;
    }

    /** Key-value metadata of the file, beside what the schema itself carries. */
    public ParquetWriteOptions metadata(Map<String, String> entries) {
        ParquetWriteOptions changed = new ParquetWriteOptions(this);
        changed.metadata = new TreeMap<>(entries);
        return changed;
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
