package dev.arrowshare.cli;

import dev.arrowshare.parquet.ParquetReadOptions;
import java.nio.file.Path;
import org.apache.arrow.vector.types.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --int96-unit} and {@code --ignore-arrow-schema}: which Arrow types Parquet's become. */
final class ParquetTypes {
    @Option(
            names = "--int96-unit",
            paramLabel = "UNIT",
            description = "The unit of Parquet's INT96 timestamps: nanosecond (the default, from 1677 to 2262),"
                    + " microsecond, millisecond or second.")
    private @Nullable TimeUnit int96Unit;

    @Option(
            names = "--ignore-arrow-schema",
            description = "Take types from Parquet's own schema, whatever an Arrow schema stored in the file says.")
    private boolean ignoreArrowSchema;

    ParquetReadOptions toOptions() {
        ParquetReadOptions options = ParquetReadOptions.read();
        if (int96Unit != null) {
            options = options.int96Unit(int96Unit);
        }
        return ignoreArrowSchema ? options.ignoreArrowSchema() : options;
    }

    /** Fails for an input that has such types already. */
    void refuseFor(Path arrow) {
        if (int96Unit != null || ignoreArrowSchema) {
            throw new IllegalArgumentException((int96Unit == null ? "--ignore-arrow-schema" : "--int96-unit")
                    + " is for Parquet; " + arrow + " has Arrow's types already");
        }
    }
}
