package dev.arrowshare.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.ChildJvm;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.Float8Vector;
import org.junit.jupiter.api.Test;

class AllocatorsTest {
    @Test
    void buffersBeginAt64Bytes() {
        try (BufferAllocator allocator = Allocators.child("aligned")) {
            for (int size : new int[] {1, 64, 1_000, 1 << 20}) {
                try (ArrowBuf buffer = allocator.buffer(size)) {
                    assertEquals(0, buffer.memoryAddress() % 64, "size " + size);
                }
            }
        }
    }

    @Test
    void aLeakNamesTheAllocatorsOpenerAndTheOpenBatch() {
        BufferAllocator allocator = Allocators.child("leaky");
        Batch forgotten = RandomBatches.of(ArrowTypes.named("int32"), 10, Nulls.NONE, 1, allocator);
        IllegalStateException e = assertThrows(IllegalStateException.class, allocator::close);
        String message = e.getMessage();
        assertTrue(message.startsWith("allocator 'leaky', opened at "), message);
        assertTrue(
                message.contains("AllocatorsTest.aLeakNamesTheAllocatorsOpenerAndTheOpenBatch(AllocatorsTest.java:"),
                message);
        assertTrue(message.contains("\nbatch of 10 rows [int32 int32], opened at "), message);
        forgotten.close();
        allocator.close();
    }

    @Test
    void whatIsClosedIsNotInTheReport() {
        BufferAllocator allocator = Allocators.child("tidy");
        Batch batch = RandomBatches.of(ArrowTypes.named("int32"), 10, Nulls.NONE, 1, allocator);
        assertEquals(1, OpenResources.report(allocator).size());
        batch.close();
        assertEquals(List.of(), OpenResources.report(allocator));
        allocator.close();
        assertFalse(OpenResources.report().stream().anyMatch(line -> line.contains("'tidy'")));
    }

    @Test
    void aGrandchildNamesItselfToo() {
        try (BufferAllocator parent = Allocators.child("parent")) {
            BufferAllocator child = parent.newChildAllocator("child", 0, Long.MAX_VALUE);
            ArrowBuf buffer = child.buffer(8);
            IllegalStateException e = assertThrows(IllegalStateException.class, child::close);
            assertTrue(e.getMessage().startsWith("allocator 'child', opened at "), e.getMessage());
            buffer.close();
            child.close();
        }
    }

    /** The tests themselves run with the flags that Arrow's own readers need; users' programs do not. */
    @Test
    void noFlagIsNeededToAllocateAndReadVectors() throws Exception {
        ChildJvm.Result result = ChildJvm.run(WithoutFlags.class);
        assertEquals("3.5\n", result.stdout(), result::toString);
        assertEquals(0, result.exitCode(), result::toString);
    }

    /** Runs in a JVM without any flag. */
    static final class WithoutFlags {
        public static void main(String[] args) {
            try (BufferAllocator allocator = Allocators.child("flags");
                    Batch none = Batch.of(1, List.of(), Map.of(), Map.of(), allocator);
                    Batch batch = none.with(Columns.float8("x", none, row -> 1.5));
                    Batch more = batch.with(Columns.float8("y", batch.column("x", Float8Vector.class), x -> x + 2))) {
                System.out.println(more.column("y", Float8Vector.class).get(0));
            }
        }
    }

    @Test
    void aJvmInWhichNettyMayNotUseUnsafeIsToldWhatIsMissing() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "older JDKs start netty whatever the property says");
        ChildJvm.Result result = ChildJvm.run(WithoutFlags.class, "-Dio.netty.noUnsafe=true");
        assertEquals(1, result.exitCode(), result::toString);
        assertTrue(result.stderr().contains("io.netty.noUnsafe must be 'false' (it is 'true')"), result::toString);
    }
}
