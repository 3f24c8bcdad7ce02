package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.OnError;
import dev.arrowshare.dataset.Retry;
import dev.arrowshare.dataset.TaskOptions;
import java.io.Serializable;
import java.time.Duration;

/** What a worker process must know of a job's options. */
record JobRules(boolean stopsAtFailure, Retry retry, long timeoutNanos, int inFlight) implements Serializable {
    static JobRules of(TaskOptions options) {
        return new JobRules(
                options.onError() instanceof OnError.Stop,
                options.retry(),
                options.taskTimeout().map(Duration::toNanos).orElse(0L),
                options.inFlight());
    }

    OnError onError() {
        return stopsAtFailure ? OnError.stop() : OnError.skip();
    }
}
