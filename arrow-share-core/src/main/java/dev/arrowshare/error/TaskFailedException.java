package dev.arrowshare.error;

import org.jspecify.annotations.Nullable;

/** A task of a pool failed. What its function threw is the cause; the message has the task's index and a short form of its item. */
public final class TaskFailedException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    private final long index;

    public TaskFailedException(String message, long index, @Nullable Throwable cause) {
        super(message, cause);
        this.index = index;
    }

    /** Of the item, from 0. */
    public long index() {
        return index;
    }
}
