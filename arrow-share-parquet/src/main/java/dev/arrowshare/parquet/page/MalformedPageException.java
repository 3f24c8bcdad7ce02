package dev.arrowshare.parquet.page;

import org.jspecify.annotations.Nullable;

/**
 * Bytes of a page or its header contradict the format. Says what, not where: whoever knows file, column, row group and page turns it
 * into a {@link dev.arrowshare.error.CorruptFileException}.
 */
public final class MalformedPageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedPageException(String message) {
        super(message);
    }

    public MalformedPageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
