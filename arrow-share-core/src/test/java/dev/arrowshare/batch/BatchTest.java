package dev.arrowshare.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.memory.AllocationScope;
import dev.arrowshare.memory.Allocators;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.Float8Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchTest {
    private final BufferAllocator allocator = Allocators.child("test");

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    private Float8Vector doubles(BufferAllocator from, String name, Double... values) {
        Float8Vector vector = new Float8Vector(name, from);
        vector.allocateNew(values.length);
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                vector.set(i, values[i]);
            }
        }
        vector.setValueCount(values.length);
        return vector;
    }

    @Test
    void anUnknownColumnIsRefusedWithTheColumnsThatThereAre() {
        try (Batch batch = Batch.of(1, doubles(allocator, "fare", 1.0), doubles(allocator, "tip", 2.0))) {
            NoSuchColumnException e =
                    assertThrows(NoSuchColumnException.class, () -> batch.column("fair", Float8Vector.class));
            assertEquals("no column 'fair'; columns are [fare double, tip double]", e.getMessage());
        }
    }

    @Test
    void aMappedResultOutlivesItsScopeAndNothingElseDoes() {
        try (Batch input = Batch.of(2, doubles(allocator, "fare", 10.0, null), doubles(allocator, "tip", 2.0, 3.0))) {
            Batch kept;
            try (AllocationScope scope = AllocationScope.open(allocator, "batch 0")) {
                doubles(scope, "forgotten", 1.0, 2.0);
                Batch lent = input.lentTo(scope);
                Float8Vector share = Columns.float8(
                        "tip_share",
                        lent.column("tip", Float8Vector.class),
                        lent.column("fare", Float8Vector.class),
                        (t, f) -> t / f);
                kept = lent.with(share).with(doubles(scope, "scoped", 5.0, 6.0)).keptFrom(scope);
            }
            try (kept) {
                assertEquals(0.2, kept.column("tip_share", Float8Vector.class).get(0));
                assertTrue(kept.column("tip_share").isNull(1));
                assertEquals(6.0, kept.column("scoped", Float8Vector.class).get(1));
            }
        }
    }
}
