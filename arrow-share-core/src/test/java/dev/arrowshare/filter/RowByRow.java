package dev.arrowshare.filter;

import static dev.arrowshare.filter.Filter.column;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** A random filter with a second way to say which rows it keeps: one after the other, in SQL's three values (null is unknown). */
record RowByRow(Filter filter, Rule rule) {
    interface Rule {
        @Nullable
        Boolean test(long row);
    }

    static List<Field> comparableTypes() {
        List<Field> fields = new ArrayList<>(ArrowTypes.flat());
        fields.addAll(ArrowTypes.dictionaryEncoded());
        fields.removeIf(
                field -> !isComparable(field.getType()) || !field.getChildren().isEmpty());
        return fields;
    }

    private static boolean isComparable(ArrowType type) {
        return switch (type.getTypeID()) {
            case Int, FloatingPoint, Decimal, Bool, Utf8, LargeUtf8, Utf8View, Binary, LargeBinary, BinaryView -> true;
            case FixedSizeBinary, Date, Time, Timestamp, Duration, Null -> true;
            default -> false;
        };
    }

    @Nullable
    Boolean test(long row) {
        return rule.test(row);
    }

    static RowByRow random(Random random, Batch batch, List<Field> fields, int depth) {
        int kind = depth == 0 ? 3 : random.nextInt(5);
        if (kind == 0) {
            RowByRow inner = random(random, batch, fields, depth - 1);
            return new RowByRow(Filter.not(inner.filter), row -> {
                Boolean is = inner.test(row);
                return is == null ? null : !is;
            });
        }
        if (kind <= 2) {
            RowByRow left = random(random, batch, fields, depth - 1);
            RowByRow right = random(random, batch, fields, depth - 1);
            boolean decides = kind == 1;
            return new RowByRow(
                    decides ? left.filter.or(right.filter) : left.filter.and(right.filter),
                    row -> joined(decides, left.test(row), right.test(row)));
        }
        return leaf(random, batch, fields);
    }

    private static @Nullable Boolean joined(boolean decides, @Nullable Boolean left, @Nullable Boolean right) {
        if ((left != null && left == decides) || (right != null && right == decides)) {
            return decides;
        }
        boolean isUnknown = left == null || right == null;
        return isUnknown ? null : !decides;
    }

    private static RowByRow leaf(Random random, Batch batch, List<Field> fields) {
        int at = random.nextInt(fields.size());
        Field field = fields.get(at);
        FilterColumn column = column(field.getName());
        if (random.nextInt(6) == 0) {
            boolean isNull = random.nextBoolean();
            return new RowByRow(
                    isNull ? column.isNull() : column.isNotNull(),
                    row -> isNull == (BatchAssertions.value(batch, at, row) == null));
        }
        Object literal = literal(random, batch, field, at);
        boolean isBool = field.getType() instanceof ArrowType.Bool;
        return switch (random.nextInt(isBool ? 3 : 8)) {
            case 0 -> of(column.equalTo(literal), batch, field, at, literal, order -> order == 0);
            case 1 -> of(column.notEqualTo(literal), batch, field, at, literal, order -> order != 0);
            case 2 -> {
                Object other = literal(random, batch, field, at);
                RowByRow one = of(column.equalTo(literal), batch, field, at, literal, order -> order == 0);
                RowByRow two = of(column.equalTo(other), batch, field, at, other, order -> order == 0);
                yield new RowByRow(column.in(literal, other), row -> joined(true, one.test(row), two.test(row)));
            }
            case 3 -> of(column.lessThan(literal), batch, field, at, literal, order -> order == -1);
            case 4 ->
                of(column.lessThanOrEqualTo(literal), batch, field, at, literal, order -> order == -1 || order == 0);
            case 5 -> of(column.greaterThan(literal), batch, field, at, literal, order -> order == 1);
            case 6 ->
                of(column.greaterThanOrEqualTo(literal), batch, field, at, literal, order -> order == 1 || order == 0);
            default -> prefix(column, batch, field, at, literal);
        };
    }

    private static RowByRow prefix(FilterColumn column, Batch batch, Field field, int at, Object literal) {
        if (literal instanceof String text) {
            String prefix =
                    text.substring(0, text.offsetByCodePoints(0, Math.min(1, text.codePointCount(0, text.length()))));
            return new RowByRow(column.startsWith(prefix), row -> {
                Object value = BatchAssertions.value(batch, at, row);
                return value == null ? null : ((String) value).startsWith(prefix);
            });
        }
        return of(column.equalTo(literal), batch, field, at, literal, order -> order == 0);
    }

    private static final int UNORDERED = 2;

    private static RowByRow of(Filter filter, Batch batch, Field field, int at, Object literal, IntPredicate wanted) {
        return new RowByRow(filter, row -> {
            Object value = BatchAssertions.value(batch, at, row);
            return value == null ? null : wanted.test(compare(comparable(field, value), exact(field, literal)));
        });
    }

    private static int compare(Object value, Object literal) {
        if (value instanceof byte[] bytes) {
            return Integer.signum(Arrays.compareUnsigned(bytes, (byte[]) literal));
        }
        if (value instanceof Double number) {
            double one = number;
            double other = ((Number) literal).doubleValue();
            return one < other ? -1 : one > other ? 1 : one == other ? 0 : UNORDERED;
        }
        return ((BigDecimal) value).compareTo((BigDecimal) literal);
    }

