package dev.arrowshare.ipc.map;

import dev.arrowshare.memory.CountedRegion;

/** A mapped range of a file. Whoever got it from {@link FileMapping#window} lets it go; it is unmapped when nobody holds it. */
public final class Window {
    private final long start;
    private final long length;
    private final CountedRegion region;

    Window(long start, long length, CountedRegion region) {
        this.start = start;
        this.length = length;
        this.region = region;
    }

    /** The address of the byte at that offset of the file. */
    public long address(long offset) {
        return region.address() + (offset - start);
    }

    /** Holds this window once more; only for someone who holds it. */
    public void retain() {
        region.retain();
    }

    public void release() {
        region.release();
    }

    boolean covers(long offset, long bytes) {
        return offset >= start && bytes <= length && offset - start <= length - bytes;
    }

    /** Offset in the file of these bytes of memory, or -1 when they are not of this window. */
    long offsetOf(long address, long bytes) {
        long into = address - region.address();
        return into >= 0 && bytes <= length && into <= length - bytes ? start + into : -1;
    }

    /** Holds this window once more, unless it is gone. */
    boolean tryRetain() {
        try {
            region.retain();
            return true;
        } catch (IllegalStateException gone) {
            return false;
        }
    }

    /** Whether nobody but the mapping itself holds this window. */
    boolean isIdle() {
        return region.getRefCount() == 1;
    }

    long address() {
        return region.address();
    }

    long length() {
        return length;
    }
}
