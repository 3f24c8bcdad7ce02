package dev.arrowshare.cli;

import dev.arrowshare.dataset.Workers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One kind of workers, not both. */
final class WorkerCount {
    @Option(names = "--threads", paramLabel = "N", description = "Work on N threads; as many as cores, unless said.")
    private @Nullable Integer threads;

    @Option(names = "--processes", paramLabel = "N", description = "Work in N processes.")
    private @Nullable Integer processes;

    /** Of the group if it was given. */
    static Workers of(@Nullable WorkerCount given) {
        return given == null ? Workers.threads(Runtime.getRuntime().availableProcessors()) : given.toWorkers();
    }

    private Workers toWorkers() {
        return threads != null ? Workers.threads(threads) : Workers.processes(processes == null ? 0 : processes);
    }
}
