package dev.arrowshare.error;

import org.jspecify.annotations.Nullable;

/** Something legal that this version does not handle. The message names the file, the column and the feature. */
public final class UnsupportedFeatureException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    public UnsupportedFeatureException(String message) {
        super(message);
    }

    public UnsupportedFeatureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
