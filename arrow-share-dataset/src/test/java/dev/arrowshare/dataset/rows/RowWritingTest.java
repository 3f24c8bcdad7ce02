package dev.arrowshare.dataset.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.AllocationScope;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.schema.Schemas;
import dev.arrowshare.testing.BatchAssertions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of random values as columns, beside what the columns' buffers say. */
class RowWritingTest {
    private static final long SEED = 1121;

    private final BufferAllocator allocator = Allocators.child("rows");

    record Id(long id) {}

    record Primitives(boolean bit, byte tiny, short small, int number, long large, float real, double precise) {}

    record Boxes(
            @Nullable Boolean bit,
            @Nullable Byte tiny,
            @Nullable Short small,
            @Nullable Integer number,
            @Nullable Long large,
            @Nullable Float real,
            @Nullable Double precise,
            OptionalInt maybeNumber,
            OptionalLong maybeLarge,
            OptionalDouble maybePrecise) {}

    record Times(
            @Nullable LocalDate date,
            @Nullable LocalTime time,
            @Nullable LocalDateTime local,
            @Nullable Instant instant,
            @Nullable Duration duration) {}

    record Part(double x, @Nullable String text) {}

    @SuppressWarnings("ArrayRecordComponent") // what is tested
    record Objects(
            @Nullable String text,
            byte @Nullable [] bytes,
            @Nullable BigDecimal decimal,

            @Column(value = "price", precision = 9, scale = 2) @Nullable
            BigDecimal cents,

            @Nullable Part part,
            @Nullable List<@Nullable Integer> list,
            @Nullable List<Part> parts,
            @Nullable Map<String, @Nullable Long> map) {}

    record All(Primitives primitives, @Nullable Boxes boxes, Times times, Objects objects) {}

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    /** The record of an id: the same each time. */
    private static All all(long id) {
        Random random = new Random(SEED + id);
        return new All(
                new Primitives(
                        random.nextBoolean(),
                        (byte) random.nextInt(),
                        (short) random.nextInt(),
                        random.nextInt(),
                        random.nextLong(),
                        random.nextFloat(),
                        random.nextDouble()),
                id % 11 == 3 ? null : boxes(random),
                times(random),
                objects(random));
    }

