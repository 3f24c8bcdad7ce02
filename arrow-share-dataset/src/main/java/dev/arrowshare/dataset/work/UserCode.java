package dev.arrowshare.dataset.work;

import dev.arrowshare.error.ArrowShareException;
import org.jspecify.annotations.Nullable;

/**
 * The door to the user's function in one worker. A cancellation, or the end of a task's time, interrupts the thread only while it is
 * behind the door: an interrupt of a thread in channel I/O would close the channel for every thread.
 */
final class UserCode {
    private @Nullable Thread inside;
    private @Nullable Object task;
    private @Nullable ArrowShareException expired;
    private boolean cancelled;

    /** What the user gave us. */
    interface Call<T> {
        T run() throws Exception;
    }

    /** From now on calls are for that task. */
    synchronized void begin(Object next) {
        task = next;
        expired = null;
    }

    <T> T call(Call<T> call) throws Exception {
        enter();
        try {
            return call.run();
        } finally {
            leave();
        }
    }

    private synchronized void enter() {
        requireGoingOn();
        inside = Thread.currentThread();
    }

    /** The interrupt flag is taken back where it is ours: after a cancellation, and whatever the function did on a thread of a crew. */
    private synchronized void leave() {
        inside = null;
        if (whyNot() != null || Thread.currentThread() instanceof WorkerThread) {
            Thread.interrupted();
        }
    }

    synchronized void requireGoingOn() {
        ArrowShareException reason = whyNot();
        if (reason != null) {
            throw reason;
        }
    }

    /** Why the task is not to go on; null while it is. */
    synchronized @Nullable ArrowShareException whyNot() {
        return cancelled ? new CancelledRunException() : expired;
    }

    /** The time of that task is over. */
    synchronized void expire(Object which, ArrowShareException failure) {
        if (task == which) {
            expired = failure;
            if (inside != null) {
                inside.interrupt();
            }
        }
    }

    synchronized void cancel() {
        cancelled = true;
        if (inside != null) {
            inside.interrupt();
        }
    }
}
