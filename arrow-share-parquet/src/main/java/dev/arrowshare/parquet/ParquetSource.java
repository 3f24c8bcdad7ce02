package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.parquet.page.ColumnSelection;
import dev.arrowshare.parquet.page.FileDescription;
import dev.arrowshare.parquet.page.Footer;
import dev.arrowshare.parquet.page.InputChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

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
 * <p>Opening reads the footer, nothing else. Encrypted files need {@link
 * ParquetReadOptions#decryption keys}. The compression LZO is refused by name; brotli needs {@code
 * org.brotli:dec} on the class path.
 *
 * <p><b>Threads:</b> safe; each stream has a file handle of its own.
 *
 * <p><b>Ownership:</b> holds nothing open. Streams are closed by whoever asked for them.
 *
 * <p><b>Errors:</b> {@link dev.arrowshare.error.CorruptFileException} for bytes that contradict the format, {@link
 * dev.arrowshare.error.UnsupportedFeatureException} with column and reason, {@link dev.arrowshare.error.MissingKeyException}, {@link dev.arrowshare.error.NoSuchColumnException}, which
 * lists the columns, {@link ArrowShareException} when the file cannot be read.
 */
public final class ParquetSource {
    private final Path path;
    private final ParquetReadOptions options;
    private final Footer footer;
    private final ColumnSelection selection;
    private final @Nullable FilteredRead filtered;
    private final SourceIdentity identity;

    private ParquetSource(Path path, ParquetReadOptions options, Footer footer) {
        this.path = path;
        this.options = options;
        this.footer = footer;
        this.selection = footer.select(options);
        this.filtered = options.filter()
                .map(filter -> FilteredRead.of(footer, selection, options, bound(filter, footer, options)))
                .orElse(null);
        this.identity = new SourceIdentity(footer.fileBytes(), modifiedNanos(path), footer.hash());
    }

    private static BoundFilter bound(Filter filter, Footer footer, ParquetReadOptions options) {
        List<Field> all =
                footer.select(options.allColumns().unfiltered()).schema().getFields();
        try {
            return BoundFilter.of(filter, all);
        } catch (NoSuchColumnException e) {
            throw new NoSuchColumnException(footer.path() + ": " + e.getMessage());
        }
    }

    /** Opens a file to read all of it, with the default options. */
    public static ParquetSource open(Path file) {
        return open(file, ParquetReadOptions.read());
    }

    /** Opens a file. */
    public static ParquetSource open(Path file, ParquetReadOptions options) {
        try (InputChannel channel = InputChannel.open(file)) {
            return new ParquetSource(file, options, Footer.read(channel, options.decryption()));
        }
    }

    /** Opens one of several files whose schemas are joined: columns that it does not have are not asked of it. */
    static ParquetSource openPresent(Path file, ParquetReadOptions options) {
        try (InputChannel channel = InputChannel.open(file)) {
            Footer footer = Footer.read(channel, options.decryption());
            return new ParquetSource(file, footer.present(options), footer);
        }
    }

    private static long modifiedNanos(Path path) {
        try {
            return Files.getLastModifiedTime(path).to(TimeUnit.NANOSECONDS);
        } catch (UnsupportedOperationException e) {
            return 0;
        } catch (IOException e) {
            throw new ArrowShareException(path + ": its time of change cannot be read: " + e, e);
        }
    }

    public Path path() {
        return path;
    }

    /**
     * The columns that were chosen, as Arrow types, and the schema's metadata. As in files and messages, a dictionary-encoded field has
     * the type of its values; {@link Batch#schema} has that of its indices.
     */
    public Schema schema() {
        return selection.schema();
    }

    /** How many rows the file has. A filter may keep fewer; which ones shows when they are read. */
    public long rows() {
        return footer.rows();
    }

    public int rowGroupCount() {
        return footer.rowGroupCount();
    }

    /** What the footer says about each row group, all columns included. */
    public List<ParquetRowGroup> rowGroups() {
        return new FileDescription(footer).rowGroups();
    }

    /**
     * Where the pages of a column chunk lie and what is known of their values: reads the page index.
     *
     * @param column as {@link ParquetColumnChunk#column} names it
     * @return nothing where the file has no page index for it, or an encrypted one
     */
    public Optional<ParquetPages> pages(int rowGroup, String column) {
        FileDescription description = new FileDescription(footer);
        try (InputChannel channel = InputChannel.open(path)) {
            return description.pages(channel, rowGroup, column);
        }
    }

    /** The footer's key-value metadata, as it stands there. */
    public Map<String, String> metadata() {
        return footer.metadata();
    }

    /** The program that wrote the file, or an empty text. */
    public String createdBy() {
        return footer.createdBy();
    }

    /** Tells whether a file is still the one that was opened. */
    public SourceIdentity identity() {
        return identity;
    }

    /** Of the file that is there now; equal to {@link #identity} while it is the one that was opened. */
    public SourceIdentity identityNow() {
        try (InputChannel channel = InputChannel.open(path)) {
            return new SourceIdentity(channel.size(), modifiedNanos(path), Footer.hash(channel));
        }
    }

    /** All columns of the file, whichever are chosen. */
    List<Field> allFields() {
        return footer.select(options.allColumns().unfiltered()).schema().getFields();
    }

    /**
     * Decodes the rows that a filter keeps.
     *
     * @param filter bound to {@link #allFields}
     */
    FileStream read(BoundFilter filter, FileTurn turn, BufferAllocator allocator) {
        return FilteredBatches.open(FilteredRead.of(footer, selection, options, filter), turn, allocator);
    }

    /** Decodes the file into batches, whose memory comes from the allocator. */
    public BatchStream read(BufferAllocator allocator) {
        if (filtered != null) {
            return FilteredBatches.open(filtered, FileTurn.alone(options), allocator);
        }
        return read(FileTurn.alone(options), allocator);
    }

    /** Decodes all rows, among those of other files. */
    FileStream read(FileTurn turn, BufferAllocator allocator) {
        return DecodedBatches.open(footer, selection, options, turn, allocator);
    }
}
