package dev.arrowshare.parquet.page;

/**
 * How many bytes may be read ahead of need, of one file or of several that are read one after the other.
 *
 * <p><b>Threads:</b> guarded by itself, as is all that is read ahead within it.
 */
public final class ReadRoom {
    private final long bytes;
    private long held;

    public ReadRoom(long bytes) {
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
    }

    /** Whether so many bytes more may be read ahead. */
    public synchronized boolean has(long more) {
        return held + more <= bytes;
    }

    synchronized void hold(long more) {
        held += more;
    }

    synchronized void letGo(long less) {
        held -= less;
        notifyAll();
    }
}
