package dev.arrowshare.error;

import org.jspecify.annotations.Nullable;

/** Root of everything that this library throws on its own account. A message says what went wrong, where, the actual value and
 * the allowed ones; the user's own exception, if there was one, is the cause.
 *
 * <p>Wrong arguments are {@link IllegalArgumentException}s, as everywhere in Java. */
public class ArrowShareException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ArrowShareException(String message) {
        super(message);
    }

    public ArrowShareException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
