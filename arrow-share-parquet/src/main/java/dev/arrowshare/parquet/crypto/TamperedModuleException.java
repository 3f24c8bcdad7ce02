package dev.arrowshare.parquet.crypto;

/** A module that its key does not open: the key is another, or the module is not what was written there. */
public final class TamperedModuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TamperedModuleException(Throwable cause) {
        super(
                "cannot be decrypted: its key is another one, or its bytes or their place in the file were changed",
                cause);
    }

    TamperedModuleException(String what) {
        super(what);
    }
}
