package dev.arrowshare.memory;

import java.util.Collection;
import java.util.List;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.AllocationReservation;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.BufferManager;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.rounding.RoundingPolicy;
import org.jspecify.annotations.Nullable;

/** Arrow's own child allocator, whose close says who opened it and which batches still hold its memory. */
final class NamedAllocator implements BufferAllocator {
    private final BufferAllocator arrow;
    private final OpenResources.Entry opened;

    NamedAllocator(BufferAllocator arrow) {
        this.arrow = arrow;
        this.opened = OpenResources.add("allocator '" + arrow.getName() + "'");
    }

    /** Stays open when something is still held, so that closing that, and then this again, mends it. */
    @Override
    public void close() {
        long held = arrow.getAllocatedMemory();
        if (held > 0) {
            List<String> batches = OpenResources.report(this);
            throw new IllegalStateException(opened + " is closed while " + held + " bytes of it are in use"
                    + (batches.isEmpty() ? "; " + OpenResources.HOW_TO_TRACE : " by\n" + String.join("\n", batches)));
        }
        opened.close();
        arrow.close();
    }

    @Override
    public ArrowBuf buffer(long size) {
        return mine(arrow.buffer(size));
    }

    /** Counted by a ledger of this allocator, which is the one that vectors name when they retain: else there would be two. */
    private ArrowBuf mine(ArrowBuf buffer) {
        if (buffer.capacity() == 0) {
            return buffer;
        }
        try (buffer) {
            return buffer.getReferenceManager().retain(buffer, this);
        }
    }

    @Override
    public ArrowBuf buffer(long size, @Nullable BufferManager manager) {
        return mine(arrow.buffer(size, manager));
    }

    @Override
    public BufferAllocator getRoot() {
        return arrow.getRoot();
    }

    @Override
    public BufferAllocator newChildAllocator(String name, long initReservation, long maxAllocation) {
        return new NamedAllocator(arrow.newChildAllocator(name, initReservation, maxAllocation));
    }

    @Override
    public BufferAllocator newChildAllocator(
            String name, AllocationListener listener, long initReservation, long maxAllocation) {
        return new NamedAllocator(arrow.newChildAllocator(name, listener, initReservation, maxAllocation));
    }

    @Override
    public long getAllocatedMemory() {
        return arrow.getAllocatedMemory();
    }

    @Override
    public long getLimit() {
        return arrow.getLimit();
    }

    @Override
    public long getInitReservation() {
        return arrow.getInitReservation();
    }

    @Override
    public void setLimit(long newLimit) {
        arrow.setLimit(newLimit);
    }

    @Override
    public long getPeakMemoryAllocation() {
        return arrow.getPeakMemoryAllocation();
    }

    @Override
    public long getHeadroom() {
        return arrow.getHeadroom();
    }

    @Override
    public boolean forceAllocate(long size) {
        return arrow.forceAllocate(size);
    }

    @Override
    public void releaseBytes(long size) {
        arrow.releaseBytes(size);
    }

    @Override
    public AllocationListener getListener() {
        return arrow.getListener();
    }

    @Override
    public @Nullable BufferAllocator getParentAllocator() {
        return arrow.getParentAllocator();
    }

    @Override
    public Collection<BufferAllocator> getChildAllocators() {
        return arrow.getChildAllocators();
    }

    @Override
    public AllocationReservation newReservation() {
        return arrow.newReservation();
    }

    @Override
    public ArrowBuf getEmpty() {
        return arrow.getEmpty();
    }

    @Override
    public String getName() {
        return arrow.getName();
    }

    @Override
    public boolean isOverLimit() {
        return arrow.isOverLimit();
    }

    @Override
    public RoundingPolicy getRoundingPolicy() {
        return arrow.getRoundingPolicy();
    }

    @Override
    public ArrowBuf wrapForeignAllocation(ForeignAllocation allocation) {
        return mine(arrow.wrapForeignAllocation(allocation));
    }

    @Override
    public String toVerboseString() {
        return arrow.toVerboseString();
    }

    @Override
    public String toString() {
        return arrow.toString();
    }

    @Override
    public void assertOpen() {
        arrow.assertOpen();
    }
}
