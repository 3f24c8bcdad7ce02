package dev.arrowshare.dataset.work;

/**
 * What a worker is at.
 *
 * @param what a task, whose text says which; or {@link #START}
 * @param sinceNanos when it began, by {@link System#nanoTime}
 */
record Stint(Object what, long sinceNanos) {
    /** A worker that is not ready yet. */
    static final Object START = "its start";

    boolean isStart() {
        return what == START;
    }

    long nanosAt(long now) {
        return now - sinceNanos;
    }
}
