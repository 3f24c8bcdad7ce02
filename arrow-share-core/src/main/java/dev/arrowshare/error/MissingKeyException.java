package dev.arrowshare.error;

import org.jspecify.annotations.Nullable;

/** Something that was asked for is encrypted, and nobody gave its key. The message names the file and the column, never a key. */
public final class MissingKeyException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    public MissingKeyException(String message) {
        super(message);
    }

    public MissingKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
