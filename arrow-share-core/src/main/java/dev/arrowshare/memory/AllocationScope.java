package dev.arrowshare.memory;

import dev.arrowshare.error.ClosedException;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.AllocationReservation;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.BufferManager;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.rounding.RoundingPolicy;
import org.jspecify.annotations.Nullable;

/**
 * An allocator for one call of a user's function, which closes nothing: whatever the call allocated and did not return is freed
 * when the scope closes, also when the call failed.
 *
 * <pre>{@code
 * try (AllocationScope scope = AllocationScope.open(parent, "batch 7")) {
 *     Batch result = mapper.map(input.lentTo(scope));     // allocates from the scope, closes nothing
 *     return result.keptFrom(scope);        // what is kept outlives the scope
 * }
 * }</pre>
 *
 * <p>Its memory is accounted to the parent, until it is freed.
 *
 * <p><b>Threads:</b> safe; a call may allocate from threads of its own.
 *
 * <p><b>Ownership:</b> the opener closes it. A vector that was allocated here and not kept is unusable afterwards: Arrow's checked
 * accessors throw.
 *
 * <p><b>Errors:</b> Arrow's {@link OutOfMemoryException} when the parent's limit is reached.
 */
public final class AllocationScope implements BufferAllocator {
    private final BufferAllocator parent;
    private final Object name;
    private final IdentityHashMap<CountedRegion, Holding> live = new IdentityHashMap<>();
    private final IdentityHashMap<ReferenceManager, CountedRegion> loans = new IdentityHashMap<>();
    private long allocated;
    private long peak;
    private boolean closed;

    private AllocationScope(BufferAllocator parent, Object name) {
        this.parent = parent;
        this.name = name;
    }

    /**
     * A scope that allocates from that parent.
     *
     * @param name what the call works on; messages have its text
     */
    public static AllocationScope open(BufferAllocator parent, Object name) {
        return new AllocationScope(parent, name);
    }

