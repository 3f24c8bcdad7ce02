package dev.arrowshare.dataset.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.Types;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of random vectors of each type as a record's, beside what the vectors' buffers say. */
class RowReadingTest {
    private static final int ROWS = 130;
    private static final long SEED = 20_261_121;

    private final BufferAllocator allocator = Allocators.child("rows");

    record Booleans(@Nullable Boolean v) {}

    record Bytes(@Nullable Byte v) {}

    record Shorts(@Nullable Short v) {}

    record Ints(@Nullable Integer v) {}

    record Longs(@Nullable Long v) {}

    record Floats(@Nullable Float v) {}

    record Doubles(@Nullable Double v) {}

    record Texts(@Nullable String v) {}

    @SuppressWarnings("ArrayRecordComponent") // what is tested
    record Binaries(byte @Nullable [] v) {}

    record Decimals(@Nullable BigDecimal v) {}

    record Integers(@Nullable BigInteger v) {}

    record Dates(@Nullable LocalDate v) {}

    record Times(@Nullable LocalTime v) {}

    record LocalMoments(@Nullable LocalDateTime v) {}

    record Instants(@Nullable Instant v) {}

    record ZonedMoments(@Nullable ZonedDateTime v) {}

    record Durations(@Nullable Duration v) {}

    record Periods(@Nullable Period v) {}

    private static final Map<Class<?>, Class<? extends Record>> BOXED = Map.ofEntries(
            Map.entry(boolean.class, Booleans.class),
            Map.entry(byte.class, Bytes.class),
            Map.entry(short.class, Shorts.class),
            Map.entry(int.class, Ints.class),
            Map.entry(long.class, Longs.class),
            Map.entry(float.class, Floats.class),
            Map.entry(double.class, Doubles.class),
            Map.entry(String.class, Texts.class),
            Map.entry(byte[].class, Binaries.class),
            Map.entry(BigDecimal.class, Decimals.class),
            Map.entry(BigInteger.class, Integers.class),
            Map.entry(LocalDate.class, Dates.class),
            Map.entry(LocalTime.class, Times.class),
            Map.entry(LocalDateTime.class, LocalMoments.class),
            Map.entry(Instant.class, Instants.class),
            Map.entry(ZonedDateTime.class, ZonedMoments.class),
            Map.entry(Duration.class, Durations.class),
            Map.entry(Period.class, Periods.class));

    record BooleanValues(boolean v) {}

    record ByteValues(byte v) {}

    record ShortValues(short v) {}

    record IntValues(int v) {}

    record LongValues(long v) {}

    record FloatValues(float v) {}

    record DoubleValues(double v) {}

    private static final Map<Class<?>, Class<? extends Record>> PRIMITIVE = Map.of(
            boolean.class, BooleanValues.class,
            byte.class, ByteValues.class,
            short.class, ShortValues.class,
            int.class, IntValues.class,
            long.class, LongValues.class,
            float.class, FloatValues.class,
            double.class, DoubleValues.class);

    record OptionalInts(OptionalInt v) {}

    record OptionalLongs(OptionalLong v) {}

    record OptionalDoubles(OptionalDouble v) {}

    private static final Map<Class<?>, Class<? extends Record>> OPTIONAL =
            Map.of(int.class, OptionalInts.class, long.class, OptionalLongs.class, double.class, OptionalDoubles.class);

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    static Stream<Arguments> typesAndClasses() {
        return Stream.concat(ArrowTypes.flat().stream(), ArrowTypes.dictionaryEncoded().stream())
                .flatMap(field -> ReadableTypes.classes(minorType(field)).stream()
                        .map(javaClass -> Arguments.of(field, javaClass)));
    }

    private static MinorType minorType(Field field) {
        return Types.getMinorTypeForArrowType(ReadableTypes.stored(field.getType()));
    }

    @ParameterizedTest
    @MethodSource("typesAndClasses")
    void valuesOfEachTypeAreReadAsEachOfItsClasses(Field field, Class<?> javaClass) {
        for (Nulls nulls : Nulls.values()) {
            reads(field, BOXED.get(javaClass), nulls);
            if (OPTIONAL.containsKey(javaClass)) {
                reads(field, OPTIONAL.get(javaClass), nulls);
            }
        }
        if (javaClass.isPrimitive()) {
            reads(field, PRIMITIVE.get(javaClass), Nulls.NONE);
        }
    }

