package dev.arrowshare.error;

import org.jspecify.annotations.Nullable;

/** A column was asked for by a name that the schema does not have. The message lists the names. */
public final class NoSuchColumnException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    public NoSuchColumnException(String message) {
        super(message);
    }

    public NoSuchColumnException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
