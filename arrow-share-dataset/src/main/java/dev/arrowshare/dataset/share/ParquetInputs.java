package dev.arrowshare.dataset.share;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.ParquetColumnChunk;
import dev.arrowshare.parquet.ParquetFiles;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetSource;
import dev.arrowshare.parquet.SkippedFile;
import dev.arrowshare.parquet.TextShape;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.Schema;

/** The Parquet files of a dataset, whose footers were read and agree. */
final class ParquetInputs {
    private final ParquetFiles files;
    private final ParquetReadOptions options;

    private ParquetInputs(ParquetFiles files, ParquetReadOptions options) {
        this.files = files;
        this.options = options;
    }

    static ParquetInputs open(List<Path> paths, ParquetReadOptions options) {
        return new ParquetInputs(ParquetFiles.open(paths, options), options);
    }

    ParquetFiles files() {
        return files;
    }

    List<ParquetSource> sources() {
        return files.sources();
    }

    Schema schema() {
        return files.schema();
    }

    boolean isFiltered() {
        return options.filter().isPresent();
    }

    MemoryBudget memoryBudget() {
        return options.memoryBudget();
    }

    /** Before a filter. */
    long rows() {
        return files.rows();
    }

    List<SkippedFile> skippedFiles() {
        return files.skippedFiles();
    }

    /** {@code trips.parquet}, or {@code trips.parquet and 3 more}. */
    String name() {
        List<ParquetSource> sources = sources();
        Path first = sources.get(0).path();
        return sources.size() == 1 ? first.toString() : first + " and " + (sources.size() - 1) + " more";
    }

    /** What the Arrow file will need at least: what the chosen columns' chunks hold when decompressed; with a filter, nobody knows. */
    long estimatedBytes() {
        if (isFiltered()) {
            return 0;
        }
        List<String> chosen = options.columns();
        return sources().stream()
                .flatMap(source -> source.rowGroups().stream())
                .flatMap(rowGroup -> rowGroup.chunks().stream())
                .filter(chunk -> chosen == null || chosen.contains(chunk.column()))
                .mapToLong(ParquetColumnChunk::uncompressedBytes)
                .sum();
    }

    /** What tells these files, as they are now, and what is read of them, from others. */
    String identity() {
        return sources().stream()
                .map(source -> source.path().toAbsolutePath().normalize() + " " + source.identity())
                .collect(Collectors.joining(", "));
    }

    /** What of the options decides about the batches. */
    String choice() {
        return "columns=" + (options.columns() == null ? "all" : options.columns()) + " rowsPerBatch="
                + (options.rowsPerBatch().isPresent() ? options.rowsPerBatch().getAsInt() : "default")
                + options.filter().map(filter -> " where " + filter).orElse("")
                + (options.bytesPerBatch().isPresent()
                        ? " bytesPerBatch=" + options.bytesPerBatch().getAsLong()
                        : "")
                + (options.text() == TextShape.AS_STORED ? "" : " text=" + options.text())
                + (options.textColumns().isEmpty() ? "" : " text of columns=" + options.textColumns())
                + (options.ignoresArrowSchema() ? " ignoreArrowSchema" : "")
                + (options.int96Unit() == TimeUnit.NANOSECOND ? "" : " int96Unit=" + options.int96Unit())
                + (options.unionsSchemas() ? " unionSchemas" : "")
                + (options.ignoresPartitions() ? " ignorePartitions" : "");
    }

    static void requireUnchanged(ParquetSource source) {
        if (!source.identityNow().equals(source.identity())) {
            throw new ArrowShareException(source.path() + ": the file was changed while it was read; read it again");
        }
    }
}
