package dev.arrowshare.batch;

import dev.arrowshare.memory.CountedRegion;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** Buffers over memory that no allocator accounts for, as those over mapped files. */
final class Foreign {
    private Foreign() {}

    /** The same bytes, counted once on their own; the original must outlive the result. */
    static ArrowBuf of(ArrowBuf buffer, BufferAllocator allocator) {
        CountedRegion region = CountedRegion.of(
                buffer.memoryAddress(), buffer.capacity(), CountedRegion.Kind.MAPPED, allocator, () -> {});
        return region.buffer(0, buffer.capacity());
    }
}
