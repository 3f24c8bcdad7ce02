package dev.arrowshare.parquet;

import dev.arrowshare.memory.MemoryBudget;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a Parquet file is written. Each method returns changed options and leaves these as they are.
 *
 * <pre>{@code
 * ParquetWriteOptions.defaults().compression(Compression.zstd(3)).rowGroupRows(250_000).threads(2);
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> a value out of range is an {@link IllegalArgumentException} where it is set; a column that is not there, or an
 * encoding that Parquet does not allow for it, where a file is opened with these options.
 */
public final class ParquetWriteOptions implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final ParquetWriteOptions DEFAULTS = new ParquetWriteOptions();

    /** The two layouts of a data page. */
    public enum PageVersion {
        /** Levels and values are compressed together; what every reader knows. */
        V1,
        /**
         * Levels stay uncompressed, booleans are run-length encoded.
         *
         * <p>In an {@linkplain #encryption encrypted} column the levels are encrypted with the values, as the format says, and Arrow C++
         * (so pyarrow) reads and writes them. parquet-java (up to 1.18.1) leaves levels plain and refuses such pages unless the column has none, which
         * is one that is required and in no list; DuckDB 2.0 refuses them all. Files for those want {@link #V1}.
         */
        V2
    }

    /** When the operating system is asked to bring a finished file to the disk itself. */
    public enum Durability {
        /** Whenever the operating system likes: a power failure may lose the file. */
        SYSTEM,
        /** Before the file appears under its name. */
        SYNCED
    }

    /** How the values of a column are encoded, by the names of the Parquet format. */
    public enum Encoding {
        PLAIN,
        /** Until the dictionary is full; what follows is plain. */
        DICTIONARY,
        /** Booleans only. */
        RLE,
        DELTA_BINARY_PACKED,
        DELTA_LENGTH_BYTE_ARRAY,
        DELTA_BYTE_ARRAY,
        BYTE_STREAM_SPLIT
    }

    private Compression compression = Compression.SNAPPY;
    private int rowGroupRows = 1 << 20;
    private long rowGroupBytes = 1L << 30;
    private @Nullable MemoryBudget memoryBudget;
    private int pageBytes = 1 << 20;
    /** Pages of 32,768 rows take a twelfth less time with Snappy, but a twelfth more room with Zstandard at level 1. */
    private int pageRows = 20_000;

    private int dictionaryBytes = 1 << 20;
    private int threads = Runtime.getRuntime().availableProcessors();
    private PageVersion pageVersion = PageVersion.V1;
    private Durability durability = Durability.SYSTEM;
    private TreeMap<String, String> metadata = new TreeMap<>();
    private TreeMap<String, ColumnOptions> columns = new TreeMap<>();
    private ArrayList<SortingColumn> sortingColumns = new ArrayList<>();
    /** Keys do not travel: what workers encode is encrypted where the file is. */
    private transient @Nullable Encryption encryption;

    private ParquetWriteOptions() {}

    private ParquetWriteOptions with(Consumer<ParquetWriteOptions> change) {
        ParquetWriteOptions changed = new ParquetWriteOptions();
        changed.compression = compression;
        changed.rowGroupRows = rowGroupRows;
        changed.rowGroupBytes = rowGroupBytes;
        changed.memoryBudget = memoryBudget;
        changed.pageBytes = pageBytes;
        changed.pageRows = pageRows;
        changed.dictionaryBytes = dictionaryBytes;
        changed.threads = threads;
        changed.pageVersion = pageVersion;
        changed.durability = durability;
        changed.metadata = metadata;
        changed.columns = columns;
        changed.sortingColumns = sortingColumns;
        changed.encryption = encryption;
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

    /**
     * About how many bytes of Arrow memory the rows of a row group may take, 1 GiB unless it is set: a row group ends before it would
     * be more, with one row at least.
     */
    public ParquetWriteOptions rowGroupBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("rowGroupBytes is " + bytes + "; at least 1");
        }
        return with(options -> options.rowGroupBytes = bytes);
    }

    /**
     * A budget of so many bytes of native memory, shared by all that is written with these options: see {@link MemoryBudget}. Row groups
     * take a quarter of it, so a small one makes small row groups. A quarter of the machine unless it is set.
     */
    public ParquetWriteOptions memoryBudget(long bytes) {
        return memoryBudget(MemoryBudget.ofBytes(bytes));
    }

    /** As {@link #memoryBudget(long)}, shared with all else that the budget is given to. */
    public ParquetWriteOptions memoryBudget(MemoryBudget budget) {
        Objects.requireNonNull(budget, "memoryBudget");
        return with(options -> options.memoryBudget = budget);
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

    /**
     * The encoding of a column's values, in place of one chosen by looking at them.
     *
     * @param column the name of a column, or the path of one within, with dots, as Parquet has it ({@code tags.list.element}); what is
     *     said of a column holds for all within of which nothing else is said
     */
    public ParquetWriteOptions encoding(String column, Encoding encoding) {
        return with(column, own -> own.with(encoding));
    }

    /** The compression of one column, which is named as in {@link #encoding(String, Encoding)}. */
    public ParquetWriteOptions compression(String column, Compression newCompression) {
        return with(column, own -> own.with(newCompression));
    }

    /**
     * Writes a bloom filter for a column, which is named as in {@link #encoding(String, Encoding)}.
     *
     * @param distinctValues how many there are in a row group
     * @param falsePositives which share of other values may seem to be there; 0.01 takes 10 bits a distinct value
     */
    public ParquetWriteOptions bloomFilter(String column, long distinctValues, double falsePositives) {
        if (distinctValues < 1) {
            throw new IllegalArgumentException(
                    "a bloom filter of " + distinctValues + " distinct values; there is at least 1");
        }
        if (!(falsePositives > 0 && falsePositives < 1)) {
            throw new IllegalArgumentException(
                    "a bloom filter with " + falsePositives + " of false positives; the share is between 0 and 1");
        }
        return with(column, own -> own.with(new ColumnOptions.BloomFilterSize(distinctValues, falsePositives)));
    }

    private ParquetWriteOptions with(String column, UnaryOperator<ColumnOptions> change) {
        TreeMap<String, ColumnOptions> changed = new TreeMap<>(columns);
        changed.put(column, change.apply(changed.getOrDefault(column, ColumnOptions.NONE)));
        return with(options -> options.columns = changed);
    }

    /** Says that the rows of each row group are sorted by those columns; they are not sorted here, nor looked at. */
    public ParquetWriteOptions sortedBy(SortingColumn... newColumns) {
        return with(options -> options.sortingColumns = new ArrayList<>(List.of(newColumns)));
    }

    /** Encrypts the file. Its pages have to be V1. */
    public ParquetWriteOptions encryption(Encryption newEncryption) {
        return with(options -> options.encryption = newEncryption);
    }

    @Nullable
    Encryption encryption() {
        return encryption;
    }

    /** What holds for the column of that path. */
    public ColumnOptions column(List<String> path) {
        ColumnOptions found = ColumnOptions.NONE;
        for (int names = path.size(); names > 0; names--) {
            ColumnOptions said = columns.get(String.join(".", path.subList(0, names)));
            found = said == null ? found : found.or(said);
        }
        return found.or(new ColumnOptions(null, compression, null));
    }

    /** The columns of which something was said. */
    Set<String> columns() {
        return columns.keySet();
    }

    List<SortingColumn> sortingColumns() {
        return List.copyOf(sortingColumns);
    }

    public Compression compression() {
        return compression;
    }

    public long rowGroupBytes() {
        return rowGroupBytes;
    }

    /** The one that was set, or the machine's. */
    public MemoryBudget memoryBudget() {
        return memoryBudget == null ? MemoryBudget.ofMachine() : memoryBudget;
    }

    /** Bytes of rows that may wait for their row group: a quarter of the budget, since encoding takes about as much again. */
    long waitingBytes() {
        return Math.min(rowGroupBytes, memoryBudget().part(4));
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
