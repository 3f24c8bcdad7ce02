package dev.arrowshare.parquet;

import dev.arrowshare.filter.Filter;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.page.PageChecks;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.arrow.vector.types.TimeUnit;
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
    private static final ParquetReadOptions DEFAULTS = new ParquetReadOptions();

    private @Nullable List<String> columns;
    private @Nullable Filter filter;
    private int rowsPerBatch;
    private long bytesPerBatch;
    private TextShape text = TextShape.AS_STORED;
    private Map<String, TextShape> textColumns = Map.of();
    private int threads = Runtime.getRuntime().availableProcessors();
    private long readAheadBytes = 64L << 20;
    private @Nullable MemoryBudget memoryBudget;
    private int columnBytesLimit = Integer.MAX_VALUE - 64;
    private TimeUnit int96Unit = TimeUnit.NANOSECOND;
    private boolean ignoresArrowSchema;
    private boolean verifiesChecksums;
    private @Nullable Decryption decryption;
    private long pageBytesLimit;
    private boolean unionsSchemas;
    private boolean ignoresPartitions;
    private int mostBadFiles;

    private ParquetReadOptions() {}

    private ParquetReadOptions with(Consumer<ParquetReadOptions> change) {
        ParquetReadOptions changed = new ParquetReadOptions();
        changed.columns = columns;
        changed.filter = filter;
        changed.rowsPerBatch = rowsPerBatch;
        changed.bytesPerBatch = bytesPerBatch;
        changed.text = text;
        changed.textColumns = textColumns;
        changed.threads = threads;
        changed.readAheadBytes = readAheadBytes;
        changed.memoryBudget = memoryBudget;
        changed.columnBytesLimit = columnBytesLimit;
        changed.int96Unit = int96Unit;
        changed.ignoresArrowSchema = ignoresArrowSchema;
        changed.verifiesChecksums = verifiesChecksums;
        changed.decryption = decryption;
        changed.pageBytesLimit = pageBytesLimit;
        changed.unionsSchemas = unionsSchemas;
        changed.ignoresPartitions = ignoresPartitions;
        changed.mostBadFiles = mostBadFiles;
        change.accept(changed);
        return changed;
    }

    /**
     * All columns, on all cores, batches of 131,072 rows, 16 MiB or a sixteenth of the budget, whichever is least; but of 10,240 rows, where
     * those are within 64 MiB and that share of the budget, since the parts of many columns would be too small else.
     */
    public static ParquetReadOptions read() {
        return DEFAULTS;
    }

    /**
     * Only those columns, in that order; the chunks of others are not read. Of a nested column a path selects a part, by the names of
     * the file's schema: {@code "place.city"}, {@code "items.list.element.price"}; the repeated group of a list or a map may be left
     * out, as in {@code "items.element.price"}. A column with the whole name comes first, if it has dots itself.
     */
    public ParquetReadOptions columns(String... names) {
        return columns(List.of(names));
    }

    /** Only those columns or parts of columns, as {@link #columns(String...)}. */
    public ParquetReadOptions columns(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("column '" + name + "' is named twice in " + names);
            }
        }
        List<String> chosen = List.copyOf(names);
        return with(options -> options.columns = chosen);
    }

    /**
     * Only the rows for which the filter is true. Row groups that cannot hold one, by their statistics, bloom filters or dictionaries, are
     * not read, nor are pages that the page index rules out; of several files, those that their folders rule out are not opened. Columns
     * that only the filter needs are read, but are not in the batches. Rows keep their order; batches have between half and all of the
     * rows that they usually have, but for the last, and there is none without rows.
     *
     * <p>A comparison is never true for null, and for NaN only if it is negated, as {@code x != 1}.
     *
     * <pre>{@code
     * ParquetReadOptions.read().where(column("fare").greaterThan(10).and(column("zone").in("a", "b")))
     * }</pre>
     *
     * <p>Of several calls, all filters must be true. Whether the columns are there, and the values fit them, shows when the file is
     * opened, before anything is decoded.
     */
    public ParquetReadOptions where(Filter wanted) {
        Filter all = filter == null ? wanted : filter.and(wanted);
        return with(options -> options.filter = Objects.requireNonNull(all, "filter"));
    }

    /**
     * Batches of exactly that many rows, wherever pages, row groups and files end; the last may have fewer, and so has one whose text would
     * exceed what 32-bit offsets can hold, unless it is {@link TextShape#LARGE}, and one at the end of a file whose dictionaries have more
     * values than that.
     */
    public ParquetReadOptions rowsPerBatch(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rowsPerBatch is " + rows + ", must be at least 1");
        }
        return with(options -> options.rowsPerBatch = rows);
    }

    /**
     * Batches of at most that many bytes, wherever pages and row groups end, and of about as many where the rows of a file are alike; one
     * row may have more. Counted is what the rows themselves take in Arrow's memory, dictionaries are not. With {@link #rowsPerBatch} both
     * limits hold.
     */
    public ParquetReadOptions bytesPerBatch(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytesPerBatch is " + bytes + ", must be at least 1");
        }
        return with(options -> options.bytesPerBatch = bytes);
    }

    /**
     * All columns of text and bytes in that shape, also within lists and structs, but for those of extension types; columns that were
     * named have theirs.
     */
    public ParquetReadOptions text(TextShape shape) {
        return with(options -> options.text = Objects.requireNonNull(shape, "shape"));
    }

    /**
     * Those columns of text and bytes, or what is of text and bytes in those nested ones, in that shape. Named as in {@link
     * #columns(String...)}; of two names for the same column the later one counts.
     */
    public ParquetReadOptions text(TextShape shape, String... columns) {
        Objects.requireNonNull(shape, "shape");
        Map<String, TextShape> named = new LinkedHashMap<>(textColumns);
        for (String column : columns) {
            named.remove(column);
            named.put(column, shape);
        }
        return with(options -> options.textColumns = Collections.unmodifiableMap(named));
    }

    /** The dictionaries that columns of text and bytes have in the file become those of Arrow: {@link TextShape#DICTIONARY}. */
    public ParquetReadOptions keepDictionaries() {
        return text(TextShape.DICTIONARY);
    }

    /** The same for the named columns. */
    public ParquetReadOptions keepDictionaries(String... columns) {
        return text(TextShape.DICTIONARY, columns);
    }

    /** The options without the shapes of other columns than those. */
    public ParquetReadOptions textOf(Predicate<String> columns) {
        Map<String, TextShape> left = new LinkedHashMap<>(textColumns);
        left.keySet().removeIf(columns.negate());
        return with(options -> options.textColumns = Collections.unmodifiableMap(left));
    }

    /** Threads that decode; with 1 it is the thread that calls {@link BatchStream#next}. */
    public ParquetReadOptions threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads is " + count + ", must be at least 1");
        }
        return with(options -> options.threads = count);
    }

    /**
     * How many bytes of batches may be decoded before they are asked for; 64 MiB by default. The next batch always is. Of files that are
     * not in the default file system, as many bytes are read ahead of being decoded.
     */
    public ParquetReadOptions readAheadBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("readAheadBytes is " + bytes + ", must not be negative");
        }
        return with(options -> options.readAheadBytes = bytes);
    }

    /**
     * A budget of so many bytes of native memory, shared by all streams that these options open: see {@link MemoryBudget}. A quarter of
     * the machine unless it is set.
     */
    public ParquetReadOptions memoryBudget(long bytes) {
        return memoryBudget(MemoryBudget.ofBytes(bytes));
    }

    /** As {@link #memoryBudget(long)}, shared with all else that the budget is given to. */
    public ParquetReadOptions memoryBudget(MemoryBudget budget) {
        Objects.requireNonNull(budget, "memoryBudget");
        return with(options -> options.memoryBudget = budget);
    }

    /**
     * The unit of the timestamps that INT96 columns become; nanoseconds by default, which reach from 1677 to 2262. What is finer than
     * the unit is cut off.
     */
    public ParquetReadOptions int96Unit(TimeUnit unit) {
        return with(options -> options.int96Unit = Objects.requireNonNull(unit, "int96Unit"));
    }

    /**
     * Types as Parquet's own schema has them, whatever a writer's Arrow schema in the metadata {@code ARROW:schema} says. Dictionaries
     * are then read as their values, and what was stored in seconds as milliseconds.
     */
    public ParquetReadOptions ignoreArrowSchema() {
        return with(options -> options.ignoresArrowSchema = true);
    }

    /** Compares each page that has a checksum with it, before it is decompressed. Not every writer adds them. */
    public ParquetReadOptions verifyChecksums() {
        return with(options -> options.verifiesChecksums = true);
    }

    /** The keys of an encrypted file. They are used where the file is decoded and go nowhere else. */
    public ParquetReadOptions decryption(Decryption keys) {
        return with(options -> options.decryption = Objects.requireNonNull(keys, "keys"));
    }

    /**
     * The most bytes that a page may have when it is decompressed; a larger one is refused as corrupt. By default 256 MiB or 64 times the
     * file's size, whichever is more, so that a small file cannot demand much memory.
     */
    public ParquetReadOptions pageBytesLimit(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("pageBytesLimit is " + bytes + ", must be at least 1");
        }
        return with(options -> options.pageBytesLimit = bytes);
    }

    /**
     * Several files may differ in their columns: they are joined by name, as the widest of their types when it holds each value exactly
     * (int32 and int64, float and double), and null where a file does not have one; fields of structs, wherever they are, in the same way.
     * Otherwise files that differ are refused.
     */
    public ParquetReadOptions unionSchemas() {
        return with(options -> options.unionsSchemas = true);
    }

    /** Folders named {@code day=2024-01-01} make no columns. */
    public ParquetReadOptions ignorePartitions() {
        return with(options -> options.ignoresPartitions = true);
    }

    /**
     * Of several files, leaves out those that are corrupt, unsupported or unreadable, and lists them. Each file is decoded once for
     * that before the first row is handed out, so that a bad file contributes none. One more than {@code most} fails.
     */
    public ParquetReadOptions skipBadFiles(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("skipBadFiles is " + most + ", must be at least 1");
        }
        return with(options -> options.mostBadFiles = most);
    }

    /** For tests: where a batch is cut although it has fewer rows than it should. */
    ParquetReadOptions columnBytesLimit(int bytes) {
        return with(options -> options.columnBytesLimit = bytes);
    }

    /** The chosen columns, in their order; null for all. */
    public @Nullable List<String> columns() {
        return columns;
    }

    /** Which rows are wanted, if not all. */
    public Optional<Filter> filter() {
        return Optional.ofNullable(filter);
    }

    /** The same without a filter. */
    ParquetReadOptions unfiltered() {
        return with(options -> options.filter = null);
    }

    /** Of all columns, whatever was chosen. */
    ParquetReadOptions allColumns() {
        return with(options -> options.columns = null);
    }

    /** The rows a batch has, if they were chosen. */
    public OptionalInt rowsPerBatch() {
        return rowsPerBatch == 0 ? OptionalInt.empty() : OptionalInt.of(rowsPerBatch);
    }

    /** The bytes a batch has at most, if they were chosen. */
    public OptionalLong bytesPerBatch() {
        return bytesPerBatch == 0 ? OptionalLong.empty() : OptionalLong.of(bytesPerBatch);
    }

    /** The shape of text and bytes in columns that {@link #textColumns} does not name. */
    public TextShape text() {
        return text;
    }

    /** The shapes of the columns that were named, in that order: later ones count. */
    public Map<String, TextShape> textColumns() {
        return textColumns;
    }

    public int threads() {
        return threads;
    }

    public long readAheadBytes() {
        return readAheadBytes;
    }

    /** The one that was set, or the machine's. */
    public MemoryBudget memoryBudget() {
        return memoryBudget == null ? MemoryBudget.ofMachine() : memoryBudget;
    }

    public TimeUnit int96Unit() {
        return int96Unit;
    }

    public boolean ignoresArrowSchema() {
        return ignoresArrowSchema;
    }

    /** The keys that were given; null without. */
    public @Nullable Decryption decryption() {
        return decryption;
    }

    public boolean verifiesChecksums() {
        return verifiesChecksums;
    }

    /** The limit, if one was chosen. */
    public OptionalLong pageBytesLimit() {
        return pageBytesLimit == 0 ? OptionalLong.empty() : OptionalLong.of(pageBytesLimit);
    }

    public boolean unionsSchemas() {
        return unionsSchemas;
    }

    public boolean ignoresPartitions() {
        return ignoresPartitions;
    }

    /** How many files may be skipped; none unless it was said. */
    public int mostBadFiles() {
        return mostBadFiles;
    }

    PageChecks pageChecks() {
        return new PageChecks(verifiesChecksums, pageBytesLimit);
    }

    int columnBytesLimit() {
        return columnBytesLimit;
    }

    @Override
    public String toString() {
        return "read(columns=" + (columns == null ? "all" : columns)
                + (filter == null ? "" : ", where " + filter) + ", rowsPerBatch="
                + (rowsPerBatch == 0 ? "default" : rowsPerBatch) + ", threads=" + threads
                + (bytesPerBatch == 0 ? "" : ", bytesPerBatch=" + bytesPerBatch)
                + (text == TextShape.AS_STORED ? "" : ", text=" + text)
                + (textColumns.isEmpty() ? "" : ", text of columns=" + textColumns)
                + (int96Unit == TimeUnit.NANOSECOND ? "" : ", int96Unit=" + int96Unit)
                + (ignoresArrowSchema ? ", ignoreArrowSchema" : "")
                + (verifiesChecksums ? ", verifyChecksums" : "")
                + (decryption == null ? "" : ", " + decryption)
                + (pageBytesLimit == 0 ? "" : ", pageBytesLimit=" + pageBytesLimit)
                + (memoryBudget == null ? "" : ", memoryBudget=" + memoryBudget.bytes())
                + (unionsSchemas ? ", unionSchemas" : "")
                + (ignoresPartitions ? ", ignorePartitions" : "")
                + (mostBadFiles == 0 ? "" : ", skipBadFiles=" + mostBadFiles) + ")";
    }
}
