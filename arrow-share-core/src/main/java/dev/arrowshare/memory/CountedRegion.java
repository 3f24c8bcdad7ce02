package dev.arrowshare.memory;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OwnershipTransferResult;
import org.apache.arrow.memory.ReferenceManager;

/**
 * A range of native memory that Arrow did not allocate, such as a mapped file, and how many buffers use it. One count for the
 * whole range: no ledger, no lock, nothing accounted to an allocator.
 *
 * <pre>{@code
 * CountedRegion region = CountedRegion.of(address, bytes, CountedRegion.Kind.MAPPED, allocator, () -> unmap(address));
 * vector.loadFieldBuffers(node, List.of(region.buffer(0, 8), region.buffer(64, 800)));   // the vector retains them
 * region.release();                                                                      // ours; unmapped when the vector goes
 * }</pre>
 *
 * <p><b>Threads:</b> counts are atomic; whoever takes the count to zero runs the release action.
 *
 * <p><b>Ownership:</b> begins with a count of one, the creator's. A buffer from {@link #buffer} is not counted until someone
 * retains it, as Arrow's vectors do when they are loaded.
 *
 * <p><b>Errors:</b> releasing below zero or retaining a released region is an {@link IllegalStateException}.
 */
public final class CountedRegion implements ReferenceManager {

    /** Where a region's bytes live, which is what tells shared from copied bytes. */
    public enum Kind {
        /** Pages of a file, shared with every process that maps it. */
        MAPPED,
        /** Memory of this process alone. */
        OWNED,
        /** A value that all batches of this process share, such as validity without nulls; neither mapped nor copied for one. */
        CONSTANT
    }

    private final AtomicInteger count = new AtomicInteger(1);
    private final long address;
    private final long bytes;
    private final Kind kind;
    private final BufferAllocator allocator;
    private final Runnable onRelease;
    private volatile boolean isSurrendered;

    private CountedRegion(long address, long bytes, Kind kind, BufferAllocator allocator, Runnable onRelease) {
        this.address = address;
        this.bytes = bytes;
        this.kind = kind;
        this.allocator = allocator;
        this.onRelease = onRelease;
    }

    /** A region with a count of one; {@code onRelease} runs once, when the count reaches zero. */
    public static CountedRegion of(long address, long bytes, Kind kind, BufferAllocator allocator, Runnable onRelease) {
        return new CountedRegion(address, bytes, kind, allocator, onRelease);
    }

    /** The bytes {@code [offset, offset + length)} of this region, readable, not yet counted. */
    public ArrowBuf buffer(long offset, long length) {
        if (offset < 0 || length < 0 || offset > bytes - length) {
            throw new IllegalArgumentException(
                    "range " + offset + "+" + length + " is outside of a region of " + bytes + " bytes");
        }
        return derive(address + offset, length).writerIndex(length);
    }

    public Kind kind() {
        return kind;
    }

    public long address() {
        return address;
    }

    @Override
    public int getRefCount() {
        return isSurrendered ? 0 : count.get();
    }

    @Override
    public boolean release() {
        return release(1);
    }

    @Override
    public boolean release(int decrement) {
        int now = count.addAndGet(-decrement);
        if (isSurrendered) {
            return false;
        }
        if (now < 0) {
            throw new IllegalStateException("region released more often than retained: count " + now);
        }
        if (now == 0) {
            onRelease.run();
        }
        return now == 0;
    }

    @Override
    public void retain() {
        retain(1);
    }

    /** Adds only to what is there: a count that went up for a moment would let another thread take memory that is gone. */
    @Override
    public void retain(int increment) {
        int before = count.get();
        while (before > 0 && !count.compareAndSet(before, before + increment)) {
            before = count.get();
        }
        if (before <= 0) {
            throw new IllegalStateException(
                    isSurrendered
                            ? "the scope that this memory was allocated in is closed"
                            : "region is already released");
        }
    }

    @Override
    public ArrowBuf retain(ArrowBuf source, BufferAllocator target) {
        retain(1);
        return derive(source.memoryAddress(), source.capacity())
                .writerIndex(source.writerIndex())
                .readerIndex(source.readerIndex());
    }

    @Override
    public ArrowBuf deriveBuffer(ArrowBuf source, long index, long length) {
        return derive(source.memoryAddress() + index, length);
    }

    @Override
    public OwnershipTransferResult transferOwnership(ArrowBuf source, BufferAllocator target) {
        ArrowBuf transferred = retain(source, target);
        return new OwnershipTransferResult() {
            @Override
            public boolean getAllocationFit() {
                return true;
            }

            @Override
            public ArrowBuf getTransferredBuffer() {
                return transferred;
            }
        };
    }

    @Override
    public BufferAllocator getAllocator() {
        return allocator;
    }

    @Override
    public long getSize() {
        return bytes;
    }

    @Override
    public long getAccountedSize() {
        return 0;
    }

    /**
     * Takes the count to zero without running the release action: somebody else answers for the memory from now on. Holders that
     * release later do no harm.
     */
    void surrender() {
        isSurrendered = true;
        count.set(0);
    }

    private ArrowBuf derive(long start, long length) {
        return new ArrowBuf(this, null, length, start);
    }
}
