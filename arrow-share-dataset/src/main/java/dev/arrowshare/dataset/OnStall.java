package dev.arrowshare.dataset;

import java.time.Duration;
import java.util.Objects;

/**
 * What becomes of a worker that has been at one task for suspiciously long: for a minute, unless {@link #after} says otherwise, and for
 * more than four times as long as any task of the run has taken so far.
 *
 * <pre>{@code
 * trips.mapBatches(new TipShare()).workers(processes(4)).onStall(OnStall.replace().after(Duration.ofMinutes(5))).writeParquet(out);
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> a time that is not positive is an {@link IllegalArgumentException}.
 *
 * @param after at least how long it is given
 * @param reaction what is done then
 */
public record OnStall(Duration after, Reaction reaction) {
    /** What is done. */
    public enum Reaction {
        /** Nothing. */
        IGNORE,
        /** It is said once, with the stacks of the worker's threads. */
        WARN,
        /**
         * It is said, and a worker process is killed and replaced; its tasks are sent again, as after any death. A thread cannot be
         * replaced: of threads it is only said.
         */
        REPLACE
    }

    public OnStall {
        Objects.requireNonNull(reaction, "reaction");
        if (after.isZero() || after.isNegative()) {
            throw new IllegalArgumentException("OnStall.after(" + after + "): a positive time");
        }
    }

    /** See {@link Reaction#IGNORE}. */
    public static OnStall ignore() {
        return new OnStall(Duration.ofMinutes(1), Reaction.IGNORE);
    }

    /** See {@link Reaction#WARN}; the default. */
    public static OnStall warn() {
        return new OnStall(Duration.ofMinutes(1), Reaction.WARN);
    }

    /** See {@link Reaction#REPLACE}. */
    public static OnStall replace() {
        return new OnStall(Duration.ofMinutes(1), Reaction.REPLACE);
    }

    /** The same after another time. */
    public OnStall after(Duration time) {
        return new OnStall(time, reaction);
    }
}
