package dev.arrowshare.dataset.share;

import dev.arrowshare.parquet.ParquetReadOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Parquet files whose footers were read, and what to read of them: to be decoded by one run, or to become a shared file.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class ParquetSelection {
    private final List<Path> paths;
    private final ParquetReadOptions options;
    private final ParquetInputs inputs;

    private ParquetSelection(List<Path> paths, ParquetReadOptions options) {
        this.paths = paths;
        this.options = options;
        this.inputs = ParquetInputs.open(paths, options);
    }

    /** Reads the footers. */
    public static ParquetSelection of(List<Path> paths, ParquetReadOptions options) {
        return new ParquetSelection(List.copyOf(paths), options);
    }

    /** The same with only those columns, unless the columns were chosen before. */
    public ParquetSelection columns(List<String> names) {
        return options.columns() == null ? of(paths, options.columns(names.toArray(String[]::new))) : this;
    }

    public Schema schema() {
        return inputs.schema();
    }

    /** How many rows it has, unless a filter is to find out. */
    public OptionalLong rows() {
        return inputs.isFiltered() ? OptionalLong.empty() : OptionalLong.of(inputs.rows());
    }

    /** Before a filter. */
    public long rowsAtMost() {
        return inputs.rows();
    }

    /** For one run of this process's threads. */
    public RunInput decoded() {
        return new DecodedInput(inputs);
    }

    /** Begins to convert to a temporary Arrow file, which the caller closes. */
    public SharedFile shared() {
        return SharedFile.convert(inputs);
    }
}