    @Override
    public ArrowBuf buffer(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("the requested size must be non-negative, not " + size);
        }
        if (size == 0) {
            return getEmpty();
        }
        long bytes = getRoundingPolicy().getRoundedSize(size);
        account(bytes);
        RecycledMemory.Block block = RecycledMemory.shared().take(bytes);
        return register(new Allocation(block, bytes)).buffer(0, bytes).writerIndex(0);
    }

    private synchronized void account(long bytes) {
        assertOpen();
        if (bytes > parent.getHeadroom()) {
            throw new OutOfMemoryException("cannot allocate " + bytes + " bytes in " + name + ": "
                    + parent.getAllocatedMemory() + " of " + parent.getLimit() + " bytes are in use");
        }
        parent.forceAllocate(bytes);
        allocated += bytes;
        peak = Math.max(peak, allocated);
    }

    private synchronized CountedRegion register(Allocation allocation) {
        CountedRegion[] self = new CountedRegion[1];
        CountedRegion region = CountedRegion.of(
                allocation.block.address(), allocation.bytes, CountedRegion.Kind.OWNED, this, () -> released(self[0]));
        self[0] = region;
        live.put(region, allocation);
        return region;
    }

    private synchronized void released(CountedRegion region) {
        Holding holding = live.remove(region);
        if (holding != null) {
            holding.end();
        }
    }

    /**
     * The same bytes for use inside of this scope: whoever retains the result need not release it, since the loan ends with the
     * scope. The result is not counted, as {@link CountedRegion#buffer}.
     */
    public synchronized ArrowBuf lend(ArrowBuf buffer) {
        assertOpen();
        CountedRegion region = loans.computeIfAbsent(buffer.getReferenceManager(), this::borrow);
        return region.buffer(buffer.memoryAddress(), buffer.capacity())
                .writerIndex(buffer.writerIndex())
                .readerIndex(buffer.readerIndex());
    }

    private CountedRegion borrow(ReferenceManager lender) {
        lender.retain();
        CountedRegion.Kind kind = lender instanceof CountedRegion region ? region.kind() : CountedRegion.Kind.OWNED;
        // All of memory, so that a buffer's offset is its address: the lender's buffers were checked when they were
        // made.
        CountedRegion region = CountedRegion.of(0, Long.MAX_VALUE, kind, this, () -> {});
        live.put(region, new Loan(lender));
        return region;
    }

    /**
     * A buffer over the same bytes that outlives this scope: memory of this scope moves to the parent, other memory is retained.
     * The result counts once; the given buffer stays valid until the scope closes.
     */
    public synchronized ArrowBuf keep(ArrowBuf buffer) {
        Holding holding = buffer.getReferenceManager() instanceof CountedRegion region ? live.get(region) : null;
        return holding == null ? buffer.getReferenceManager().retain(buffer, parent) : holding.keep(buffer);
    }

    /** Frees what was not kept. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        live.keySet().forEach(CountedRegion::surrender);
        // Loans first: ending that of an array from native code runs its release callback, which reads what was
        // allocated here.
        end(Loan.class);
        end(Allocation.class);
        live.clear();
        loans.clear();
    }

    private void end(Class<? extends Holding> kind) {
        for (Holding holding : live.values()) {
            if (kind.isInstance(holding)) {
                holding.end();
            }
        }
    }

    @Override
    public ArrowBuf buffer(long size, @Nullable BufferManager manager) {
        if (manager != null) {
            throw new UnsupportedOperationException("an allocation scope has no buffer managers");
        }
        return buffer(size);
    }

    /** Memory from elsewhere, such as a C Data import, is held until the scope closes, or as long as a kept buffer of it. */
    @Override
    public ArrowBuf wrapForeignAllocation(ForeignAllocation allocation) {
        assertOpen();
        try (ArrowBuf wrapped = parent.wrapForeignAllocation(allocation)) {
            ArrowBuf lent = lend(wrapped);
            lent.getReferenceManager().retain();
            return lent;
        }
    }

    @Override
    public BufferAllocator getRoot() {
        return parent.getRoot();
    }

    @Override
    public BufferAllocator newChildAllocator(String child, long initReservation, long maxAllocation) {
        return newChildAllocator(child, AllocationListener.NOOP, initReservation, maxAllocation);
    }

    /** Refused: what a child allocates would escape the scope. */
    @Override
    public BufferAllocator newChildAllocator(
            String child, AllocationListener listener, long initReservation, long maxAllocation) {
        throw new UnsupportedOperationException(
                "no child allocator '" + child + "' in the scope of " + name + ": allocate from the batch's allocator");
    }

    @Override
    public synchronized long getAllocatedMemory() {
        return allocated;
    }

    @Override
    public synchronized long getPeakMemoryAllocation() {
        return peak;
    }

    @Override
    public long getLimit() {
        return parent.getLimit();
    }

    @Override
    public long getInitReservation() {
        return 0;
    }

    @Override
    public void setLimit(long newLimit) {
        throw new UnsupportedOperationException("the limit of a scope is its parent's");
    }

    @Override
    public long getHeadroom() {
        return parent.getHeadroom();
    }

    @Override
    public boolean forceAllocate(long size) {
        return parent.forceAllocate(size);
    }

    @Override
    public void releaseBytes(long size) {
        parent.releaseBytes(size);
    }

    @Override
    public AllocationListener getListener() {
        return AllocationListener.NOOP;
    }

    @Override
    public BufferAllocator getParentAllocator() {
        return parent;
    }

    @Override
    public Collection<BufferAllocator> getChildAllocators() {
        return List.of();
    }

    @Override
    public AllocationReservation newReservation() {
        throw new UnsupportedOperationException("an allocation scope has no reservations");
    }

    @Override
    public ArrowBuf getEmpty() {
        return parent.getEmpty();
    }

    @Override
    public String getName() {
        return name.toString();
    }

    @Override
    public boolean isOverLimit() {
        return parent.isOverLimit();
    }

    @Override
    public RoundingPolicy getRoundingPolicy() {
        return parent.getRoundingPolicy();
    }

    @Override
    public String toVerboseString() {
        return "AllocationScope(" + name + ", " + getAllocatedMemory() + " bytes)";
    }

    @Override
    public String toString() {
        return toVerboseString();
    }

    @Override
    public synchronized void assertOpen() {
        if (closed) {
            throw new ClosedException("the scope of " + name + " is closed: its call has ended");
        }
    }

    /** What a region of this scope stands for. */
    private interface Holding {
        /** The same bytes, counted once, held by the parent. */
        ArrowBuf keep(ArrowBuf buffer);

        /** The scope lets go. */
        void end();
    }

    /** Somebody else's memory, held by one count until the scope closes. */
    private final class Loan implements Holding {
        private final ReferenceManager lender;

        Loan(ReferenceManager lender) {
            this.lender = lender;
        }

        @Override
        public ArrowBuf keep(ArrowBuf buffer) {
            return lender.retain(buffer, parent);
        }

        @Override
        public void end() {
            lender.release();
        }
    }

    /** One block and, once it was kept, the region of those who hold it: the scope itself, until it ends, and the keepers. */
    private final class Allocation implements Holding {
        private final RecycledMemory.Block block;
        private final long bytes;
        private @Nullable CountedRegion kept;

        Allocation(RecycledMemory.Block block, long bytes) {
            this.block = block;
            this.bytes = bytes;
        }

        @Override
        public ArrowBuf keep(ArrowBuf buffer) {
            CountedRegion region = kept;
            if (region == null) {
                region = CountedRegion.of(block.address(), bytes, CountedRegion.Kind.OWNED, parent, this::free);
                kept = region;
            }
            region.retain();
            return region.buffer(buffer.memoryAddress() - block.address(), buffer.capacity())
                    .writerIndex(buffer.writerIndex())
                    .readerIndex(buffer.readerIndex());
        }

        @Override
        public void end() {
            allocated -= bytes;
            if (kept == null) {
                free();
            } else {
                kept.release();
            }
        }

        private void free() {
            RecycledMemory.shared().give(block);
            parent.releaseBytes(bytes);
        }
    }
}
