package dev.arrowshare.parquet;

import static dev.arrowshare.filter.Filter.column;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.filter.FilterColumn;
import dev.arrowshare.memory.Allocators;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random files and random filters: what is read must be what plain Java keeps of the values, looked at one by one. */
class FilterOracleTest {
    private static final int ROWS = 4_000;
    private static final long FIRST_MICROS = 1_700_000_000_000_000L;

    private final BufferAllocator allocator = Allocators.child("filter oracle");

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    /** A filter, and the same over the rows of a table: true, false, or neither. */
    private record Case(Filter filter, Function<Integer, @Nullable Boolean> rows) {}

    /** Values of a column, as Java has them, and how they compare. */
    private record Values(String name, List<@Nullable Object> list) {
        int compare(Object one, Object other) {
            if (one instanceof Number a && other instanceof Number b && !(one instanceof Double)) {
                return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString()));
            }
            if (one instanceof Double a) {
                double b = ((Number) other).doubleValue();
                return a < b ? -1 : a > b ? 1 : 0;
            }
            if (one instanceof String a) {
                return Arrays.compareUnsigned(
                        a.getBytes(StandardCharsets.UTF_8), ((String) other).getBytes(StandardCharsets.UTF_8));
            }
            if (one instanceof Instant a) {
                return a.compareTo((Instant) other);
            }
            return ((Boolean) one).compareTo((Boolean) other);
        }
    }

    private SkippedRows skipped = SkippedRows.NONE;

    @Test
    void aRandomFilterReadsWhatPlainJavaKeeps() {
        for (long seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            List<Values> table = table(random);
            Path file = folder.resolve(seed + ".parquet");
            write(file, table, options(random));
            for (int i = 0; i < 25; i++) {
                Case tested = filter(random, table, 2);
                requireSame(file, table, tested, random, "seed " + seed + ", filter " + i + ": " + tested.filter());
            }
        }
        assertTrue(skipped.rowGroups() > 20 && skipped.pages() > 200, skipped::toString);
    }

    private static ParquetWriteOptions options(Random random) {
        ParquetWriteOptions options = ParquetWriteOptions.defaults()
                .compression(List.of(Compression.SNAPPY, Compression.UNCOMPRESSED, Compression.ZSTD)
                        .get(random.nextInt(3)))
                .rowGroupRows(500 + random.nextInt(3_000))
                .pageRows(20 + random.nextInt(300))
                .pageVersion(
                        random.nextBoolean() ? ParquetWriteOptions.PageVersion.V1 : ParquetWriteOptions.PageVersion.V2);
        if (random.nextBoolean()) {
            options = options.bloomFilter("long", 3_000, 0.01).bloomFilter("word", 50, 0.01);
        }
        if (random.nextBoolean()) {
            options = options.encoding("long", ParquetWriteOptions.Encoding.DELTA_BINARY_PACKED)
                    .encoding("text", ParquetWriteOptions.Encoding.DELTA_BYTE_ARRAY)
                    .encoding("real", ParquetWriteOptions.Encoding.BYTE_STREAM_SPLIT);
        } else if (random.nextBoolean()) {
            options = options.encoding("text", ParquetWriteOptions.Encoding.DELTA_LENGTH_BYTE_ARRAY)
                    .dictionaryBytes(256);
        }
        return options;
    }

    private static List<Values> table(Random random) {
        int nulls = random.nextInt(3);
        long[] walk = {random.nextInt(1000)};
        double[] special = {Double.NaN, -0.0, 0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        return List.of(
                values("walk", 0, random, row -> (int) (walk[0] += random.nextInt(5) - 1)),
                values("long", nulls, random, row -> (long) random.nextInt(5_000) << (random.nextInt(2) * 20)),
                values(
                        "unsigned",
                        nulls,
                        random,
                        row -> random.nextInt(100) + (random.nextBoolean() ? 3_000_000_000L : 0)),
                values(
                        "real",
                        nulls,
                        random,
                        row -> random.nextInt(9) == 0
                                ? special[random.nextInt(5)]
                                : random.nextInt(200) / 4.0 - row / 100),
                values("single", nulls, random, row -> (double) (random.nextInt(1000) / 8f)),
                values("word", nulls, random, row -> "word " + (random.nextInt(30) * (1 + row / 1_000))),
                values("text", nulls, random, row -> "é".repeat(random.nextInt(3)) + row / 7 + "/" + random.nextInt()),
                values("price", nulls, random, row -> BigDecimal.valueOf(random.nextInt(100_000) - 50_000L, 2)),
                values("at", nulls, random, row -> instant(row * 1_000_000L + random.nextInt(5_000_000))),
                values("flag", nulls, random, row -> random.nextInt(4) == 0),
                values("place.x", nulls, random, row -> random.nextInt(300)));
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plusNanos(1000 * (FIRST_MICROS + micros));
    }

    private static Values values(String name, int nulls, Random random, Function<Integer, Object> value) {
        List<@Nullable Object> list = new ArrayList<>();
        int run = 0;
        for (int row = 0; row < ROWS; row++) {
            Object next = value.apply(row);
            if (run == 0 && nulls > 0 && random.nextInt(60) == 0) {
                run = 1 + random.nextInt(nulls * 100);
            }
            boolean isNull = run > 0 || (nulls > 0 && random.nextInt(10) == 0);
            list.add(isNull ? null : next);
            run = Math.max(0, run - 1);
        }
        return new Values(name, list);
    }

    private Case filter(Random random, List<Values> table, int depth) {
        int kind = depth == 0 ? 3 : random.nextInt(6);
        if (kind == 0) {
            Case inner = filter(random, table, depth - 1);
            return new Case(Filter.not(inner.filter()), row -> {
                Boolean value = inner.rows().apply(row);
                return value == null ? null : !value;
            });
        }
        if (kind <= 2) {
            boolean isAnd = kind == 1;
            Case left = filter(random, table, depth - 1);
            Case right = filter(random, table, depth - 1);
            Filter both =
                    isAnd ? left.filter().and(right.filter()) : left.filter().or(right.filter());
            return new Case(
                    both,
                    row -> joined(isAnd, left.rows().apply(row), right.rows().apply(row)));
        }
        return test(random, table.get(random.nextInt(table.size())));
    }

    /** Logic of three values: what decides, decides; else what is not known spreads. */
    private static @Nullable Boolean joined(boolean isAnd, @Nullable Boolean one, @Nullable Boolean other) {
        Boolean deciding = !isAnd;
        if (deciding.equals(one) || deciding.equals(other)) {
            return deciding;
        }
        boolean isKnown = one != null && other != null;
        return isKnown ? Boolean.valueOf(isAnd) : null;
    }

    private Case test(Random random, Values values) {
        FilterColumn column = column(values.name());
        Object one = literal(random, values);
        Object other = literal(random, values);
        boolean isOrdered = !(one instanceof Boolean);
        return switch (random.nextInt(isOrdered ? 9 : 4)) {
            case 0 -> new Case(column.isNull(), row -> values.list().get(row) == null);
            case 1 -> new Case(column.isNotNull(), row -> values.list().get(row) != null);
            case 2 -> of(values, column.equalTo(one), value -> isSame(values, value, one));
            case 3 -> of(values, column.notEqualTo(one), value -> !isSame(values, value, one));
            case 4 -> of(values, column.greaterThan(one), value -> !isNaN(value) && values.compare(value, one) > 0);
            case 5 ->
                of(values, column.lessThanOrEqualTo(one), value -> !isNaN(value) && values.compare(value, one) <= 0);
            case 6 ->
                of(values, column.in(one, other), value -> isSame(values, value, one) || isSame(values, value, other));
            case 7 ->
                of(
                        values,
                        column.between(one, other),
                        value -> !isNaN(value) && values.compare(value, one) >= 0 && values.compare(value, other) <= 0);
            default ->
                one instanceof String text
                        ? of(
                                values,
                                column.startsWith(prefix(text)),
                                value -> ((String) value).startsWith(prefix(text)))
                        : of(values, column.lessThan(one), value -> !isNaN(value) && values.compare(value, one) < 0);
        };
    }

    private static String prefix(String text) {
        return text.substring(0, Math.min(text.length(), 6));
    }

    private static boolean isNaN(Object value) {
        return value instanceof Double real && real.isNaN();
    }

    private static boolean isSame(Values values, Object value, Object other) {
        return !isNaN(value) && values.compare(value, other) == 0;
    }

    private static Case of(Values values, Filter filter, Function<Object, Boolean> test) {
        return new Case(filter, row -> {
            Object value = values.list().get(row);
            return value == null ? null : test.apply(value);
        });
    }

    /** One that is there, mostly. */
    private static Object literal(Random random, Values values) {
        Object value = null;
        while (value == null || isNaN(value)) {
            value = values.list().get(random.nextInt(ROWS));
        }
        return value instanceof Long number && random.nextInt(5) == 0 ? (Object) (number + 1) : value;
    }

    private void requireSame(Path file, List<Values> table, Case tested, Random random, String message) {
        List<Integer> expected = IntStream.range(0, ROWS)
                .filter(row -> Boolean.TRUE.equals(tested.rows().apply(row)))
                .boxed()
                .toList();
        List<String> all = new ArrayList<>(
                table.stream().map(values -> outer(values.name())).toList());
        all.addAll(List.of("row", "items"));
        all.removeIf(name -> !name.equals("row") && random.nextBoolean());
        ParquetReadOptions read = ParquetReadOptions.read()
                .where(tested.filter())
                .threads(1 + random.nextInt(3))
                .columns(all);
        if (random.nextBoolean()) {
            read = read.rowsPerBatch(50 + random.nextInt(2_000));
        }
        List<Integer> rows = new ArrayList<>();
        try (BatchStream stream = ParquetSource.open(file, read).read(allocator)) {
            for (Batch next = stream.next(); next != null; next = stream.next()) {
                try (Batch batch = next) {
                    add(batch, rows);
                    requireValues(batch, table, message);
                }
            }
            assertEquals(expected, rows, message);
            assertEquals(ROWS - rows.size(), stream.skipped().rows(), message);
            skipped = skipped.plus(stream.skipped());
        }
    }

    private static void add(Batch batch, List<Integer> rows) {
        IntVector numbers = batch.column("row", IntVector.class);
        IntStream.range(0, numbers.getValueCount()).forEach(row -> rows.add(numbers.get(row)));
    }

    private static void requireValues(Batch batch, List<Values> table, String message) {
        IntVector numbers = batch.column("row", IntVector.class);
        for (int row = 0; row < batch.rows(); row++) {
            int number = numbers.get(row);
            for (Values values : table) {
                Object actual = actual(batch, values.name(), row);
                if (actual != MISSING && !Objects.equals(values.list().get(number), actual)) {
                    assertEquals(
                            values.list().get(number), actual, message + ", " + values.name() + " of row " + number);
                }
            }
            if (has(batch, "items")) {
                assertEquals(items(number), batch.column("items").getObject(row), message);
            }
        }
    }

    private static final Object MISSING = new Object();

    private static String outer(String name) {
        return name.equals("place.x") ? "place" : name;
    }

    private static boolean has(Batch batch, String name) {
        return batch.schema().getFields().stream()
                .anyMatch(field -> field.getName().equals(name));
    }

    private static @Nullable Object actual(Batch batch, String name, int row) {
        String first = outer(name);
        if (!has(batch, first)) {
            return MISSING;
        }
        FieldVector vector = batch.column(first);
        if (vector instanceof StructVector struct) {
            return struct.isNull(row) ? null : struct.getChild("x").getObject(row);
        }
        Object value = vector.getObject(row);
        if (vector instanceof UInt4Vector && value instanceof Integer number) {
            return Integer.toUnsignedLong(number);
        }
        if (vector instanceof TimeStampMicroTZVector && value instanceof Long micros) {
            return Instant.EPOCH.plusNanos(1000 * micros);
        }
        if (value instanceof Float single) {
            return (double) single;
        }
        return vector instanceof VarCharVector && value != null ? value.toString() : value;
    }

    private static @Nullable List<Integer> items(int row) {
        return row % 11 == 3
                ? null
                : IntStream.range(0, row % 5).map(item -> row + item).boxed().toList();
    }

    private void write(Path file, List<Values> table, ParquetWriteOptions options) {
        List<FieldVector> vectors = new ArrayList<>();
        IntVector rows = new IntVector("row", allocator);
        IntStream.range(0, ROWS).forEach(row -> rows.setSafe(row, row));
        vectors.add(rows);
        vectors.add(lists());
        table.forEach(values -> vectors.add(vector(values)));
        vectors.forEach(vector -> vector.setValueCount(ROWS));
        try (Batch batch = Batch.of(ROWS, vectors.toArray(FieldVector[]::new));
                ParquetSink sink = ParquetSink.create(file, batch.messageSchema(), options)) {
            sink.append(batch);
            sink.commit();
        }
    }

    private ListVector lists() {
        ListVector items = ListVector.empty("items", allocator);
        UnionListWriter writer = items.getWriter();
        for (int row = 0; row < ROWS; row++) {
            List<Integer> values = items(row);
            writer.setPosition(row);
            if (values == null) {
                writer.writeNull();
                continue;
            }
            writer.startList();
            values.forEach(writer::writeInt);
            writer.endList();
        }
        return items;
    }

    private FieldVector vector(Values values) {
        FieldVector vector = switch (values.name()) {
            case "walk" -> new IntVector("walk", allocator);
            case "long" -> new BigIntVector("long", allocator);
            case "unsigned" -> new UInt4Vector("unsigned", allocator);
            case "real" -> new Float8Vector("real", allocator);
            case "single" -> new Float4Vector("single", allocator);
            case "price" -> new DecimalVector("price", allocator, 9, 2);
            case "at" -> new TimeStampMicroTZVector("at", allocator, "UTC");
            case "flag" -> new BitVector("flag", allocator);
            case "place.x" -> StructVector.empty("place", allocator);
            default -> new VarCharVector(values.name(), allocator);
        };
        for (int row = 0; row < ROWS; row++) {
            Object value = values.list().get(row);
            if (value != null) {
                set(vector, row, value);
            } else if (vector instanceof StructVector struct && row % 2 == 0) {
                struct.setIndexDefined(row);
            }
        }
        return vector;
    }

    private static void set(FieldVector vector, int row, Object value) {
        if (vector instanceof IntVector ints) {
            ints.setSafe(row, (int) value);
        } else if (vector instanceof BigIntVector longs) {
            longs.setSafe(row, (long) value);
        } else if (vector instanceof UInt4Vector unsigned) {
            unsigned.setSafe(row, (int) (long) value);
        } else if (vector instanceof Float8Vector doubles) {
            doubles.setSafe(row, (double) value);
        } else if (vector instanceof Float4Vector floats) {
            floats.setSafe(row, (float) (double) value);
        } else if (vector instanceof DecimalVector decimals) {
            decimals.setSafe(row, (BigDecimal) value);
        } else if (vector instanceof TimeStampMicroTZVector stamps) {
            Instant at = (Instant) value;
            stamps.setSafe(row, at.getEpochSecond() * 1_000_000 + at.getNano() / 1000);
        } else if (vector instanceof BitVector bits) {
            bits.setSafe(row, (boolean) value ? 1 : 0);
        } else if (vector instanceof StructVector struct) {
            struct.setIndexDefined(row);
            struct.addOrGet("x", FieldType.nullable(new ArrowType.Int(32, true)), IntVector.class)
                    .setSafe(row, (int) value);
        } else {
            ((VarCharVector) vector).setSafe(row, ((String) value).getBytes(StandardCharsets.UTF_8));
        }
    }
}
