package dev.arrowshare.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.Types;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.ValueVectorUtility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.AssertionFailedError;

class RandomBatchesTest {
    /** What arrow-java's validator has no code for, and decimals, whose last digit it refuses. */
    private static final Set<MinorType> NOT_VALIDATED_BY_ARROW = EnumSet.of(
            MinorType.NULL,
            MinorType.FLOAT2,
            MinorType.DECIMAL,
            MinorType.DECIMAL256,
            MinorType.MAP,
            MinorType.FIXED_SIZE_LIST,
            MinorType.RUNENDENCODED,
            MinorType.LISTVIEW,
            MinorType.LARGELISTVIEW);

    private final BufferAllocator allocator = Allocators.child("test");

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    static Stream<Field> types() {
        return ArrowTypes.all().stream();
    }

    @Test
    void everyTypeOfArrowJavaHasAGenerator() {
        Set<MinorType> missing = EnumSet.allOf(MinorType.class);
        types().map(Field::getType).map(Types::getMinorTypeForArrowType).forEach(missing::remove);
        assertEquals(Set.of(), missing);
    }

    @Test
    void namesOfTypesAreDistinct() {
        List<String> names = types().map(Field::getName).toList();
        assertEquals(names.stream().distinct().toList(), names);
    }

    @ParameterizedTest
    @MethodSource("types")
    void isValidInTheEyesOfArrow(Field field) {
        for (int rows : new int[] {0, 1, 1_000}) {
            for (Nulls nulls : Nulls.values()) {
                try (Batch batch = RandomBatches.of(field, rows, nulls, 7, allocator)) {
                    FieldVector vector = batch.column(0);
                    assertEquals(rows, vector.getValueCount());
                    if (isValidatedByArrow(field)) {
                        ValueVectorUtility.validateFull(vector);
                    }
                }
            }
        }
    }

    private static boolean isValidatedByArrow(Field field) {
        return !NOT_VALIDATED_BY_ARROW.contains(Types.getMinorTypeForArrowType(field.getType()))
                && field.getChildren().stream().allMatch(RandomBatchesTest::isValidatedByArrow);
    }

    @ParameterizedTest
    @MethodSource("types")
    void hasTheShareOfNullsThatWasAskedFor(Field field) {
        if (!field.isNullable() || hasNoNullsOfItsOwn(field.getType())) {
            return;
        }
        assertEquals(0, nulls(field, Nulls.NONE));
        assertEquals(1_000, nulls(field, Nulls.ALL));
        long some = nulls(field, Nulls.SOME);
        assertTrue(some > 300 && some < 700, () -> some + " nulls of 1000");
    }

    private static boolean hasNoNullsOfItsOwn(ArrowType type) {
        return type instanceof ArrowType.Union
                || type instanceof ArrowType.RunEndEncoded
                || type instanceof ArrowType.Null;
    }

    private long nulls(Field field, Nulls nulls) {
        try (Batch batch = RandomBatches.of(field, 1_000, nulls, 1, allocator)) {
            return batch.column(0).getNullCount();
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void isTheSameForTheSameSeedAndAnotherForAnother(Field field) {
        try (Batch one = RandomBatches.of(field, 100, Nulls.SOME, 1, allocator);
                Batch same = RandomBatches.of(field, 100, Nulls.SOME, 1, allocator);
                Batch other = RandomBatches.of(field, 100, Nulls.SOME, 2, allocator)) {
            BatchAssertions.assertEqualValues(one, same);
            if (!(field.getType() instanceof ArrowType.Null)) {
                assertThrows(AssertionFailedError.class, () -> BatchAssertions.assertEqualValues(one, other));
            }
        }
    }

    /** Our reader of cells against arrow-java's, where that one can read the type. */
    @ParameterizedTest
    @MethodSource("types")
    void cellsAreNullWhereArrowSaysSo(Field field) {
        try (Batch batch = RandomBatches.of(field, 200, Nulls.SOME, 3, allocator)) {
            if (field.getType() instanceof ArrowType.Union) {
                return;
            }
            for (int row = 0; row < 200; row++) {
                boolean isNull = batch.column(0).isNull(row);
                assertEquals(isNull, Objects.isNull(BatchAssertions.value(batch, 0, row)), "row " + row);
            }
        }
    }

    @Test
    void aDifferenceIsReportedWithItsColumnAndRow() {
        Field field = ArrowTypes.named("int32_required");
        try (Batch one = RandomBatches.of(field, 100, Nulls.NONE, 1, allocator);
                Batch other = RandomBatches.of(field, 100, Nulls.NONE, 2, allocator)) {
            AssertionFailedError e = assertThrows(
                    AssertionFailedError.class, () -> BatchAssertions.assertEqualValues(one, other, "seeds 1 and 2"));
            assertTrue(
                    e.getMessage().startsWith("seeds 1 and 2: column 'int32_required', row 0: expected "),
                    e.getMessage());
        }
    }
}
