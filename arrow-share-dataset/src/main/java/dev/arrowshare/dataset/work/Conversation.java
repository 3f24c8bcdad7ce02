package dev.arrowshare.dataset.work;

import java.io.IOException;
import java.io.InputStream;

/**
 * A worker process's side of what is said between it and its coordinator: a run's, or a pool's.
 *
 * <p><b>Threads:</b> {@link #run} is the main thread; the others are called by others.
 */
public interface Conversation {
    /** Until the coordinator lets go. */
    void run() throws IOException;

    /** What the coordinator said on standard input, which is heard while {@link #run} is busy; what belongs to it follows there. */
    void told(int said, InputStream more) throws IOException;

    /** Whether all has been said: the process ends by itself. */
    boolean isFinished();

    /** From a shutdown hook: lets the coordinator tell {@code System.exit} from a signal. */
    void goodbye();
}
