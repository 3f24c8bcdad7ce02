package dev.arrowshare.dataset.pool;

import dev.arrowshare.error.ArrowShareException;

/** What a user wanted done at a worker's start or stop has failed: another worker would fail as well. */
final class StartFailedException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    StartFailedException(RuntimeException cause) {
        super(String.valueOf(cause.getMessage()), cause.getCause() == null ? cause : cause.getCause());
    }
}
