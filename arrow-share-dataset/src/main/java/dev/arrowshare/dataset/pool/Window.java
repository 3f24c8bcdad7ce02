package dev.arrowshare.dataset.pool;

/**
 * How many tasks of a job are under way or wait with their results, and how many bytes wait: the reorder buffer counts as well.
 *
 * <p><b>Threads:</b> safe.
 */
final class Window {
    private final int tasks;
    private final long bytes;
    private int inside;
    private long held;
    private boolean closed;

    Window(int tasks, long bytes) {
        this.tasks = tasks;
        this.bytes = bytes;
    }

    /** Without a limit, for results that are all kept anyway. */
    static Window unlimited() {
        return new Window(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    boolean isUnlimited() {
        return tasks == Integer.MAX_VALUE;
    }

    int tasks() {
        return tasks;
    }

    /** Waits for room, and takes it for so many tasks or for as many as have room; 0 when closed. */
    synchronized int enter(int wanted) throws InterruptedException {
        while (!closed && (inside >= tasks || held >= bytes)) {
            wait();
        }
        if (closed) {
            return 0;
        }
        int entered = Math.min(wanted, tasks - inside);
        if (tasks < Integer.MAX_VALUE) {
            inside += entered;
        }
        return entered;
    }

    synchronized boolean hasRoom() {
        return inside < tasks && held < bytes;
    }

    /** Results of so many bytes wait. */
    synchronized void hold(long more) {
        held += bytes == Long.MAX_VALUE ? 0 : more;
    }

    synchronized void leave(int count, long fewer) {
        inside -= tasks < Integer.MAX_VALUE ? count : 0;
        held -= bytes == Long.MAX_VALUE ? 0 : fewer;
        notifyAll();
    }

    synchronized int inside() {
        return inside;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