    private static Boxes boxes(Random random) {
        return new Boxes(
                some(random, random.nextBoolean()),
                some(random, (byte) random.nextInt()),
                some(random, (short) random.nextInt()),
                some(random, random.nextInt()),
                some(random, random.nextLong()),
                some(random, random.nextFloat()),
                some(random, random.nextGaussian()),
                random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt()),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong()),
                random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextDouble()));
    }

    private static <T> @Nullable T some(Random random, T value) {
        return random.nextInt(4) == 0 ? null : value;
    }

    private static Times times(Random random) {
        long second = random.nextInt() * 7L;
        int nano = random.nextInt(1_000_000) * 1_000;
        return new Times(
                some(random, LocalDate.ofEpochDay(random.nextInt(100_000) - 50_000)),
                some(random, LocalTime.ofNanoOfDay((random.nextLong() >>> 1) % 86_400_000_000_000L)),
                some(random, LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC)),
                some(random, Instant.ofEpochSecond(second, nano)),
                some(random, Duration.ofSeconds(second, nano)));
    }

    private static Objects objects(Random random) {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        List<@Nullable Integer> list = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        Map<String, @Nullable Long> map = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            list.add(some(random, i));
            parts.add(new Part(random.nextDouble(), some(random, "part " + i)));
            map.put("key " + i, some(random, random.nextLong()));
        }
        return new Objects(
                some(random, text(random)),
                some(random, bytes),
                some(random, new BigDecimal(new BigInteger(120, random).negate(), 18)),
                some(random, BigDecimal.valueOf(random.nextInt(1_000_000) - 500_000, random.nextInt(3))),
                some(random, new Part(random.nextDouble(), "ü" + random.nextInt())),
                some(random, list),
                some(random, parts),
                some(random, map));
    }

    private static String text(Random random) {
        return List.of("", "plain", "überfall", "日本語", "😀 " + random.nextInt()).get(random.nextInt(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 64, 1_000})
    void recordsAreWrittenAsTheirValues(int rows) throws Exception {
        RowFunction mapper = RowFunction.map(Id.class, All.class, row -> all(row.id()));
        try (Batch ids = ids(rows);
                AllocationScope scope = AllocationScope.open(allocator, "rows");
                Batch found = mapper.map(ids.lentTo(scope)).keptFrom(scope)) {
            List<All> expected = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                expected.add(all(i));
            }
            assertWritten(expected, found);
        }
    }

    @Test
    void anyNumberOfRecordsIsWrittenForARow() throws Exception {
        int rows = 500;
        RowFunction mapper = RowFunction.flatMap(Id.class, All.class, row -> several(row.id()));
        try (Batch ids = ids(rows);
                AllocationScope scope = AllocationScope.open(allocator, "rows");
                Batch found = mapper.map(ids.lentTo(scope)).keptFrom(scope)) {
            List<All> expected = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                expected.addAll(several(i));
            }
            assertWritten(expected, found);
        }
    }

    private static List<All> several(long id) {
        List<All> all = new ArrayList<>();
        for (long i = 0; i < id % 9; i++) {
            all.add(all(1_000 * id + i));
        }
        return all;
    }

    private static void assertWritten(List<All> expected, Batch found) {
        assertEquals(expected.size(), found.rows());
        for (int row = 0; row < expected.size(); row++) {
            Map<?, ?> plain = (Map<?, ?>) Plain.ofJava(expected.get(row));
            for (int column = 0; column < found.columnCount(); column++) {
                Field field = found.schema().getFields().get(column);
                Object value = Plain.ofColumn(BatchAssertions.value(found, column, row), field);
                assertEquals(
                        text(plain.get(field.getName())),
                        text(value),
                        "seed " + SEED + ", row " + row + ", column " + field.getName());
            }
        }
    }

    /** Decimals of different scales and columns of different names are the same here. */
    private static String text(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            StringBuilder text = new StringBuilder("{");
            map.forEach((key, each) -> text.append(String.valueOf(key).replace("cents", "price"))
                    .append('=')
                    .append(text(each))
                    .append(' '));
            return text.append('}').toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RowWritingTest::text).toList().toString();
        }
        if (value instanceof java.nio.ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return Arrays.toString(copy);
        }
        return value instanceof BigDecimal decimal
                ? decimal.stripTrailingZeros().toPlainString()
                : String.valueOf(value);
    }

    private Batch ids(int rows) {
        BigIntVector ids = new BigIntVector("id", allocator);
        ids.allocateNew(Math.max(rows, 1));
        for (int i = 0; i < rows; i++) {
            ids.set(i, i);
        }
        ids.setValueCount(rows);
        return Batch.of(rows, ids);
    }

    @Test
    void columnsHaveTheTypesOfTheComponents() {
        assertEquals(
                "[text utf8, bytes binary, decimal decimal128(38, 18), price decimal128(9, 2),"
                        + " part struct<x: double not null, text: utf8>, list list<item: int32>,"
                        + " parts list<item: struct<x: double not null, text: utf8>>, map map<entries: struct<key: utf8 not null, value: int64> not null>]",
                Schemas.describe(ColumnWriters.fields(RecordShape.of(Objects.class))));
        assertEquals(
                "[date date32[day], time time64[ns], local timestamp[us], instant timestamp[us, UTC], duration duration[us]]",
                Schemas.describe(ColumnWriters.fields(RecordShape.of(Times.class))));
        assertEquals(
                "[bit bool not null, tiny int8 not null, small int16 not null, number int32 not null, large int64 not null,"
                        + " real float not null, precise double not null]",
                Schemas.describe(ColumnWriters.fields(RecordShape.of(Primitives.class))));
    }

    record Price(@Column(precision = 4, scale = 2) BigDecimal price) {}

    @Test
    void aDecimalThatDoesNotFitIsRefusedAndNotRounded() {
        assertFails(
                "1.005 has more than 2 digits behind the point; round it, by setScale(2, RoundingMode.HALF_EVEN),"
                        + " or annotate its component @Column(scale = …)",
                "1.005");
        assertFails(
                "123.4 has too many digits for decimal(4, 2);"
                        + " annotate its component @Column(precision = …, scale = …)",
                "123.4");
    }

    private void assertFails(String message, String price) {
        RowFunction mapper = RowFunction.map(Id.class, Price.class, row -> new Price(new BigDecimal(price)));
        try (Batch ids = ids(1);
                AllocationScope scope = AllocationScope.open(allocator, "rows")) {
            Exception failure = assertThrows(Exception.class, () -> mapper.map(ids.lentTo(scope)));
            assertEquals(
                    "a lambda of RowWritingTest for Id[id=0]: " + message,
                    failure.getMessage().replace("rows.", ""));
        }
    }

    record Scaled(@Column(precision = 3, scale = 4) BigDecimal price) {}

    record Zoned(java.time.ZonedDateTime at) {}

    @Test
    void aRecordThatCannotBeWrittenIsRefused() {
        assertEquals(
                "@Column(precision = 3, scale = 4) of component 'price' of Scaled, a BigDecimal, must be 1 to 38 digits,"
                        + " 0 to all of them behind the point",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> RowFunction.map(Id.class, Scaled.class, row -> new Scaled(BigDecimal.ONE)))
                        .getMessage());
        assertEquals(
                "component 'at' of Zoned, a ZonedDateTime, can be read and not written; write an Instant for a"
                        + " ZonedDateTime, a BigDecimal for a BigInteger, a number of months for a Period",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> RowFunction.map(Zoned.class, Zoned.class, row -> row))
                        .getMessage());
    }
}
