package dev.arrowshare.cli;

import dev.arrowshare.dataset.Pipeline;
import dev.arrowshare.dataset.RunSummary;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a run makes, and says of it. */
final class RunOutput {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The file to make: .parquet or .arrow.")
    private Path output;

    @Option(names = "--json", description = "Say what was done as a JSON object, with the files that were made.")
    private boolean json;

    @Mixin
    private OutputCompression compression;

    @Mixin
    private ParquetOutput parquet;

    Path path() {
        return output;
    }

    ParquetOutput parquet() {
        return parquet;
    }

    void check() {
        FileKind kind = parquet.kindOf(output);
        if (kind == FileKind.STREAM) {
            throw new IllegalArgumentException("--output " + output + ": a run makes .parquet or .arrow files");
        }
        compression.requireFor(kind);
        parquet.requireFor(output);
    }

    /** @param first what is done before the first rows are there */
    RunSummary write(CommandSpec command, Pipeline pipeline, String first) {
        try (Progress progress = Progress.of(command.name(), pipeline.rowsAtMost(), first)) {
            return write(pipeline.onProgress(progress::add));
        }
    }

    private RunSummary write(Pipeline pipeline) {
        ParquetWriteOptions options = parquet.with(compression.forParquet());
        if (parquet.isFolder()) {
            return pipeline.writeParquetFolder(output, options, parquet.layout());
        }
        return FileKind.of(output) == FileKind.PARQUET
                ? pipeline.writeParquet(output, options)
                : pipeline.writeArrow(output, compression.forArrow());
    }

    void say(CommandSpec command, RunSummary summary) {
        command.commandLine().getOut().println(json ? summary.toJson() : summary);
    }
}
