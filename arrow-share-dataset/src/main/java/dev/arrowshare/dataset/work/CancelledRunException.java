package dev.arrowshare.dataset.work;

import dev.arrowshare.error.ArrowShareException;

/** A task was given up because the run failed elsewhere, or was closed. The coordinator drops it in favour of the first failure. */
public final class CancelledRunException extends ArrowShareException {
    private static final long serialVersionUID = 1L;

    public CancelledRunException() {
        super("the run was cancelled");
    }
}
