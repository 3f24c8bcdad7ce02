package dev.arrowshare.cli;

import dev.arrowshare.dataset.Pipeline;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One order of results, not both. */
final class ResultOrder {
    @Option(names = "--ordered", description = "Write results in the order of the input, as is done unless said.")
    private boolean ordered;

    @Option(names = "--unordered", description = "Write results as they come, not in the order of the input.")
    private boolean unordered;

    static Pipeline of(@Nullable ResultOrder given, Pipeline pipeline) {
        return given != null && given.unordered && !given.ordered ? pipeline.unordered() : pipeline.ordered();
    }
}
