package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.PoolOptions;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What a worker process is told first. */
record WorkerSetup(int number, PoolOptions.@Nullable Hook<?> onStart, PoolOptions.@Nullable Hook<?> onStop, int threads)
        implements Serializable {}
