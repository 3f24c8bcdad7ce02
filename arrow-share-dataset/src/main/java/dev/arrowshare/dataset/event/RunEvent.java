package dev.arrowshare.dataset.event;

import dev.arrowshare.error.PostMortem;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Something that happened in a run of a pipeline, in a pool, or in a call of one: what progress bars, insights, reports and dashboards
 * are made of.
 *
 * <pre>{@code
 * trips.mapBatches(new TipShare())
 *         .onEvent(event -> {
 *             if (event instanceof RunEvent.TaskEnded task) {
 *                 rows.add(task.work().rowsIn());
 *             }
 *         })
 *         .writeParquet(out);
 * }</pre>
 *
 * <p>A run starts with one {@link RunStarted} and ends with one {@link RunEnded}. In between, each {@link TaskStarted} has one {@link
 * TaskEnded}, whatever became of it, and each {@link WorkerStarted} one {@link WorkerEnded} or {@link WorkerDied}. A pool is a run of its
 * own, whose workers live as long as it does; each of its calls is a run {@link RunStarted#within} it, with the tasks.
 *
 * <p><b>Threads:</b> immutable. All listeners of a pipeline's run, or of a pool, are called by one thread, one after another, each event
 * when the one before has been told: in order, with times that never go back. That thread is none of the run's: a slow listener does not slow
 * it. A verb, and the closing of a pool, wait at their end until all has been told, but for a second at most, and only once; so do calls that
 * return or throw. When 65,536 events wait, those of tasks, input, output and memory are left out until there is room, and {@link EventsDropped}
 * says how many.
 *
 * <p><b>Errors:</b> what a listener throws ends nothing: the first time is logged, and it is told of what else happens.
 */
public sealed interface RunEvent {
    /** Which run; no two runs of a process have the same. */
    long run();

    /** When, by the clock of {@link System#nanoTime}; {@link RunStarted#at} says what time that was. */
    long nanos();

    /** What a run is of. */
    enum Kind {
        /** A verb of a pipeline. */
        PIPELINE,
        /** A pool, from its opening to its closing. */
        POOL,
        /** A call of a pool. */
        CALL
    }

    /** What became of a run. */
    enum Outcome {
        /** All was done, though tasks may have failed if the run went on after that. */
        SUCCEEDED,
        /** A failure has ended it. */
        FAILED,
        /** Somebody has ended it: by an interrupt, by closing or cancelling it, or by taking no more results. */
        CANCELLED
    }

    /** What became of tasks. */
    enum TaskOutcome {
        /** They are done; single ones may have failed in a run that goes on. */
        DONE,
        /** A failure ended them, and the run. */
        FAILED,
        /** Their worker is gone before they were done: they are started again, unless the run ends. */
        LOST,
        /** The run was over before they were. */
        CANCELLED
    }

    /** Why a worker's place was given to another. */
    enum Why {
        /** It died. */
        DIED,
        /** It seemed to hang. */
        STALLED,
        /** Its task went on beyond its limit of time, or its run's end. */
        LATE,
        /** It had done as many tasks as it may. */
        LIFESPAN
    }

    /**
     * Comes first.
     *
     * @param at the same moment as {@code nanos}
     * @param within the pool's run, of a call
     * @param what is run, for people
     * @param workers in words: {@code processes(4)}
     * @param workerCount how many tasks are worked on at once, at most
     * @param tasks that there will be, where that is known
     * @param rows of the input that there will be at most, where that is known
     */
    record RunStarted(
            long run,
            long nanos,
            Instant at,
            OptionalLong within,
            Kind kind,
            String what,
            String workers,
            int workerCount,
            OptionalLong tasks,
            OptionalLong rows)
            implements RunEvent {}

    /**
     * Comes last.
     *
     * @param failure that ended the run, if one did
     * @param advice if the run was no faster than it would have been without workers
     */
    record RunEnded(long run, long nanos, Outcome outcome, Optional<Throwable> failure, Optional<RunAdvice> advice)
            implements RunEvent {}

    /**
     * What an earlier run of the same job had done is not done again; it is in the output.
     *
     * @param tasks that were done, of which nothing else is told
     * @param rowsIn rows of their batches
     */
    record RunResumed(long run, long nanos, long tasks, long rowsIn) implements RunEvent {}

    /**
     * A worker begins to start.
     *
     * @param worker from 0; who takes the place of another has the same
     * @param process the number that the system gave it; none for a thread
     */
    record WorkerStarted(long run, long nanos, int worker, OptionalLong process) implements RunEvent {}

    /**
     * A worker is ready for its first task.
     *
     * @param spawnNanos the system took to make the process
     * @param connectNanos its JVM took then until it spoke
     * @param initNanos went until it had the plan, or {@code onStart} was done
     */
    record WorkerReady(long run, long nanos, int worker, long spawnNanos, long connectNanos, long initNanos)
            implements RunEvent {}

    /** A worker has ended as it should. */
    record WorkerEnded(long run, long nanos, int worker) implements RunEvent {}

    /**
     * A worker has ended before it should, or was given up.
     *
     * @param cause in words
     * @param postMortem of a process
     */
    record WorkerDied(long run, long nanos, int worker, String cause, Optional<PostMortem> postMortem)
            implements RunEvent {}

    /** Another worker takes the place of one that is gone: its {@link WorkerStarted} follows. */
    record WorkerReplaced(long run, long nanos, int worker, Why why) implements RunEvent {}

    /**
     * A worker seems to hang.
     *
     * @param what it is at
     * @param sinceNanos when it began with that, by the clock of {@code nanos}
     * @param stacks of its threads
     */
    record WorkerStalled(long run, long nanos, int worker, String what, long sinceNanos, String stacks)
            implements RunEvent {}

    /**
     * A worker begins with tasks: one of a pipeline, a message of consecutive ones of a pool.
     *
     * @param task the index of the first
     * @param tasks how many
     * @param rows of them; 0 for a pool's
     */
    record TaskStarted(long run, long nanos, int worker, long task, int tasks, long rows) implements RunEvent {}

    /**
     * What a worker had started is over.
     *
     * @param task the index of the first, as it was started
     * @param tasks that were answered for; fewer than were started if the rest is started again, or not wanted
     * @param failed batches of a pipeline, or tasks of a pool, that failed for good
     * @param retries attempts but for the first ones
     */
    record TaskEnded(
            long run,
            long nanos,
            int worker,
            long task,
            int tasks,
            TaskOutcome outcome,
            long failed,
            long retries,
            Work work)
            implements RunEvent {}

    /**
     * What tasks took and gave.
     *
     * @param rowsIn rows of their batches; 0 for a pool's
     * @param rowsOut rows of the results; 0 for a pool's
     * @param bytesIn bytes that functions were handed; 0 for a pool's
     * @param bytesOut of a pool's results, as far as they are known; of a pipeline's, those that wait to be written
     * @param attachNanos finding the bytes of batches
     * @param workNanos in the functions
     * @param encodeNanos making row groups of the results
     * @param transferNanos reading the results of a pool's process
     */
    record Work(
            long rowsIn,
            long rowsOut,
            long bytesIn,
            long bytesOut,
            long attachNanos,
            long workNanos,
            long encodeNanos,
            long transferNanos) {
        /** Nothing was done. */
        public static final Work NOTHING = new Work(0, 0, 0, 0, 0, 0, 0, 0);

        /** All of the worker's time. */
        public long busyNanos() {
            return attachNanos + workNanos + encodeNanos;
        }
    }

    /**
     * A task has failed for good. Of a pipeline that goes on after failures only the first of each worker is told so; {@link
     * TaskEnded#failed} counts them all.
     *
     * @param attempts that were made
     * @param input a short form of what the function was given, or which batch that was
     */
    record TaskFailed(long run, long nanos, int worker, long task, int attempts, String input, Throwable failure)
            implements RunEvent {}

    /**
     * More of the input is there: blocks that were decoded while the run went on, or items of a pool's call.
     *
     * @param tasks of a pool's call; 0 for a pipeline's
     * @param rows 0 for a pool's call
     * @param bytes 0 for a pool's call
     * @param readNanos that it took to get it
     */
    record InputRead(long run, long nanos, int tasks, long rows, long bytes, long readNanos) implements RunEvent {}

    /**
     * Results of a pipeline went to its output.
     *
     * @param bytes as they waited to be written
     * @param writeNanos that it took
     */
    record OutputWritten(long run, long nanos, long rows, long bytes, long writeNanos) implements RunEvent {}

    /**
     * The memory of a process.
     *
     * @param worker whose it is; none for that of the coordinator, which is this process
     * @param privateBytes resident pages that are of no file and not shared
     * @param sharedBytes resident pages of files and of shared memory
     * @param pssBytes proportional set size, where it was measured
     * @param allocatedBytes that Arrow's allocator holds, in this process; 0 for others
     */
    record MemorySampled(
            long run,
            long nanos,
            OptionalInt worker,
            long process,
            long privateBytes,
            long sharedBytes,
            OptionalLong pssBytes,
            long allocatedBytes)
            implements RunEvent {}

    /**
     * Listeners were too slow: so many events are missing here, and figures no longer add up.
     *
     * @param events of all runs that these listeners are told of
     */
    record EventsDropped(long run, long nanos, long events) implements RunEvent {}
}
