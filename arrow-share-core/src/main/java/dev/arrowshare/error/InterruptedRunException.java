package dev.arrowshare.error;

import org.jspecify.annotations.Nullable;

/** A run was interrupted before its end. The thread's interrupt flag is set again before this is thrown. */
public final class InterruptedRunException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    public InterruptedRunException(String message) {
        super(message);
    }

    public InterruptedRunException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
