package dev.arrowshare.dataset.pool;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.TaskFunction;
import java.nio.file.Path;

/** In a worker process: batches that a function returns go to Arrow files, which the pool maps, and are closed: they were given away. */
final class SentBatches {
    private SentBatches() {}

    static TaskFunction<Object, Object> of(TaskFunction<Object, Object> function, Path folder) {
        if (function instanceof AsyncFunction<Object, Object> async) {
            return new AsyncFunction<>(item -> async.begin(item).thenApply(value -> sent(value, folder)));
        }
        return item -> sent(function.apply(item), folder);
    }

    private static Object sent(Object value, Path folder) {
        return value instanceof Batch batch ? StoredValue.write(folder, batch) : value;
    }
}
