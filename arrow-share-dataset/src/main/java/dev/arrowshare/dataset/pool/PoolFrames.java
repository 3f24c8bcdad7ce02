package dev.arrowshare.dataset.pool;

/** The kinds of frames between a pool and its worker processes, beside those of {@link dev.arrowshare.dataset.work.Frame}. */
final class PoolFrames {
    /** Pool → worker, first of all: classes, then a {@link WorkerSetup} as an object stream. */
    static final byte START = 32;
    /** Worker → pool: {@code onStart} is done. */
    static final byte STARTED = 33;
    /** Pool → worker: {@code int function}, classes, then the function as an object stream. */
    static final byte FUNCTION = 34;
    /** Pool → worker: {@code int function}, which is not needed any more. */
    static final byte FORGET = 35;
    /** Pool → worker: {@code long job, int function}, then a {@link JobRules} as an object stream. */
    static final byte JOB = 36;
    /** Pool → worker: {@code long job}, which has ended. */
    static final byte JOB_ENDED = 37;
    /** Pool → worker: {@code long call, long job}, items. */
    static final byte CALL = 38;
    /** Worker → pool: {@code long call}, what became of its tasks: see {@link Answers}. */
    static final byte ANSWER = 39;
    /** Pool → worker: no more calls; do {@code onStop}. */
    static final byte STOP = 41;
    /** Worker → pool: what {@code onStop} returned, or how it failed. */
    static final byte STOPPED = 42;
    /** Worker → pool: {@code long call}, as ANSWER: a task goes on beyond its limit, and the worker must be ended. */
    static final byte STUCK = 43;

    private PoolFrames() {}
}
