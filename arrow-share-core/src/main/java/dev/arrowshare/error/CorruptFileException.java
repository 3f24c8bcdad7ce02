package dev.arrowshare.error;

import org.jspecify.annotations.Nullable;

/** A file's bytes contradict its format. The message begins with the file. */
public final class CorruptFileException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    public CorruptFileException(String message) {
        super(message);
    }

    public CorruptFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
