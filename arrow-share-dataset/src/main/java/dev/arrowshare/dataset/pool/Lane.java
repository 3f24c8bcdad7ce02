package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.event.WorkerEvents;
import org.jspecify.annotations.Nullable;

/**
 * A worker as the thread sees it that drives it: chunks go out, answers come back.
 *
 * <p><b>Threads:</b> one, but for {@link #cancel}, {@link #watch}, {@link #stacks}, {@link #kill}, {@link #sayMemory} and {@link
 * #abandon}, which are called by any.
 *
 * <p><b>Errors:</b> {@link dev.arrowshare.error.WorkerFailedException} from any of them when the worker has died: {@link #start} makes
 * another.
 */
interface Lane {
    /** Makes the worker ready, in place of one that is gone, and says so. */
    void start(WorkerEvents events);

    /** How many chunks it may have before it has answered the first of them. */
    int atOnce();

    /** How many of those that it has it may be at work on. */
    int threads();

    /**
     * Gives it a chunk, behind those that it has.
     *
     * @throws CannotTravelException when the items cannot be sent
     */
    void send(Chunk chunk);

    /** The next answer, waited for. */
    Received receive();

    /** Ends work on that job soon. */
    void cancel(Job job);

    /** Called now and then while tasks have limits of time. Whether the worker must be given up, and why. */
    @Nullable
    Stuck watch(long graceNanos);

    /** Where the worker's threads are, in lines; may take half a second. */
    String stacks();

    /** Ends a process, so that it is replaced as after any death; a thread goes on. */
    void kill();

    /** Says how much memory it holds that is its own. */
    void sayMemory(WorkerEvents events);

    /** Ends the worker, whatever it does; nobody waits for its answers. */
    void abandon();

    /** Ends the worker in good order; the result of its {@code onStop}. */
    @Nullable
    Object stop();

    /**
     * An answer and what it answers.
     *
     * @param readNanos that it took to make objects of what came
     */
    record Received(Chunk chunk, ChunkAnswer answer, long readNanos) {}

    /** A task that goes on beyond its limit though it was told to end; what is known of the tasks before it in its chunk. */
    record Stuck(Chunk chunk, ChunkAnswer soFar) {}
}
