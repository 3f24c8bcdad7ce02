package dev.arrowshare.parquet.decode;

/** A sound value that its column's Arrow type cannot hold. Says what, not where. */
final class UnrepresentableValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnrepresentableValueException(String message) {
        super(message);
    }
}
