package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.TaskFunction;
import dev.arrowshare.dataset.TaskOptions;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.ipc.publish.RunFolder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the workers of a pool put files, and find them: the folder of its processes, and one like it wherever a call wants its results.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Ownership:</b> closing it deletes the folders that it has made. If this process is killed, the next that comes there does.
 */
final class ResultFolders implements AutoCloseable {
    private final @Nullable Path ofProcesses;
    private final Map<Path, RunFolder> made = new HashMap<>();
    private boolean closed;

    /** @param ofProcesses null when all workers are threads */
    ResultFolders(@Nullable Path ofProcesses) {
        this.ofProcesses = ofProcesses;
    }

    /** The function that workers call: one that stores is told where, one of slices gets ranges. */
    TaskFunction<?, ?> place(TaskFunction<?, ?> function, TaskOptions how, Source source, int workers) {
        TaskFunction<?, ?> placed = placed(function, how);
        return source instanceof SliceSource slices ? ofRanges(slices, placed, workers) : placed;
    }

    private TaskFunction<?, ?> placed(TaskFunction<?, ?> function, TaskOptions how) {
        if (function instanceof StoredFunction<?, ?> stored) {
            return stored.in(how.resultsTo().map(this::in).orElseGet(this::usual));
        }
        if (how.resultsTo().isPresent()) {
            throw new IllegalArgumentException("resultsTo(" + how.resultsTo().get()
                    + ") is for functions whose results are stored: stored(function)");
        }
        return function;
    }

    @SuppressWarnings("unchecked")
    private TaskFunction<?, ?> ofRanges(SliceSource slices, TaskFunction<?, ?> function, int workers) {
        slices.cutFor(workers);
        return slices.ofRanges((TaskFunction<Object, Object>) function, ofProcesses);
    }

    private Path usual() {
        return ofProcesses == null ? in(RunFolder.home()) : ofProcesses;
    }

    private synchronized Path in(Path parent) {
        if (closed) {
            throw new ClosedException("this WorkerPool is closed: open another, or close it later");
        }
        return made.computeIfAbsent(parent, RunFolder::createIn).path();
    }

    @Override
    public synchronized void close() {
        closed = true;
        made.values().forEach(RunFolder::close);
    }
}
