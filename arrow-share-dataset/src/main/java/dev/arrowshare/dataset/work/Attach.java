package dev.arrowshare.dataset.work;

/** What a worker may do to make a block of the input readable. */
public enum Attach {
    /** Copy what cannot be read in place, such as compressed buffers. */
    ANY,
    /** Nothing but map; anything else fails the run with the column and the cause. */
    ZERO_COPY
}
