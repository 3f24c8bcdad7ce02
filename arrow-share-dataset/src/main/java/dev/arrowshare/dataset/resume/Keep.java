package dev.arrowshare.dataset.resume;

/** When a run keeps what it has finished for the next one. */
public enum Keep {
    /** If it is killed, or a worker process of its is. */
    WHEN_KILLED,
    /** However it ends, unless it succeeds. */
    ALWAYS,
    NEVER
}
