package dev.arrowshare.dataset.work;

import dev.arrowshare.error.ArrowShareException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
    private boolean ownThread;

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
        if (whyNot() != null || ownThread || Thread.currentThread() instanceof WorkerThread) {
            Thread.interrupted();
        }
    }

    /** Nobody but us interrupts the thread that comes here: it is a worker process's. */
    synchronized void onOwnThread() {
        ownThread = true;
    }

    /** Waits; a cancellation ends that at once. */
    synchronized void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        requireGoingOn();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            requireGoingOn();
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
            notifyAll();
            if (inside != null) {
                inside.interrupt();
            }
        }
    }

    synchronized void cancel() {
        cancelled = true;
        notifyAll();
        if (inside != null) {
            inside.interrupt();
        }
    }
}
