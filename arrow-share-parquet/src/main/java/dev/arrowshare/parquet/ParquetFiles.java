package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.files.FileShape;
import dev.arrowshare.parquet.files.ParquetPaths;
import dev.arrowshare.parquet.files.Partitioning;
import dev.arrowshare.parquet.files.SchemaUnion;
import dev.arrowshare.schema.Schemas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Parquet files as one: a file, a folder, a glob such as {@code trips/*.parquet}, or a list of those.
 *
 * <pre>{@code
 * ParquetFiles trips = ParquetFiles.open(List.of(Path.of("trips")), ParquetReadOptions.read().unionSchemas());
 * try (BatchStream batches = trips.read(Allocators.root())) {
 *     …
 * }
 * }</pre>
 *
 * <p>Sources are read in the order given, the files of a folder or glob by their names, folder by folder, numbers within names by
 * their value. Names that begin with a dot or an underscore are passed over. Folders such as {@code day=2024-01-01} are columns
 * behind the files' own, as 64-bit integers, dates or text, whichever fits in all files, unless {@link
 * ParquetReadOptions#ignorePartitions} says otherwise.
 *
 * <p><b>Threads:</b> safe; each stream has a file handle of its own.
 *
 * <p><b>Ownership:</b> holds nothing open. Streams are closed by whoever asked for them.
 *
 * <p><b>Errors:</b> those of {@link ParquetSource}; {@link SchemaMismatchException}, with both schemas side by side, for files whose
 * columns differ, or with {@link ParquetReadOptions#unionSchemas} cannot be joined.
 */
public final class ParquetFiles {
    private final List<ParquetSource> sources;
    private final List<SkippedFile> skipped;
    private final Partitioning partitioning;
    private final Schema schema;
    private final @Nullable FileFilter filter;
    private final int unopened;
    private final ParquetReadOptions options;

    private ParquetFiles(
            List<ParquetSource> sources,
            List<SkippedFile> skipped,
            Partitioning partitioning,
            Schema schema,
            @Nullable FileFilter filter,
            int unopened,
            ParquetReadOptions options) {
        this.sources = List.copyOf(sources);
        this.skipped = List.copyOf(skipped);
        this.partitioning = partitioning;
        this.schema = schema;
        this.filter = filter;
        this.unopened = unopened;
        this.options = options;
    }

    /** Opens all files that the sources name: reads their footers, and with {@code skipBadFiles} all that is chosen of them. */
    public static ParquetFiles open(List<Path> sources, ParquetReadOptions options) {
        List<Path> files = ParquetPaths.resolve(sources);
        Partitioning partitioning = options.ignoresPartitions() ? Partitioning.NONE : Partitioning.of(files);
        List<SkippedFile> skipped = new ArrayList<>();
        List<Path> candidates = options.filter()
                .map(filter -> FileFilter.candidates(filter, files, partitioning))
                .orElse(files);
        // One file at least tells the columns.
        List<Path> read = candidates.isEmpty() ? files.subList(0, 1) : candidates;
        List<ParquetSource> opened = open(read, withoutPartitions(options.unfiltered(), partitioning), skipped);
        opened.forEach(source -> partitioning.requireNone(source.path(), source.schema()));
        List<Field> fields = new ArrayList<>();
        if (options.unionsSchemas()) {
            fields.addAll(union(opened));
        } else {
            opened.forEach(source -> requireSameSchema(opened.get(0), source));
            if (!options.ignoresPartitions()) {
                partitioning.requireAll(files);
            }
            fields.addAll(opened.get(0).schema().getFields());
        }
        fields.addAll(partitioning.fields());
        Schema all = new Schema(chosen(fields, options), opened.get(0).schema().getCustomMetadata());
        FileFilter filter = options.filter()
                .map(wanted -> FileFilter.of(wanted, opened, partitioning, options))
                .orElse(null);
        return new ParquetFiles(opened, skipped, partitioning, all, filter, files.size() - read.size(), options);
    }

    private static ParquetReadOptions withoutPartitions(ParquetReadOptions options, Partitioning partitioning) {
        List<String> columns = options.columns();
        return columns == null
                ? options
                : options.columns(columns.stream()
                        .filter(name -> !partitioning.names().contains(name))
                        .toList());
    }

    private static List<ParquetSource> open(List<Path> files, ParquetReadOptions options, List<SkippedFile> skipped) {
        List<ParquetSource> opened = new ArrayList<>();
        try (FootersAhead sources = new FootersAhead(files, file -> open(file, options))) {
            for (Path file : files) {
                try {
                    ParquetSource source = sources.next();
                    if (options.mostBadFiles() > 0) {
                        readThrough(source);
                    }
                    opened.add(source);
                } catch (ArrowShareException e) {
                    skip(file, e, options.mostBadFiles(), skipped);
                }
            }
        }
        if (opened.isEmpty()) {
            throw new CorruptFileException("none of the files can be read; the first of " + files.size() + ": "
                    + skipped.get(0).cause());
        }
        return opened;
    }

    private static ParquetSource open(Path file, ParquetReadOptions options) {
        return options.unionsSchemas() ? ParquetSource.openPresent(file, options) : ParquetSource.open(file, options);
    }

    /** So that a file that is bad somewhere inside contributes no row at all. */
    private static void readThrough(ParquetSource source) {
        try (BatchStream batches = source.read(Allocators.root())) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                batch.close();
            }
        }
    }

    private static void skip(Path file, ArrowShareException cause, int most, List<SkippedFile> skipped) {
        if (most == 0 || !isBad(cause)) {
            throw cause;
        }
        if (skipped.size() == most) {
            throw new CorruptFileException(
                    "more bad files than the " + most + " that may be skipped; the next: " + cause.getMessage(), cause);
        }
        skipped.add(new SkippedFile(file, String.valueOf(cause.getMessage())));
    }

    /** The file's own fault: not an interrupt, and not a column that the caller should not have named. */
    private static boolean isBad(ArrowShareException cause) {
        return cause instanceof CorruptFileException
                || cause instanceof UnsupportedFeatureException
                || cause.getClass() == ArrowShareException.class;
    }

    private static List<Field> union(List<ParquetSource> sources) {
        SchemaUnion union = new SchemaUnion();
        sources.forEach(source -> union.add(source.path(), source.schema()));
        return union.fields();
    }

    private static void requireSameSchema(ParquetSource first, ParquetSource other) {
        if (!first.schema().getFields().equals(other.schema().getFields())) {
            throw new SchemaMismatchException("the files of one dataset differ in their schemas: " + first.path()
                    + " (left), " + other.path() + " (right); unionSchemas joins them by name\n"
                    + Schemas.sideBySide(first.schema(), other.schema()));
        }
    }

    /** The fields in the order of the options' columns, which may name parts of nested ones. */
    private static List<Field> chosen(List<Field> fields, ParquetReadOptions options) {
        List<String> names = options.columns();
        if (names == null) {
            return fields;
        }
        Set<Field> chosen = new LinkedHashSet<>();
        for (String name : names) {
            chosen.add(fields.stream()
                    .filter(field -> name.equals(field.getName()) || name.startsWith(field.getName() + "."))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchColumnException("no file has the column '" + name + "'; of those that"
                            + " were named there are " + Schemas.describe(fields))));
        }
        return List.copyOf(chosen);
    }

    /** The columns of all files, as files declare them, and the metadata of the first file's schema. */
    public Schema schema() {
        return schema;
    }

    /** The files that are read, in their order; without those that a filter on their folders rules out. */
    public List<ParquetSource> sources() {
        return sources;
    }

    /** The files that are not, because they are bad. */
    public List<SkippedFile> skippedFiles() {
        return skipped;
    }

    /** How many rows these files have. A filter may keep fewer; which ones shows when they are read. */
    public long rows() {
        return sources.stream().mapToLong(ParquetSource::rows).sum();
    }

    /**
     * Decodes the files into batches, whose memory comes from the allocator. Batches go on across files: those at a file's end are joined
     * with the next file's rows as long as they are small.
     */
    public BatchStream read(BufferAllocator allocator) {
        List<FilePart> parts = new ArrayList<>();
        long rows = 0;
        for (ParquetSource source : sources) {
            parts.add(part(source, rows));
            rows += source.rows();
        }
        return new FileBatches(parts, unopened, options, allocator);
    }

    private FilePart part(ParquetSource source, long rowsBefore) {
        FileShape shape = new FileShape(source.path(), source.schema().getFields(), schema, partitioning);
        return new FilePart(source, shape, filter == null ? null : filter.of(source), rowsBefore);
    }
}
