package dev.arrowshare.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.ClosedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.IntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AllocationScopeTest {
    private final BufferAllocator parent = Allocators.child("test");

    @AfterEach
    void nothingStaysAllocated() {
        parent.close();
    }

    private AllocationScope open() {
        return AllocationScope.open(parent, "batch 7");
    }

    @Test
    void whatIsNotKeptIsFreedAlsoWhenTheCallFails() {
        assertThrows(ArithmeticException.class, () -> {
            try (AllocationScope scope = open()) {
                scope.buffer(1_000);
                assertTrue(parent.getAllocatedMemory() >= 1_000);
                throw new ArithmeticException();
            }
        });
        assertEquals(0, parent.getAllocatedMemory());
    }

    @Test
    void whatIsReleasedDuringTheCallIsFreedAtOnce() {
        try (AllocationScope scope = open()) {
            scope.buffer(1_000).close();
            assertEquals(0, scope.getAllocatedMemory());
            assertEquals(0, parent.getAllocatedMemory());
            assertEquals(1_024, scope.getPeakMemoryAllocation());
        }
    }

    @Test
    void whatWasKeptMayBeReleasedWhileTheCallGoesOn() {
        try (AllocationScope scope = open()) {
            ArrowBuf buffer = scope.buffer(8);
            buffer.setLong(0, 42);
            scope.keep(buffer).close();
            assertEquals(1_024, parent.getAllocatedMemory());
            assertEquals(42, buffer.getLong(0));
        }
        assertEquals(0, parent.getAllocatedMemory());
    }

    @Test
    void aBufferKeptTwiceIsFreedByTheSecondRelease() {
        ArrowBuf first;
        ArrowBuf second;
        try (AllocationScope scope = open()) {
            ArrowBuf buffer = scope.buffer(8).writerIndex(8);
            buffer.setLong(0, 42);
            first = scope.keep(buffer);
            second = scope.keep(buffer.slice(0, 8));
        }
        assertEquals(42, first.getLong(0));
        first.close();
        assertEquals(42, second.getLong(0));
        assertEquals(8, second.writerIndex());
        assertTrue(parent.getAllocatedMemory() > 0);
        second.close();
        assertEquals(0, parent.getAllocatedMemory());
    }

    @Test
    void aKeptBufferMayBeReleasedBeforeTheScopeCloses() {
        try (AllocationScope scope = open()) {
            ArrowBuf buffer = scope.buffer(8);
            scope.keep(buffer).close();
        }
        assertEquals(0, parent.getAllocatedMemory());
    }

    @Test
    void foreignMemoryIsKeptByRetainingIt() {
        try (ArrowBuf foreign = parent.buffer(8)) {
            ArrowBuf kept;
            try (AllocationScope scope = open()) {
                ArrowBuf lent = scope.lend(foreign);
                kept = scope.keep(lent);
                assertEquals(foreign.memoryAddress(), kept.memoryAddress());
                assertEquals(3, foreign.refCnt());
            }
            assertEquals(2, foreign.refCnt());
            kept.close();
        }
    }

    @Test
    void aBufferIsUnusableAfterItsScope() {
        IntVector vector;
        try (AllocationScope scope = open()) {
            vector = new IntVector("x", scope);
            vector.allocateNew(4);
            vector.set(0, 1);
            vector.setValueCount(1);
        }
        assertThrows(RuntimeException.class, () -> vector.get(0));
        vector.close();
    }

    @Test
    void aClosedScopeRefusesAndClosesAgainInPeace() {
        AllocationScope scope = open();
        scope.close();
        scope.close();
        ClosedException e = assertThrows(ClosedException.class, () -> scope.buffer(8));
        assertEquals("the scope of batch 7 is closed: its call has ended", e.getMessage());
    }

    @Test
    void childrenAreRefused() {
        try (AllocationScope scope = open()) {
            UnsupportedOperationException e = assertThrows(
                    UnsupportedOperationException.class, () -> scope.newChildAllocator("mine", 0, Long.MAX_VALUE));
            assertEquals(
                    "no child allocator 'mine' in the scope of batch 7: allocate from the batch's allocator",
                    e.getMessage());
        }
    }

    @Test
    void theLimitIsTheParents() {
        try (BufferAllocator small = Allocators.root().newChildAllocator("small", 0, 10_000);
                AllocationScope scope = AllocationScope.open(small, "batch 8")) {
            scope.buffer(5_000);
            OutOfMemoryException e = assertThrows(OutOfMemoryException.class, () -> scope.buffer(50_000));
            assertTrue(
                    e.getMessage().startsWith("cannot allocate 50176 bytes in batch 8: 5120 of 10000"), e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> scope.buffer(-1));
        }
    }

    @Test
    void threadsOfACallMayAllocateAndRelease() throws InterruptedException {
        List<ArrowBuf> kept = Collections.synchronizedList(new ArrayList<>());
        try (AllocationScope scope = open()) {
            ExecutorService threads = Executors.newFixedThreadPool(4);
            for (int thread = 0; thread < 4; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < 500; i++) {
                        scope.buffer(64).close();
                        ArrowBuf buffer = scope.buffer(64);
                        buffer.setLong(0, i);
                        kept.add(scope.keep(buffer));
                    }
                });
            }
            threads.shutdown();
            assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
        }
        assertEquals(
                4L * 499 * 500 / 2,
                kept.stream().mapToLong(buffer -> buffer.getLong(0)).sum());
        kept.forEach(ArrowBuf::close);
    }
}
