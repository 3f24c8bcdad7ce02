package dev.arrowshare.error;

/** A run took longer than it may. The message has the limit, and what its workers were at. */
public final class RunTimeoutException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    public RunTimeoutException(String message) {
        super(message);
    }
}
