package dev.arrowshare.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.memory.AllocationScope;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    private Batch twoColumns() {
        return Batch.of(2, doubles(allocator, "fare", 10.0, null), doubles(allocator, "tip", 2.0, 3.0));
    }

    private static List<String> names(Batch batch) {
        return batch.schema().getFields().stream().map(Field::getName).toList();
    }

    @Test
    void derivedBatchesHoldWhatTheyShareWhenTheirSourceIsClosed() {
        Batch source = twoColumns();
        Batch selected = source.select("tip");
        Batch rest = source.without("tip");
        Batch renamed = source.rename("tip", "extra");
        Batch sliced = source.slice(1, 1);
        source.close();
        try (selected;
                rest;
                renamed;
                sliced) {
            assertEquals(List.of("tip"), names(selected));
            assertEquals(List.of("fare"), names(rest));
            assertEquals(List.of("fare", "extra"), names(renamed));
            assertEquals(3.0, selected.column("tip", Float8Vector.class).get(1));
            assertEquals(3.0, renamed.column("extra", Float8Vector.class).get(1));
            assertEquals(3.0, sliced.column("tip", Float8Vector.class).get(0));
            assertTrue(rest.column("fare").isNull(1));
        }
    }

    @Test
    void aColumnOfTheSameNameIsReplacedWhereItStands() {
        try (Batch batch = twoColumns();
                Batch replaced = batch.with(doubles(allocator, "fare", 1.0, 2.0))) {
            assertEquals(List.of("fare", "tip"), names(replaced));
            assertEquals(2.0, replaced.column("fare", Float8Vector.class).get(1));
            assertTrue(batch.column("fare").isNull(1));
        }
    }

    @Test
    void aColumnOfTheBatchItselfMayBeGivenToWith() {
        try (Batch batch = twoColumns();
                Batch same = batch.with(batch.column("tip"))) {
            assertSame(batch.column("tip"), same.column("tip"));
            assertEquals(2, same.columnCount());
        }
    }

    @Test
    void aVectorGivenTwiceIsRefused() {
        Float8Vector vector = doubles(allocator, "fare", 1.0);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Batch.of(1, vector, vector));
        assertEquals("vector 'fare' is given twice; give a copy", e.getMessage());
        vector.close();
    }

    @Test
    void aColumnOfAnotherLengthIsRefused() {
        Float8Vector vector = doubles(allocator, "fare", 1.0);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Batch.of(2, vector));
        assertEquals("column 'fare' has 1 rows, the batch has 2; was setValueCount called?", e.getMessage());
        vector.close();
    }

    @Test
    void aColumnOfAnotherClassIsRefusedWithTheRightOne() {
        try (Batch batch = twoColumns()) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> batch.column("fare", BigIntVector.class));
            assertEquals("column 'fare' is a Float8Vector, not a BigIntVector", e.getMessage());
        }
    }

    @Test
    void aRetainedBatchNeedsOneMoreClose() {
        Batch batch = twoColumns();
        assertSame(batch, batch.retain());
        batch.close();
        assertEquals(2.0, batch.column("tip", Float8Vector.class).get(0));
        batch.close();
        batch.close();
        assertThrows(ClosedException.class, batch::retain);
        ClosedException e = assertThrows(ClosedException.class, () -> batch.column("tip"));
        assertEquals("this batch of 2 rows is closed", e.getMessage());
        assertThrows(ClosedException.class, () -> batch.select("tip"));
        assertThrows(ClosedException.class, () -> batch.slice(0, 1));
        assertThrows(ClosedException.class, () -> batch.with(new Float8Vector("x", allocator)));
        assertThrows(ClosedException.class, batch::mappedBytes);
        assertThrows(ClosedException.class, () -> Batch.concat(List.of(batch, batch)));
    }

    @Test
    void columnsOfOneNameAreReachedByPosition() {
        try (Batch batch = Batch.of(1, doubles(allocator, "x", 1.0), doubles(allocator, "x", 2.0))) {
            NoSuchColumnException e = assertThrows(NoSuchColumnException.class, () -> batch.column("x"));
            assertEquals("column 'x' is ambiguous: columns 0 and 1 have that name; use column(int)", e.getMessage());
            assertEquals(2.0, ((Float8Vector) batch.column(1)).get(0));
        }
    }

    @Test
    void aNameThatIsTakenIsNotGivenByRename() {
        try (Batch batch = twoColumns()) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> batch.rename("tip", "fare"));
            assertEquals(
                    "cannot rename 'tip' to 'fare': there is a column of that name; columns are [fare double, tip double]",
                    e.getMessage());
            try (Batch same = batch.rename("tip", "tip")) {
                assertEquals(names(batch), names(same));
            }
        }
    }

    static Stream<Field> types() {
        return ArrowTypes.allAndDuplicateNames().stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    void columnsOfEveryTypeAreRenamedLentAndKept(Field field) {
        for (int rows : new int[] {0, 1, 100}) {
            try (Batch batch = RandomBatches.of(field, rows, Nulls.SOME, 1, allocator);
                    Batch renamed = batch.rename(field.getName(), "other");
                    Batch back = renamed.rename("other", field.getName())) {
                assertEquals("other", renamed.schema().getFields().get(0).getName());
                BatchAssertions.assertEqualValues(batch, back);
                assertEquals(batch.schema(), back.schema());
                Batch kept;
                try (AllocationScope scope = AllocationScope.open(allocator, "batch 0")) {
                    kept = batch.lentTo(scope).keptFrom(scope);
                }
                try (kept) {
                    BatchAssertions.assertEqualValues(batch, kept);
                    assertEquals(batch.messageSchema(), kept.messageSchema());
                }
            }
        }
    }

    @Test
    void anExtraHolderOfARenamedColumnIsLetGo() {
        long before = allocator.getAllocatedMemory();
        try (Batch batch = twoColumns()) {
            batch.rename("tip", "extra").close();
            assertEquals(2.0, batch.column("tip", Float8Vector.class).get(0));
        }
        assertEquals(before, allocator.getAllocatedMemory());
    }

    @Test
    void theRootOfArrowIsAView() {
        try (Batch batch = RandomBatches.of(ArrowTypes.flat(), 10, Nulls.SOME, 1, allocator)) {
            VectorSchemaRoot root = batch.asRoot();
            assertEquals(10, root.getRowCount());
            assertEquals(batch.schema(), root.getSchema());
            assertSame(batch.column(0), root.getVector(0));
        }
    }

    @Test
    void aBatchWithoutColumnsHasRows() {
        try (Batch batch = Batch.of(5);
                Batch slice = batch.slice(1, 3);
                Batch both = Batch.concat(List.of(batch, slice))) {
            assertEquals(3, slice.rows());
            assertEquals(8, both.rows());
            assertEquals(0, batch.columnCount());
        }
    }
}
