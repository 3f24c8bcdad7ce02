package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.PoolOptions;
import dev.arrowshare.dataset.PoolWorker;
import dev.arrowshare.error.WorkerFailedException;
import org.jspecify.annotations.Nullable;

/** Calls what the user wants done when a worker starts or stops. */
final class Hooks {
    private Hooks() {}

    static @Nullable Object call(PoolOptions.@Nullable Hook<?> hook, String name, PoolWorker worker) {
        if (hook == null) {
            return null;
        }
        PoolWorker.enter(worker);
        try {
            return hook.call(worker);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            throw new WorkerFailedException(name + " of worker " + worker.id() + " failed: " + e, e);
        } finally {
            PoolWorker.enter(null);
        }
    }
}
