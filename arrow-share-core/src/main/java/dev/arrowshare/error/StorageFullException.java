package dev.arrowshare.error;

import org.jspecify.annotations.Nullable;

/** No space was left where a file had to be written. The message names the folder and the sizes. */
public final class StorageFullException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    public StorageFullException(String message) {
        super(message);
    }

    public StorageFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
