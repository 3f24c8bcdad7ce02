package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrow's own comparison of single values is the oracle. */
class SameMemoryTest {
    private static final int ROWS = 100;

    private final BufferAllocator allocator = Allocators.child("same memory");

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    @Test
    void cannotTellOfNullsBitsViewsAndNestedValues() {
        for (Field type : ArrowTypes.all().stream().filter(Field::isNullable).toList()) {
            try (Batch some = RandomBatches.of(type, ROWS, Nulls.SOME, 1, allocator)) {
                assertFalse(SameMemory.canTell(some.column(0), some.column(0)), type::toString);
            }
        }
        long told = plain().filter(this::canTellWithoutNulls).count();
        assertTrue(told >= 20, "types that it can tell of: " + told);
    }

    private boolean canTellWithoutNulls(Field type) {
        try (Batch none = RandomBatches.of(type, ROWS, Nulls.NONE, 1, allocator)) {
            return SameMemory.canTell(none.column(0), none.column(0));
        }
    }

    /** The last byte counts, and what lies behind it does not. */
    @Test
    void everyByteCounts() {
        try (ArrowBuf one = allocator.buffer(64);
                ArrowBuf other = allocator.buffer(64)) {
            one.setZero(0, 64);
            other.setZero(0, 64);
            for (int at = 0; at < 20; at++) {
                other.setByte(at, 1);
                assertTrue(Memory.isSame(one.memoryAddress(), other.memoryAddress(), at), "byte " + at);
                assertFalse(Memory.isSame(one.memoryAddress(), other.memoryAddress(), at + 1), "byte " + at);
                other.setByte(at, 0);
            }
        }
    }

    static Stream<Field> plain() {
        return ArrowTypes.flat().stream();
    }

    @ParameterizedTest
    @MethodSource("plain")
    void agreesWithTheComparisonOfSingleValues(Field type) {
        Random random = new Random(7);
        try (Batch one = RandomBatches.of(type, ROWS, Nulls.NONE, 1, allocator);
                Batch two = RandomBatches.of(type, ROWS, Nulls.NONE, 2, allocator);
                FieldVector both = Columns.concat(type, List.of(two.column(0), one.column(0)), allocator)) {
            if (!SameMemory.canTell(one.column(0), both)) {
                return;
            }
            assertTrue(SameMemory.in(one.column(0), 0, both, ROWS, ROWS), type::toString);
            for (int i = 0; i < 200; i++) {
                int length = random.nextInt(i < 100 ? 4 : 40);
                int left = random.nextInt(ROWS - length);
                int right = i % 2 == 0 ? ROWS + left : random.nextInt(2 * ROWS - length);
                String range = type + ": " + left + ", " + right + ", " + length + " rows, seed 7";
                assertEquals(
                        SameValues.in(one.column(0), left, both, right, length),
                        SameMemory.in(one.column(0), left, both, right, length),
                        range);
            }
        }
    }
}
