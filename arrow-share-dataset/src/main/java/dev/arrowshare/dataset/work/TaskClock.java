package dev.arrowshare.dataset.work;

import org.jspecify.annotations.Nullable;

/**
 * Says what one worker is at, and since when, to whoever watches it.
 *
 * <p><b>Threads:</b> set by the one that talks to the worker, read by any.
 */
final class TaskClock {
    private volatile @Nullable Stint stint;
    private volatile long longestNanos;

    void begin(Object what) {
        stint = new Stint(what, System.nanoTime());
    }

    void begin(Object what, long sinceNanos) {
        stint = new Stint(what, sinceNanos);
    }

    /** It is done. */
    void end() {
        Stint done = stint;
        stint = null;
        if (done != null && !done.isStart()) {
            longestNanos = Math.max(longestNanos, done.nanosAt(System.nanoTime()));
        }
    }

    /** It is given up. */
    void stop() {
        stint = null;
    }

    /** Does not count while the worker waits for others. */
    <T> T paused(Waiting<T> waiting) {
        Stint before = stint;
        stint = null;
        long from = System.nanoTime();
        try {
            return waiting.await();
        } finally {
            if (before != null) {
                stint = new Stint(before.what(), before.sinceNanos() + System.nanoTime() - from);
            }
        }
    }

    /** Something that others must do first. */
    interface Waiting<T> {
        T await();
    }

    /** Null when it is at nothing. */
    @Nullable
    Stint stint() {
        return stint;
    }

    /** The longest that a task took so far. */
    long longestNanos() {
        return longestNanos;
    }
}
