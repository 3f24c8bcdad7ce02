package dev.arrowshare.error;

import org.jspecify.annotations.Nullable;

/** Something was used after it was closed. The message names it. */
public final class ClosedException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    public ClosedException(String message) {
        super(message);
    }

    public ClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
