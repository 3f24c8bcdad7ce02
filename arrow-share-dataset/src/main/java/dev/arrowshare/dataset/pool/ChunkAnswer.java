package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.event.RunEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a chunk.
 *
 * @param values of its first tasks, in order; null where one failed
 * @param failures of those tasks, in order
 * @param retries attempts after the first, of all tasks
 * @param nanos that the worker took
 * @param bytes of the results, as far as they are known
 * @param end why no more tasks were done than there are values
 */
record ChunkAnswer(
        List<@Nullable Object> values, List<TaskFailure> failures, int retries, long nanos, long bytes, End end) {
    /** Why a worker stopped. */
    enum End {
        /** All tasks are done. */
        DONE,
        /** The last one failed, which ends the run. */
        STOPPED,
        /** The job was cancelled. */
        CANCELLED;

        /** What was not done of a chunk is started again, unless the run is over. */
        RunEvent.TaskOutcome inEvents() {
            return switch (this) {
                case DONE -> RunEvent.TaskOutcome.DONE;
                case STOPPED -> RunEvent.TaskOutcome.FAILED;
                case CANCELLED -> RunEvent.TaskOutcome.LOST;
            };
        }

        static End of(byte inFrames) {
            return values()[inFrames];
        }

        @SuppressWarnings("EnumOrdinal") // of one build on both sides
        byte inFrames() {
            return (byte) ordinal();
        }
    }

    int done() {
        return values.size();
    }
}
