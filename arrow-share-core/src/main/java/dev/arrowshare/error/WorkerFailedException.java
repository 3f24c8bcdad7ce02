package dev.arrowshare.error;

import org.jspecify.annotations.Nullable;

/** A worker ended before its task did. The message has the exit code or signal, the batch, and the worker's last words. */
public final class WorkerFailedException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    public WorkerFailedException(String message) {
        super(message);
    }

    public WorkerFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
