package dev.arrowshare.ipc;

/**
 * How an Arrow file or stream is written.
 *
 * <pre>{@code
 * ArrowWriteOptions.defaults().compression(Compression.ZSTD).synced()
 * }</pre>
 *
 * <p><b>Threads:</b> immutable; each setter returns a new value.
 */
public final class ArrowWriteOptions {
    private static final ArrowWriteOptions DEFAULTS = new ArrowWriteOptions(Compression.NONE, false);

    private final Compression compression;
    private final boolean synced;

    private ArrowWriteOptions(Compression compression, boolean synced) {
        this.compression = compression;
        this.synced = synced;
    }

    /** Uncompressed, and left to the operating system to bring to the disk. */
    public static ArrowWriteOptions defaults() {
        return DEFAULTS;
    }

    public ArrowWriteOptions compression(Compression newCompression) {
        return new ArrowWriteOptions(newCompression, synced);
    }

    /** Publishing waits until the bytes are on the disk (fsync), so that a power cut cannot take them. */
    public ArrowWriteOptions synced() {
        return new ArrowWriteOptions(compression, true);
    }

    /** Publishing does not wait for the disk; the default. */
    public ArrowWriteOptions unsynced() {
        return new ArrowWriteOptions(compression, false);
    }

    public Compression compression() {
        return compression;
    }

    boolean isSynced() {
        return synced;
    }

    @Override
    public String toString() {
        return "compression=" + compression + (synced ? ", synced" : "");
    }
}
