package dev.arrowshare.error;

import org.jspecify.annotations.Nullable;

/** A user's function failed, or returned what it must not. The user's exception, if any, is the cause. */
public final class MapperException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    public MapperException(String message) {
        super(message);
    }

    public MapperException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