    private static Object comparable(Field field, Object value) {
        if (value instanceof String text) {
            return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return copy;
        }
        if (value instanceof Boolean is) {
            return is ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        if (value instanceof Double || value instanceof Float) {
            return ((Number) value).doubleValue();
        }
        if (value instanceof BigInteger unscaled) {
            return field.getType() instanceof ArrowType.Decimal decimal
                    ? new BigDecimal(unscaled, decimal.getScale())
                    : new BigDecimal(unscaled);
        }
        long number = ((Number) value).longValue();
        return field.getType() instanceof ArrowType.Int integer && !integer.getIsSigned()
                ? new BigDecimal(new BigInteger(Long.toUnsignedString(number & (-1L >>> (64 - integer.getBitWidth())))))
                : BigDecimal.valueOf(number);
    }

    /** A literal as what comparable gives for the same value. */
    private static Object exact(Field field, Object literal) {
        if (literal instanceof String || literal instanceof byte[] || literal instanceof Boolean) {
            return literal instanceof byte[] ? literal : comparable(field, literal);
        }
        if (literal instanceof Number number) {
            return number instanceof BigDecimal ? number : number.doubleValue();
        }
        return switch (field.getType().getTypeID()) {
            case Date -> {
                long days = ((LocalDate) literal).toEpochDay();
                boolean isDays =
                        ((ArrowType.Date) field.getType()).getUnit() == org.apache.arrow.vector.types.DateUnit.DAY;
                yield BigDecimal.valueOf(isDays ? days : days * 86_400_000);
            }
            case Time -> nanos(0, ((LocalTime) literal).toNanoOfDay(), ((ArrowType.Time) field.getType()).getUnit());
            case Duration ->
                nanos(
                        ((Duration) literal).toSeconds(),
                        ((Duration) literal).toNanosPart(),
                        ((ArrowType.Duration) field.getType()).getUnit());
            default -> {
                Instant instant =
                        literal instanceof Instant zoned ? zoned : ((LocalDateTime) literal).toInstant(ZoneOffset.UTC);
                TimeUnit unit = ((ArrowType.Timestamp) field.getType()).getUnit();
                yield nanos(instant.getEpochSecond(), instant.getNano(), unit);
            }
        };
    }

    private static BigDecimal nanos(long seconds, long nanos, TimeUnit unit) {
        BigDecimal exact = BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos, 9));
        return switch (unit) {
            case SECOND -> exact;
            case MILLISECOND -> exact.scaleByPowerOfTen(3);
            case MICROSECOND -> exact.scaleByPowerOfTen(6);
            case NANOSECOND -> exact.scaleByPowerOfTen(9);
        };
    }

    /** Often one of the column's values, else one beside it. */
    private static Object literal(Random random, Batch batch, Field field, int at) {
        Object value = BatchAssertions.value(batch, at, random.nextInt((int) batch.rows()));
        return switch (field.getType().getTypeID()) {
            case Bool -> random.nextBoolean();
            case Utf8, LargeUtf8, Utf8View -> value == null ? "m" : value;
            case Binary, LargeBinary, BinaryView, FixedSizeBinary ->
                value == null ? new byte[] {5} : comparable(field, value);
            case FloatingPoint -> value == null ? 0.5 : ((Number) value).doubleValue();
            case Int, Decimal -> {
                BigDecimal number = value == null ? BigDecimal.ZERO : (BigDecimal) comparable(field, value);
                yield switch (random.nextInt(4)) {
                    case 0 -> number.add(new BigDecimal("0.5"));
                    case 1 -> number.subtract(BigDecimal.ONE);
                    default -> number;
                };
            }
            case Null -> BigDecimal.ONE;
            default -> time(random, field.getType(), value == null ? 0 : ((Number) value).longValue());
        };
    }

    private static Object time(Random random, ArrowType type, long value) {
        long nanos = random.nextInt(3) == 0 ? 1 : 0;
        if (type instanceof ArrowType.Date date) {
            boolean isDays = date.getUnit() == org.apache.arrow.vector.types.DateUnit.DAY;
            return LocalDate.ofEpochDay(isDays ? value : Math.floorDiv(value, 86_400_000L));
        }
        if (type instanceof ArrowType.Time time) {
            return LocalTime.ofNanoOfDay(
                    duration(value, time.getUnit()).plusNanos(nanos).toNanos());
        }
        if (type instanceof ArrowType.Duration duration) {
            return duration(value, duration.getUnit()).plusNanos(nanos);
        }
        ArrowType.Timestamp timestamp = (ArrowType.Timestamp) type;
        Instant instant =
                Instant.EPOCH.plus(duration(value, timestamp.getUnit())).plusNanos(nanos);
        return timestamp.getTimezone() == null ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC) : instant;
    }

    private static Duration duration(long value, TimeUnit unit) {
        return switch (unit) {
            case SECOND -> Duration.ofSeconds(value);
            case MILLISECOND -> Duration.ofMillis(value);
            case MICROSECOND -> Duration.of(value, java.time.temporal.ChronoUnit.MICROS);
            case NANOSECOND -> Duration.ofNanos(value);
        };
    }
}
