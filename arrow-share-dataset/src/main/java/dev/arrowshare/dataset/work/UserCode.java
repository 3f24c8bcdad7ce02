package dev.arrowshare.dataset.work;

import org.jspecify.annotations.Nullable;

/**
 * The door to the user's function in one worker. A cancellation interrupts the thread only while it is behind the door: an interrupt of
 * a thread in channel I/O would close the channel for every thread.
 */
final class UserCode {
    private @Nullable Thread inside;
    private boolean cancelled;

    /** What the user gave us. */
    interface Call<T> {
        T run() throws Exception;
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
        if (cancelled || Thread.currentThread() instanceof WorkerThread) {
            Thread.interrupted();
        }
    }

    synchronized void requireGoingOn() {
        if (cancelled) {
            throw new CancelledRunException();
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    synchronized void cancel() {
        cancelled = true;
        if (inside != null) {
            inside.interrupt();
        }
    }
}
