package dev.arrowshare.dataset.work;

/** Stands in for an exception of a worker process that could not travel here; its message is the other's stack trace. */
final class RemoteException extends Exception {
    private static final long serialVersionUID = 1L;

    RemoteException(String trace) {
        super("in a worker process: " + trace.strip());
    }
}
