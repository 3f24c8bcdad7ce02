package dev.arrowshare.memory;

import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;

/**
 * Arrow's hook for where memory comes from: {@link RecycledMemory}. Netty's arenas never give memory back readily, and on JDK 24
 * and newer they need flags.
 */
final class OwnedMemory extends AllocationManager {

    /** Stands in for a buffer of zero bytes, which has nothing to free. */
    private static final ArrowBuf EMPTY = new ArrowBuf(ReferenceManager.NO_OP, null, 0, Memory.allocate(64));

    static final Factory FACTORY = new Factory() {
        @Override
        public AllocationManager create(BufferAllocator accountingAllocator, long size) {
            return new OwnedMemory(accountingAllocator, size);
        }

        @Override
        public ArrowBuf empty() {
            return EMPTY;
        }
    };

    private final long bytes;
    private final RecycledMemory.Block block;

    private OwnedMemory(BufferAllocator accountingAllocator, long bytes) {
        super(accountingAllocator);
        this.bytes = bytes;
        this.block = RecycledMemory.shared().take(bytes);
    }

    @Override
    public long getSize() {
        return bytes;
    }

    @Override
    protected long memoryAddress() {
        return block.address();
    }

    @Override
    protected void release0() {
        RecycledMemory.shared().give(block);
    }
}
