package dev.arrowshare.dataset.pool;

import dev.arrowshare.error.ArrowShareException;

/** Items cannot be sent to a process; the message says which and why. */
final class CannotTravelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ArrowShareException reason;

    CannotTravelException(ArrowShareException reason) {
        super(reason);
        this.reason = reason;
    }

    ArrowShareException reason() {
        return reason;
    }
}
