package dev.arrowshare.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.memory.AllocationScope;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsTest {
    private static final List<Field> SOURCES = List.of(
            ArrowTypes.leaf("a", ArrowTypes.named("float64").getType()),
            ArrowTypes.leaf("b", ArrowTypes.named("float64").getType()),
            ArrowTypes.leaf("m", new ArrowType.Int(64, true)),
            ArrowTypes.leaf("n", new ArrowType.Int(64, true)),
            ArrowTypes.leaf("text", ArrowType.Utf8.INSTANCE));

    private final BufferAllocator allocator = Allocators.child("test");

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    private Batch random(int rows, Nulls nulls) {
        return RandomBatches.of(SOURCES, rows, nulls, rows, allocator);
    }

    private static void assertColumn(Batch batch, FieldVector column, IntFunction<Object> expected) {
        try (Batch with = batch.with(column)) {
            int index = with.columnCount() - 1;
            for (int row = 0; row < batch.rows(); row++) {
                assertEquals(
                        expected.apply(row),
                        BatchAssertions.value(with, index, row),
                        column.getName() + ", row " + row);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 63, 64, 65, 128, 1_000})
    void columnsOfColumnsHoldTheFunctionWhereAllSourcesArePresent(int rows) {
        for (Nulls nulls : Nulls.values()) {
            try (Batch batch = random(rows, nulls)) {
                Float8Vector a = batch.column("a", Float8Vector.class);
                Float8Vector b = batch.column("b", Float8Vector.class);
                BigIntVector m = batch.column("m", BigIntVector.class);
                BigIntVector n = batch.column("n", BigIntVector.class);
                assertColumn(
                        batch,
                        Columns.float8("a+b", a, b, Double::sum),
                        row -> a.isNull(row) || b.isNull(row) ? null : (Object) (a.get(row) + b.get(row)));
                assertColumn(
                        batch, Columns.float8("-a", a, x -> -x), row -> a.isNull(row) ? null : (Object) (-a.get(row)));
                assertColumn(
                        batch,
                        Columns.bigInt("m^n", m, n, (x, y) -> x ^ y),
                        row -> m.isNull(row) || n.isNull(row) ? null : (Object) (m.get(row) ^ n.get(row)));
                assertColumn(
                        batch,
                        Columns.bigInt("m+1", m, x -> x + 1),
                        row -> m.isNull(row) ? null : (Object) (m.get(row) + 1));
            }
        }
    }

    @Test
    void columnsOfSlicesHoldTheRowsOfTheSlice() {
        try (Batch batch = random(1_000, Nulls.SOME);
                Batch slice = batch.slice(13, 900)) {
            Float8Vector a = batch.column("a", Float8Vector.class);
            Float8Vector result = Columns.float8("2a", slice.column("a", Float8Vector.class), x -> 2 * x);
            assertColumn(slice, result, row -> a.isNull(13 + row) ? null : (Object) (2 * a.get(13 + row)));
        }
    }

    @Test
    void textsFromTextsMayBecomeNull() {
        try (Batch batch = random(300, Nulls.SOME)) {
            VarCharVector text = batch.column("text", VarCharVector.class);
            VarCharVector result = Columns.utf8("upper", text, value -> value.isEmpty() ? null : value + "!");
            assertColumn(batch, result, row -> {
                String value = text.isNull(row)
                        ? ""
                        : Objects.requireNonNull(text.getObject(row)).toString();
                return value.isEmpty() ? null : value + "!";
            });
        }
    }

    @Test
    void rowByRowNullIsNull() {
        try (Batch batch = random(100, Nulls.NONE)) {
            assertColumn(
                    batch,
                    Columns.float8("f8", batch, row -> row % 3 == 0 ? null : row / 2.0),
                    row -> row % 3 == 0 ? null : (Object) (row / 2.0));
            assertColumn(
                    batch,
                    Columns.float4("f4", batch, row -> row % 3 == 0 ? null : row / 2f),
                    row -> row % 3 == 0 ? null : (Object) (row / 2.0));
            assertColumn(
                    batch,
                    Columns.bigInt("i8", batch, row -> row % 3 == 0 ? null : 5L * row),
                    row -> row % 3 == 0 ? null : (Object) (5L * row));
            assertColumn(
                    batch,
                    Columns.integer("i4", batch, row -> row % 3 == 0 ? null : -row),
                    row -> row % 3 == 0 ? null : (Object) (long) -row);
            assertColumn(
                    batch,
                    Columns.bit("bit", batch, row -> row % 3 == 0 ? null : row % 2 == 0),
                    row -> row % 3 == 0 ? null : (Object) (row % 2 == 0));
            assertColumn(
                    batch,
                    Columns.utf8("text", batch, row -> row % 3 == 0 ? null : "row " + row),
                    row -> row % 3 == 0 ? null : "row " + row);
        }
    }

    @Test
    void timestampsAreMicrosecondsInUtc() {
        try (Batch batch = random(2, Nulls.NONE);
                Batch with = batch.with(
                        Columns.timestamp("at", batch, row -> row == 0 ? null : Instant.EPOCH.minusNanos(1)))) {
            assertEquals(null, BatchAssertions.value(with, 5, 0));
            assertEquals(-1L, BatchAssertions.value(with, 5, 1));
            assertEquals(
                    "Timestamp(MICROSECOND, UTC)",
                    with.column("at").getField().getType().toString());
        }
    }

    @Test
    void theFunctionIsNotCalledForWhatLiesUnderANull() {
        try (Batch batch = random(200, Nulls.ALL)) {
            BigIntVector m = batch.column("m", BigIntVector.class);
            assertColumn(batch, Columns.bigInt("m/0", m, m, (x, y) -> refuse(x + y)), row -> null);
        }
    }

    @Test
    void aFunctionThatThrowsLeavesNothingAllocated() {
        try (Batch batch = random(200, Nulls.NONE)) {
            long before = allocator.getAllocatedMemory();
            BigIntVector m = batch.column("m", BigIntVector.class);
            VarCharVector text = batch.column("text", VarCharVector.class);
            assertThrows(ArithmeticException.class, () -> Columns.bigInt("m/0", m, ColumnsTest::refuse));
            assertThrows(IllegalStateException.class, () -> Columns.utf8("t", text, x -> fail(x)));
            assertThrows(
                    IllegalStateException.class,
                    () -> Columns.utf8("t", batch, row -> row < 150 ? "x".repeat(99) : fail("")));
            assertEquals(before, allocator.getAllocatedMemory());
        }
    }

    private static long refuse(long value) {
        throw new ArithmeticException("not of " + value);
    }

    private static String fail(String value) {
        throw new IllegalStateException(value);
    }

    @Test
    void columnsOfUnequalLengthAreRefused() {
        try (Batch batch = random(20, Nulls.NONE);
                Batch slice = batch.slice(0, 8)) {
            Float8Vector a = batch.column("a", Float8Vector.class);
            Float8Vector b = slice.column("b", Float8Vector.class);
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> Columns.float8("c", a, b, Double::sum));
            assertEquals("column 'a' has 20 rows, 'b' has 8", e.getMessage());
        }
    }

    @Test
    void resultsAreAllocatedInTheScopeOfTheBatchTheyCameFrom() {
        try (Batch batch = random(20, Nulls.NONE);
                AllocationScope scope = AllocationScope.open(allocator, "batch 0")) {
            Batch lent = batch.lentTo(scope);
            Float8Vector a = lent.column("a", Float8Vector.class);
            assertSame(scope, Columns.float8("b", a, x -> x).getAllocator());
            assertSame(scope, Columns.utf8("b", lent, row -> "x").getAllocator());
            assertTrue(scope.getAllocatedMemory() > 0);
            assertFalse(batch.allocator() instanceof AllocationScope);
        }
    }
}
