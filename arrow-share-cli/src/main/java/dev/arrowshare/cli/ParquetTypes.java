package dev.arrowshare.cli;

import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.TextShape;
import java.nio.file.Path;
import org.apache.arrow.vector.types.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which Arrow types Parquet's become, how several files are one, and what opens encrypted ones. */
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

    @Option(
            names = "--text",
            paramLabel = "SHAPE",
            description = "How text and bytes lie in Arrow: plain, dictionary, view, or large with 64-bit offsets;"
                    + " as the file's Arrow schema says unless this is given.")
    private @Nullable Text text;

    @Option(
            names = "--union-schemas",
            description =
                    "Join files of different columns by name: as the widest of their types, null where there is none.")
    private boolean unionSchemas;

    @Option(names = "--ignore-partitions", description = "Make no columns of folders such as day=2024-01-01.")
    private boolean ignorePartitions;

    @Option(
            names = "--skip-bad-files",
            paramLabel = "N",
            description = "Leave out at most N files that cannot be read, and list them.")
    private @Nullable Integer skipBadFiles;

    @Mixin
    private InputKeys keys = new InputKeys();

    /** What {@code --text} may be. */
    private enum Text {
        PLAIN(TextShape.PLAIN),
        DICTIONARY(TextShape.DICTIONARY),
        VIEW(TextShape.VIEWS),
        LARGE(TextShape.LARGE);

        private final TextShape shape;

        Text(TextShape shape) {
            this.shape = shape;
        }
    }

    ParquetReadOptions toOptions() {
        ParquetReadOptions options = keys.with(ParquetReadOptions.read());
        options = unionSchemas ? options.unionSchemas() : options;
        options = ignorePartitions ? options.ignorePartitions() : options;
        options = skipBadFiles == null ? options : options.skipBadFiles(skipBadFiles);
        options = text == null ? options : options.text(text.shape);
        if (int96Unit != null) {
            options = options.int96Unit(int96Unit);
        }
        return ignoreArrowSchema ? options.ignoreArrowSchema() : options;
    }

    /** Fails for an input that has such types already. */
    void refuseFor(Path arrow) {
        requireNoneOfMany(arrow);
        keys.refuseFor(arrow);
        if (int96Unit != null || ignoreArrowSchema || text != null) {
            String option = int96Unit != null ? "--int96-unit" : text != null ? "--text" : "--ignore-arrow-schema";
            throw new IllegalArgumentException(option + " is for Parquet; " + arrow + " has Arrow's types already");
        }
    }

    private void requireNoneOfMany(Path arrow) {
        if (unionSchemas || ignorePartitions || skipBadFiles != null) {
            throw new IllegalArgumentException(
                    "--union-schemas, --ignore-partitions and --skip-bad-files are for Parquet; " + arrow
                            + " is Arrow");
        }
    }
}
