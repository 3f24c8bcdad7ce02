package dev.arrowshare.dataset.work;

import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.CountedRegion;
import dev.arrowshare.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;

/** Validity buffers of columns without nulls: all of them are the same ones, which are never freed. */
final class AllValid {
    private static CountedRegion ones = allocate(1 << 17);

    private AllValid() {}

    private static CountedRegion allocate(long bytes) {
        long address = Memory.allocate(bytes);
        Memory.fill(address, bytes, (byte) -1);
        return CountedRegion.of(address, bytes, CountedRegion.Kind.CONSTANT, Allocators.root(), () -> {});
    }

    static synchronized ArrowBuf buffer(long bytes) {
        if (bytes > ones.getSize()) {
            ones = allocate(Long.highestOneBit(bytes) * 2);
        }
        return ones.buffer(0, bytes);
    }
}
