package dev.arrowshare.ipc.layout;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.UnsupportedFeatureException;

/** Why bytes cannot be read, before anyone has said which file they are of; see {@link #in}. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean corrupt;

    private Refused(boolean corrupt, String message) {
        super(message);
        this.corrupt = corrupt;
    }

    /** The bytes contradict the format. */
    public static Refused corrupt(String message) {
        return new Refused(true, message);
    }

    /** The bytes are right, and more than this library can do. */
    public static Refused unsupported(String message) {
        return new Refused(false, message);
    }

    /** The exception for the user, which begins with the file. */
    public ArrowShareException in(String source) {
        String message = source + ": " + getMessage();
        return corrupt ? new CorruptFileException(message, this) : new UnsupportedFeatureException(message, this);
    }
}
