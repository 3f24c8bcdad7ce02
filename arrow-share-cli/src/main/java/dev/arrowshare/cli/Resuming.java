package dev.arrowshare.cli;

import dev.arrowshare.dataset.Pipeline;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a run keeps for the next one. Neither unless one is said: then what is finished outlives a kill of a run in processes. */
final class Resuming {
    @Option(
            names = "--fresh",
            required = true,
            description = "Go on with nothing that an earlier run of the same job has finished, and keep nothing.")
    private boolean fresh;

    @Option(
            names = "--resumable",
            required = true,
            description = "Keep what is finished until the output is there, also on threads and after a failure or"
                    + " Ctrl-C; the same command goes on from there.")
    private boolean resumable;

    static boolean isAskedFor(@Nullable Resuming resuming) {
        return resuming != null && resuming.resumable;
    }

    static Pipeline of(@Nullable Resuming resuming, Pipeline pipeline) {
        if (resuming == null) {
            return pipeline;
        }
        return resuming.fresh ? pipeline.fresh() : pipeline.resumable();
    }

    static void check(@Nullable Resuming resuming, RunOutput output) {
        boolean isOneParquetFile = !output.parquet().isFolder() && FileKind.of(output.path()) == FileKind.PARQUET;
        if (isAskedFor(resuming) && !isOneParquetFile) {
            throw new IllegalArgumentException(
                    "--resumable: a run is resumed that makes one .parquet file, not " + output.path());
        }
    }
}
