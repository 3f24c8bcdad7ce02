package dev.arrowshare.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CountedRegionTest {
    private static final int BYTES = 128;

    private final BufferAllocator allocator = Allocators.child("test");
    private final long address = Memory.allocate(BYTES);
    private final AtomicInteger releases = new AtomicInteger();
    private final CountedRegion region =
            CountedRegion.of(address, BYTES, CountedRegion.Kind.MAPPED, allocator, releases::incrementAndGet);

    @AfterEach
    void nothingIsAccountedToTheAllocator() {
        assertEquals(0, allocator.getPeakMemoryAllocation());
        allocator.close();
        Memory.free(address);
    }

    @Test
    void aVectorHoldsTheRegionUntilItIsClosed() {
        Memory.fill(address, BYTES, (byte) 0xFF);
        IntVector vector = new IntVector("x", allocator);
        vector.loadFieldBuffers(new ArrowFieldNode(3, 0), List.of(region.buffer(0, 1), region.buffer(64, 12)));
        assertEquals(3, region.getRefCount());
        assertFalse(region.release());
        assertEquals(-1, vector.get(2));
        vector.close();
        assertEquals(1, releases.get());
    }

    @Test
    void aBufferOutsideOfTheRegionIsRefused() {
        assertEquals(
                "range 120+9 is outside of a region of 128 bytes",
                assertThrows(IllegalArgumentException.class, () -> region.buffer(120, 9))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> region.buffer(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> region.buffer(1, Long.MAX_VALUE));
        assertEquals(0, region.buffer(128, 0).capacity());
    }

    @Test
    void slicesAndTransfersAreOfTheSameRegion() {
        ArrowBuf buffer = region.buffer(8, 64);
        ArrowBuf slice = buffer.slice(8, 16);
        assertEquals(address + 16, slice.memoryAddress());
        assertSame(region, slice.getReferenceManager());
        ArrowBuf moved = region.transferOwnership(buffer, allocator).getTransferredBuffer();
        assertEquals(2, region.getRefCount());
        assertEquals(64, moved.writerIndex());
    }

    @Test
    void releasingTooOftenAndRetainingTooLateAreErrors() {
        assertTrue(region.release());
        assertThrows(IllegalStateException.class, region::release);
        assertThrows(IllegalStateException.class, region::retain);
        assertEquals(1, releases.get());
    }

    @Test
    void manyThreadsReleaseItOnce() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        region.retain(4_000);
        for (int thread = 0; thread < 4; thread++) {
            threads.execute(() -> {
                for (int i = 0; i < 1_000; i++) {
                    region.retain();
                    region.release(2);
                }
            });
        }
        threads.shutdown();
        assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(0, releases.get());
        assertTrue(region.release());
        assertEquals(1, releases.get());
    }
}
