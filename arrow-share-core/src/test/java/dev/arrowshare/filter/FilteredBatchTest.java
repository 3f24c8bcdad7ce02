package dev.arrowshare.filter;

import static dev.arrowshare.filter.Filter.column;
import static dev.arrowshare.filter.Filter.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.RowSelection;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FilteredBatchTest {
    private final BufferAllocator allocator = Allocators.child("filters");

    @AfterEach
    void nothingIsLeft() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    static List<Field> everyType() {
        List<Field> fields = new ArrayList<>(ArrowTypes.allAndDuplicateNames());
        fields.addAll(ArrowTypes.dictionaryEncoded());
        return fields;
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void takenRowsAreThoseThatWereSelected(Field field) {
        for (long seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            int rows = List.of(1, 63, 64, 300).get(random.nextInt(4));
            double share = List.of(0.0, 0.02, 0.5, 0.97, 1.0).get(random.nextInt(5));
            try (Batch batch = RandomBatches.of(field, rows, Nulls.SOME, seed, allocator)) {
                long[] words = new long[(rows + 63) / 64];
                List<Integer> expected = new ArrayList<>();
                for (int row = 0; row < rows; row++) {
                    if (random.nextDouble() < share) {
                        words[row / 64] |= 1L << row;
                        expected.add(row);
                    }
                }
                requireRows(batch, RowSelection.of(words, rows), expected, field + ", seed " + seed);
            }
        }
    }

    private static void requireRows(Batch batch, RowSelection selection, List<Integer> expected, String message) {
        try (Batch taken = batch.take(selection)) {
            assertEquals(expected.size(), taken.rows(), message);
            assertEquals(batch.schema(), taken.schema(), message);
            for (int i = 0; i < expected.size(); i++) {
                Object value = BatchAssertions.value(batch, 0, expected.get(i));
                if (!Objects.equals(value, BatchAssertions.value(taken, 0, i))) {
                    assertEquals(value, BatchAssertions.value(taken, 0, i), message + ", row " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.arrowshare.filter.RowByRow#comparableTypes")
    void randomFiltersSelectWhatOneRowAfterTheOtherDoes(Field field) {
        for (long seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            Nulls nulls = List.of(Nulls.values()).get(random.nextInt(3));
            int rows = 1 + random.nextInt(200);
            List<Field> fields = List.of(field, ArrowTypes.leaf("other", new ArrowType.Int(32, true)));
            try (Batch batch = RandomBatches.of(fields, rows, nulls, seed, allocator)) {
                RowByRow wanted = RowByRow.random(random, batch, fields, 3);
                RowSelection selection = BoundFilter.of(wanted.filter(), fields).select(batch);
                List<Integer> expected = new ArrayList<>();
                for (int row = 0; row < rows; row++) {
                    if (Boolean.TRUE.equals(wanted.test(row))) {
                        expected.add(row);
                    }
                }
                List<Integer> actual = new ArrayList<>();
                for (int row : selection.indices()) {
                    actual.add(row);
                }
                assertEquals(expected, actual, wanted.filter() + " on " + field + ", seed " + seed);
            }
        }
    }

    @Test
    void aBatchOfWhichAllRowsMatchKeepsItsVectors() {
        try (Batch batch = numbers(1, 2, 3);
                Batch kept = batch.take(select(batch, column("x").greaterThan(0)))) {
            assertSame(batch.column(0), kept.column(0));
        }
    }

    @Test
    void nanIsUnequalToAllAndNeverLessOrGreater() {
        try (Batch batch = numbers(Double.NaN, 1, -0.0)) {
            assertEquals(0, select(batch, column("x").equalTo(Double.NaN)).count());
            assertEquals(3, select(batch, column("x").notEqualTo(Double.NaN)).count());
            assertEquals(2, select(batch, column("x").notEqualTo(0)).count());
            assertEquals(
                    2,
                    select(batch, column("x").greaterThan(Double.NEGATIVE_INFINITY))
                            .count());
            assertEquals(1, select(batch, not(column("x").greaterThan(-1))).count());
        }
    }

    @Test
    void nullIsNeitherKeptByAComparisonNorByItsNegation() {
        Filter filter = column("x").greaterThan(1);
        try (Batch batch = numbers(1, 2)) {
            batch.column("x", Float8Vector.class).setNull(0);

            assertEquals(1, select(batch, filter).count());
            assertEquals(0, select(batch, not(filter)).count());
            assertEquals(1, select(batch, not(column("x").isNotNull())).count());
            assertEquals(2, select(batch, filter.or(column("x").isNull())).count());
        }
    }

    @Test
    void childrenOfStructsAreFoundByDots() {
        Field child = ArrowTypes.leaf("c", new ArrowType.Bool());
        Field field = ArrowTypes.struct("s", ArrowTypes.struct("inner", child));
        try (Batch batch = RandomBatches.of(field, 100, Nulls.SOME, 1, allocator)) {
            var struct = batch.column(0);
            BitVector values = (BitVector) struct.getChildrenFromFields()
                    .get(0)
                    .getChildrenFromFields()
                    .get(0);
            int expected = 0;
            for (int row = 0; row < 100; row++) {
                boolean hasParents = !struct.isNull(row)
                        && !struct.getChildrenFromFields().get(0).isNull(row);
                expected += hasParents && !values.isNull(row) && values.get(row) == 1 ? 1 : 0;
            }
            assertEquals(
                    expected,
                    BoundFilter.of(column("s.inner.c").equalTo(true), List.of(field))
                            .select(batch)
                            .count());
        }
    }

    @Test
    void valuesThatDoNotFitAreRefusedWithWhatIsAllowed() {
        assertRefused(column("utf8").equalTo(1), "column 'utf8' (utf8) cannot be compared with 1; text is allowed");
        assertRefused(
                column("int32").greaterThan("a"),
                "column 'int32' (int32) cannot be compared with 'a'; a number is allowed");
        assertRefused(
                column("date32").lessThan("tomorrow"),
                "column 'date32' (date32[day]) cannot be compared with 'tomorrow'; a LocalDate, or text like"
                        + " '2024-01-31', is allowed");
        assertRefused(
                column("timestamp_us").lessThan(Instant.EPOCH),
                "column 'timestamp_us' (timestamp[us]) cannot be compared with timestamp '1970-01-01T00:00:00Z'; a"
                        + " LocalDateTime or LocalDate, or text like '2024-01-31T10:15:30' without a zone, is allowed");
        assertRefused(
                column("bool").lessThan(true),
                "column 'bool' (bool): < true: booleans have no order; = and != are allowed");
        assertRefused(
                column("int32").startsWith(1),
                "column 'int32' (int32): starts with 1: only text and binary columns can be asked that");
        assertThrows(
                NoSuchColumnException.class, () -> BoundFilter.of(column("none").isNull(), ArrowTypes.all()));
    }

    private static void assertRefused(Filter filter, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> BoundFilter.of(filter, ArrowTypes.all()))
                        .getMessage());
    }

    private static RowSelection select(Batch batch, Filter filter) {
        return BoundFilter.of(filter, batch.messageSchema().getFields()).select(batch);
    }

    private Batch numbers(double... values) {
        Float8Vector vector = new Float8Vector("x", allocator);
        for (int i = 0; i < values.length; i++) {
            vector.setSafe(i, values[i]);
        }
        vector.setValueCount(values.length);
        return Batch.of(values.length, vector);
    }
}