    private void reads(Field field, Class<? extends Record> row, Nulls nulls) {
        try (Batch random = RandomBatches.of(field, ROWS, nulls, SEED, allocator);
                Batch all = random.rename(field.getName(), "v");
                Batch batch = all.take(dev.arrowshare.batch.RowSelection.of(readable(all, field, row), ROWS))) {
            List<@Nullable Object> found = read(row, batch);
            assertEquals(batch.rows(), found.size());
            for (int i = 0; i < batch.rows(); i++) {
                Object expected = Plain.ofColumn(BatchAssertions.value(batch, 0, i), field);
                String where = field.getName() + " as " + row.getSimpleName() + ", nulls " + nulls + ", seed " + SEED
                        + ", row " + i;
                assertEquals(expected(expected, row), Plain.ofJava(found.get(i)), where);
            }
        }
    }

    /** Only what a long can hold; the others are {@link #anUnsignedNumberThatIsNoLongIsRefused refused}. */
    private static long[] readable(Batch batch, Field field, Class<?> row) {
        long[] words = new long[(ROWS + 63) / 64];
        boolean isUnsigned = minorType(field) == MinorType.UINT8 && row != Integers.class;
        for (int i = 0; i < ROWS; i++) {
            Object value = BatchAssertions.value(batch, 0, i);
            if (!isUnsigned || value == null || (Long) value >= 0) {
                words[i >>> 6] |= 1L << i;
            }
        }
        return words;
    }

    private static @Nullable Object expected(@Nullable Object value, Class<?> row) {
        if (value instanceof Long number
                && (row == Doubles.class || row == DoubleValues.class || row == OptionalDoubles.class)) {
            return number.doubleValue();
        }
        return value instanceof Long number && row == Integers.class
                ? new BigInteger(Long.toUnsignedString(number))
                : value;
    }

    /** The values of the component {@code v} of each row. */
    private static List<@Nullable Object> read(Class<? extends Record> row, Batch batch) {
        List<@Nullable Object> found = new ArrayList<>();
        RowFunction all = filter(row, record -> {
            found.add(Plain.component(record, record.getClass().getRecordComponents()[0]));
            return true;
        });
        try (Batch same = all.map(batch)) {
            assertEquals(batch.rows(), same.rows());
        } catch (Exception e) {
            throw new AssertionError(batch.schema() + " as " + row.getSimpleName(), e);
        }
        return found;
    }

    private static <I extends Record> RowFunction filter(Class<I> row, RowPredicate<Record> predicate) {
        return RowFunction.filter(row, predicate::test);
    }

    record Struct(@Nullable Integer number, @Nullable String text, boolean flag) {}

    record Structs(@Nullable Struct v) {}

    record Item(@Nullable Long id, @Nullable List<@Nullable String> inner) {}

    record Items(@Nullable List<@Nullable Item> v) {}

    record Point(@Nullable Double x, @Nullable Double y) {}

    record Points(@Nullable Map<Integer, @Nullable Point> v) {}

    record Maps(@Nullable Map<String, @Nullable Integer> v) {}

    record IntLists(@Nullable List<@Nullable Integer> v) {}

    record LongLists(@Nullable List<@Nullable Long> v) {}

    record TextLists(@Nullable List<@Nullable String> v) {}

    record DoubleLists(@Nullable List<@Nullable Double> v) {}

    record ListLists(@Nullable List<@Nullable List<@Nullable Integer>> v) {}

    record TextListLists(@Nullable List<@Nullable List<@Nullable String>> v) {}

    record Encoded(@Nullable String text, @Nullable Integer number) {}

    record EncodedStructs(@Nullable Encoded v) {}

