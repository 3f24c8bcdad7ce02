package dev.arrowshare.cli;

import dev.arrowshare.dataset.Pipeline;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How long workers may take, and how far they are fed ahead. */
final class WorkerLimits {
    private static final int MOST_PREFETCH = 31;

    @Option(
            names = "--task-timeout",
            paramLabel = "TIME",
            converter = TimeText.class,
            description = "The longest that one task, a run of batches, may take: 30s, 5m, 1h30m.")
    private @Nullable Duration task;

    @Option(
            names = "--run-timeout",
            paramLabel = "TIME",
            converter = TimeText.class,
            description = "The longest that the whole run may take.")
    private @Nullable Duration run;

    @Option(
            names = "--prefetch",
            paramLabel = "N",
            description = "How many tasks wait at each worker process while it works on another, 31 at most.")
    private @Nullable Integer prefetch;

    void check() {
        if (prefetch != null && (prefetch < 0 || prefetch > MOST_PREFETCH)) {
            throw new IllegalArgumentException("--prefetch is " + prefetch + "; 0 to " + MOST_PREFETCH);
        }
    }

    /** What the run has to say while it goes on is said on standard error. */
    Pipeline with(Pipeline pipeline, CommandSpec spec) {
        PrintWriter err = spec.commandLine().getErr();
        Pipeline limited = pipeline.onWarning(text -> err.println(spec.qualifiedName() + ": warning: " + text));
        limited = task == null ? limited : limited.taskTimeout(task);
        limited = run == null ? limited : limited.runTimeout(run);
        return prefetch == null ? limited : limited.prefetch(prefetch);
    }
}
