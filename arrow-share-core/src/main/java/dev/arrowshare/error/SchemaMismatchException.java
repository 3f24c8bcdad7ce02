package dev.arrowshare.error;

import org.jspecify.annotations.Nullable;

/** Two schemas that must agree do not. The message shows them side by side. */
public final class SchemaMismatchException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    public SchemaMismatchException(String message) {
        super(message);
    }

    public SchemaMismatchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
