package dev.arrowshare.dataset.work;

import java.time.Duration;

/**
 * Workers as their {@link RunWatch} sees them.
 *
 * <p><b>Threads:</b> called by the watch, at any time.
 */
interface Watched {
    int size();

    TaskClock clock(int worker);

    /** Where the worker's threads are, in lines; may take half a second. */
    String stacks(int worker);

    /** Its time is over: unless it is done just now, whoever waits for it is to get an exception soon. */
    void expire(int worker, Stint stint, Duration limit);

    /** Ends the worker, if it is still at that, and lets another do its tasks; nothing where workers cannot be replaced. */
    void replace(int worker, Stint stint);

    /** Once in a while, to look how the worker is. */
    void sample(int worker);

    /** Says how much memory it holds that is its own. */
    void sayMemory(int worker);
}
