package dev.arrowshare.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchSliceTest {
    private static final int ROWS = 1_000;

    private final BufferAllocator allocator = Allocators.child("test");

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    static Stream<Field> types() {
        return ArrowTypes.allAndDuplicateNames().stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    void aSliceHoldsItsRows(Field field) {
        Random random = new Random(5);
        for (Nulls nulls : Nulls.values()) {
            try (Batch batch = RandomBatches.of(field, ROWS, nulls, 5, allocator)) {
                for (int i = 0; i < 20; i++) {
                    int offset = random.nextInt(ROWS);
                    int length = i == 0 ? 0 : random.nextInt(ROWS - offset);
                    try (Batch slice = batch.slice(offset, length)) {
                        String what = nulls + " nulls, seed 5, rows " + offset + "+" + length;
                        BatchAssertions.assertEqualValues(batch, offset, length, slice, what);
                        assertEquals(batch.schema(), slice.schema());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void aSliceOfASliceHoldsItsRows(Field field) {
        try (Batch batch = RandomBatches.of(field, ROWS, Nulls.SOME, 6, allocator);
                Batch slice = batch.slice(101, 700);
                Batch inner = slice.slice(13, 600)) {
            BatchAssertions.assertEqualValues(batch, 114, 600, inner, "seed 6");
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void aSliceAtAMultipleOfEightAllocatesNothing(Field field) {
        if (holdsRuns(field)) {
            return;
        }
        try (Batch batch = RandomBatches.of(field, ROWS, Nulls.SOME, 7, allocator)) {
            long before = allocator.getAllocatedMemory();
            try (BufferAllocator own = Allocators.child("slices");
                    Batch here = Batch.of(batch.schema(), ROWS, views(batch, own), Map.of(), own);
                    Batch slice = here.slice(64, 512)) {
                assertEquals(512, slice.rows());
                assertEquals(0, own.getPeakMemoryAllocation());
            }
            assertEquals(before, allocator.getAllocatedMemory());
        }
    }

    /** Over the same memory, but without an account of their own, as vectors over a mapped file have none. */
    private static List<FieldVector> views(Batch batch, BufferAllocator own) {
        return IntStream.range(0, batch.columnCount())
                .mapToObj(i -> Views.of(
                        batch.column(i), batch.schema().getFields().get(i), own, buffer -> Foreign.of(buffer, own)))
                .toList();
    }

    private static boolean holdsRuns(Field field) {
        return field.getType() instanceof ArrowType.RunEndEncoded
                || field.getChildren().stream().anyMatch(BatchSliceTest::holdsRuns);
    }

    @ParameterizedTest
    @MethodSource("types")
    void anEmptyBatchHasAnEmptySlice(Field field) {
        try (Batch batch = RandomBatches.of(field, 0, Nulls.SOME, 8, allocator);
                Batch slice = batch.slice(0, 0)) {
            BatchAssertions.assertEqualValues(batch, slice);
        }
    }

    @Test
    void aSliceCountsTheBytesOfItsOwnRows() {
        Field text = ArrowTypes.named("utf8_required");
        Field list = ArrowTypes.nested(
                "numbers", new ArrowType.FixedSizeList(2), ArrowTypes.required("item", new ArrowType.Int(64, true)));
        try (Batch batch = RandomBatches.of(List.of(text, list), ROWS, Nulls.NONE, 9, allocator);
                Batch slice = batch.slice(0, 0);
                Batch half = batch.slice(504, 496);
                Batch rest = batch.slice(0, 504)) {
            assertEquals(4, slice.copiedBytes());
            // A bitmap each for the columns and the items, and one offset that both halves count.
            assertEquals(batch.copiedBytes() + 4, half.copiedBytes() + rest.copiedBytes());
            assertEquals(0, batch.mappedBytes());
        }
    }

    @Test
    void rowsOutsideOfTheBatchAreRefused() {
        try (Batch batch = RandomBatches.of(ArrowTypes.named("int32"), 10, Nulls.NONE, 9, allocator)) {
            String message = "rows 8+3 are outside of a batch of 10 rows";
            assertEquals(
                    message,
                    assertThrows(IllegalArgumentException.class, () -> batch.slice(8, 3))
                            .getMessage());
            assertThrows(IllegalArgumentException.class, () -> batch.slice(-1, 3));
            assertThrows(IllegalArgumentException.class, () -> batch.slice(1, Long.MAX_VALUE));
        }
    }
}
