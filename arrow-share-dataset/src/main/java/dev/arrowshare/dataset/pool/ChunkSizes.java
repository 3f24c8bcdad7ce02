package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.TaskOptions;
import java.util.OptionalLong;

/**
 * How many tasks the next chunk has. Unless that is set: so many that a worker needs about 30 ms for them, as far as that is known, but
 * never more than a share of what is left, which becomes smaller towards the end so that all workers finish together (guided
 * self-scheduling, Polychronopoulos and Kuck, 1987).
 *
 * <p><b>Threads:</b> safe.
 */
final class ChunkSizes {
    private static final long MESSAGE_NANOS = 30_000_000;
    static final int MOST = 1 << 16;
    private static final int GROWTH = 8;
    private static final int SHARES = 3;

    private final int fixed;
    private final int most;
    private final int workers;
    private double taskNanos;
    private int last = 1;

    /** @param total tasks, where that is known before the first is taken */
    ChunkSizes(TaskOptions options, OptionalLong total, int workers, int window) {
        this.workers = workers;
        this.most = Math.max(1, Math.min(MOST, window / (2 * workers)));
        this.fixed = options.chunks().isPresent()
                ? (int) Math.max(1, ceilDivide(required(total), options.chunks().getAsInt()))
                : options.chunkSize().orElse(0);
    }

    private static long required(OptionalLong total) {
        return total.orElseThrow(() -> new IllegalArgumentException(
                "chunks(n) divides items of a known number, and these are none: use chunkSize(n)"));
    }

    private static long ceilDivide(long tasks, int parts) {
        return (tasks + parts - 1) / parts;
    }

    synchronized int next(OptionalLong left) {
        if (fixed > 0) {
            return fixed;
        }
        double byTime = taskNanos == 0 ? 1 : Math.min(MESSAGE_NANOS / taskNanos, (double) GROWTH * last);
        long share = left.isPresent() ? left.getAsLong() / ((long) SHARES * workers) : Long.MAX_VALUE;
        return (int) Math.max(1, Math.min(most, Math.min((long) byTime, share)));
    }

    /** What a chunk took: of those that differ, the later ones count more. */
    synchronized void measured(int tasks, long nanos) {
        if (tasks > 0) {
            double each = Math.max(1, (double) nanos / tasks);
            taskNanos = taskNanos == 0 ? each : (taskNanos + each) / 2;
            last = Math.max(last, tasks);
        }
    }
}