    static Stream<Arguments> nestedTypes() {
        return Stream.of(
                Arguments.of("list", IntLists.class),
                Arguments.of("list", LongLists.class),
                Arguments.of("list_view", IntLists.class),
                Arguments.of("list_utf8", TextLists.class),
                Arguments.of("large_list", TextLists.class),
                Arguments.of("large_list_view", TextLists.class),
                Arguments.of("list_of_dictionary", TextLists.class),
                Arguments.of("fixed_size_list", DoubleLists.class),
                Arguments.of("list_of_list", ListLists.class),
                Arguments.of("list_view_of_list", TextListLists.class),
                Arguments.of("struct", Structs.class),
                Arguments.of("struct_of_dictionary", EncodedStructs.class),
                Arguments.of("map", Maps.class),
                Arguments.of("map_of_structs", Points.class),
                Arguments.of("list_of_struct_of_list", Items.class));
    }

    @ParameterizedTest
    @MethodSource("nestedTypes")
    void nestedValuesAreListsMapsAndRecords(String type, Class<? extends Record> row) {
        Field field = ArrowTypes.named(type);
        for (Nulls nulls : Nulls.values()) {
            reads(field, row, nulls);
        }
    }

    static Stream<Field> allTypes() {
        return ArrowTypes.all().stream();
    }

    record Anything(char v) {}

    @ParameterizedTest
    @MethodSource("allTypes")
    void aColumnThatAComponentCannotBeIsRefusedByNameAndType(Field field) {
        Field named = new Field("v", field.getFieldType(), field.getChildren());
        Class<? extends Record> wrong = field.getType() instanceof ArrowType.Struct ? Texts.class : Structs.class;
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> RowFunction.filter(wrong, row -> true).require(List.of(named)));
        assertTrue(refused.getMessage().startsWith("column 'v': component 'v' of "), refused.getMessage());
        boolean isNested = List.of(
                        MinorType.LIST,
                        MinorType.STRUCT,
                        MinorType.MAP,
                        MinorType.LARGELIST,
                        MinorType.LISTVIEW,
                        MinorType.LARGELISTVIEW,
                        MinorType.FIXED_SIZE_LIST)
                .contains(minorType(field));
        boolean isReadable =
                isNested || !ReadableTypes.classes(minorType(field)).isEmpty();
        assertEquals(!isReadable, refused.getMessage().contains("work on it by mapBatches"), refused.getMessage());
    }

    @Test
    void anUnsignedNumberThatIsNoLongIsRefused() {
        try (Batch random = RandomBatches.of(ArrowTypes.named("uint64"), ROWS, Nulls.NONE, SEED, allocator);
                Batch batch = random.rename("uint64", "v")) {
            Exception failure = assertThrows(
                    Exception.class, () -> filter(LongValues.class, row -> true).map(batch));
            assertTrue(
                    failure.getMessage()
                            .contains(
                                    "an unsigned 64-bit number, is more than a long holds; make the component a BigInteger"),
                    failure.getMessage());
        }
    }

    @Test
    void aNullThatIsNoPrimitiveSaysWhatIs() {
        try (Batch random = RandomBatches.of(ArrowTypes.named("float64"), ROWS, Nulls.ALL, SEED, allocator);
                Batch batch = random.rename("float64", "v")) {
            Exception failure = assertThrows(
                    Exception.class,
                    () -> filter(DoubleValues.class, row -> true).map(batch));
            assertEquals(
                    "column 'v' is null, which component 'v' of DoubleValues, a double, cannot be;"
                            + " make it Double, which is null then, or OptionalDouble",
                    failure.getMessage());
        }
    }

    @Test
    void aRecordThatNoRowCanBeIsRefused() {
        record Nothing() {}
        record Self(@Nullable Self v) {}
        record Unknown(java.util.Date v) {}
        record Twice(int v, @Column("v") int w) {}
        assertRefused(Nothing.class, "the record Nothing has no components; each names a column");
        assertRefused(Self.class, "the record Self holds itself; columns are nested to a depth that is known");
        assertRefused(Twice.class, "the record Twice has two components for the column 'v'");
        assertRefused(Unknown.class, "component 'v' of Unknown is a Date; " + ComponentTypes.ALLOWED);
        assertRefused(Anything.class, "component 'v' of Anything is a char; " + ComponentTypes.ALLOWED);
    }

    private static void assertRefused(Class<? extends Record> row, String message) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> filter(row, record -> true));
        assertEquals(message, refused.getMessage());
    }
}
