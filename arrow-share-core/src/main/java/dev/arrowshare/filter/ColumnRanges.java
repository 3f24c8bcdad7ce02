package dev.arrowshare.filter;

import dev.arrowshare.memory.Halves;
import dev.arrowshare.schema.Schemas;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** What comparisons with values allow in a column of a certain type. */
final class ColumnRanges {
    private static final BigInteger UINT64_SHIFT = BigInteger.ONE.shiftLeft(63);
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final String name;
    private final Field field;
    private final ArrowType type;
    private final Domain domain;

    /** @param name as the filter has it */
    ColumnRanges(String name, Field field) {
        this.name = name;
        this.field = field;
        this.type = field.getType();
        this.domain = domain();
    }

    Domain inDomain() {
        return domain;
    }

    private Domain domain() {
        return switch (type.getTypeID()) {
            case Int, Bool, Date, Time, Timestamp, Duration, Null -> Domain.LONG;
            case FloatingPoint -> Domain.DOUBLE;
            case Decimal -> Domain.UNSCALED;
            case Utf8, LargeUtf8, Utf8View, Binary, LargeBinary, BinaryView, FixedSizeBinary -> Domain.BYTES;
            default ->
                throw new IllegalArgumentException(
                        where() + " cannot be compared; isNull() and isNotNull() are allowed");
        };
    }

    private String where() {
        return "column '" + name + "' (" + Schemas.typeName(field) + ")";
    }

    Ranges<Object> of(Operator operator, Literal literal) {
        Object value = value(literal);
        if (operator.isOrder() && type instanceof ArrowType.Bool) {
            throw new IllegalArgumentException(where() + ": " + operator.sign() + " " + literal
                    + ": booleans have no order; = and != are allowed");
        }
        return switch (domain) {
            case LONG, UNSCALED -> integers(operator, value);
            case DOUBLE -> doubles(operator, (double) value);
            case BYTES -> bytes(operator, (byte[]) value);
        };
    }

    Ranges<Object> oneOf(List<Literal> literals) {
        List<Object> points = new ArrayList<>();
        for (Literal literal : literals) {
            for (Ranges.Range<Object> range : of(Operator.EQUAL, literal).list()) {
                Object low = range.low();
                if (low != null) {
                    points.add(low);
                }
            }
        }
        return Ranges.points(points, domain.order());
    }

    Ranges<Object> startingWith(Literal prefix) {
        if (domain != Domain.BYTES) {
            throw new IllegalArgumentException(
                    where() + ": starts with " + prefix + ": only text and binary columns can be asked that");
        }
        byte[] low = (byte[]) value(prefix);
        return new Ranges<>(List.of(new Ranges.Range<>(low, behindAll(low))), domain.order(), Ranges.Ends.OPEN);
    }

    /** The least that is greater than all that begin with these bytes; null: there is none. */
    private static @Nullable Object behindAll(byte[] prefix) {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == -1) {
            length--;
        }
        if (length == 0) {
            return null;
        }
        byte[] next = Arrays.copyOf(prefix, length);
        next[length - 1]++;
        return next;
    }

    /** BigDecimal or Double for integers and decimals, Double for floating point, byte[] for text and binary. */
    private Object value(Literal literal) {
        Object given = literal.value();
        Object value = switch (type.getTypeID()) {
            case Int, Decimal -> given instanceof BigDecimal || given instanceof Double ? given : null;
            case FloatingPoint -> real(given);
            case Bool -> given instanceof Boolean is ? (is ? BigDecimal.ONE : BigDecimal.ZERO) : null;
            case Date -> TimeValues.date((ArrowType.Date) type, given);
            case Time -> TimeValues.time((ArrowType.Time) type, given);
            case Timestamp -> TimeValues.timestamp((ArrowType.Timestamp) type, given);
            case Duration -> TimeValues.duration((ArrowType.Duration) type, given);
            case Null -> BigDecimal.ZERO;
            case Utf8, LargeUtf8, Utf8View ->
                given instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : null;
            default -> given instanceof byte[] ? given : null;
        };
        if (value == null) {
            throw new IllegalArgumentException(where() + " cannot be compared with " + literal + "; " + allowed());
        }
        return value;
    }

    private String allowed() {
        return switch (type.getTypeID()) {
                    case Int, Decimal, FloatingPoint -> "a number is";
                    case Bool -> "true and false are";
                    case Date -> "a LocalDate, or text like '2024-01-31', is";
                    case Time -> "a LocalTime, or text like '10:15:30', is";
                    case Timestamp ->
                        ((ArrowType.Timestamp) type).getTimezone() == null
                                ? "a LocalDateTime or LocalDate, or text like '2024-01-31T10:15:30' without a zone, is"
                                : "an Instant, OffsetDateTime or ZonedDateTime, or text like '2024-01-31T10:15:30Z', is";
                    case Duration -> "a Duration, or text like 'PT1H30M', is";
                    case Utf8, LargeUtf8, Utf8View -> "text is";
                    default -> "byte[] (in text x'00ff') is";
                }
                + " allowed";
    }

    private @Nullable Object real(Object given) {
        if (given instanceof Double) {
            return given;
        }
        if (!(given instanceof BigDecimal number)) {
            return null;
        }
        FloatingPointPrecision precision = ((ArrowType.FloatingPoint) type).getPrecision();
        return switch (precision) {
            case DOUBLE -> number.doubleValue();
            case SINGLE -> (double) number.floatValue();
            case HALF -> Halves.nearest(number.doubleValue());
        };
    }

    private Ranges<Object> integers(Operator operator, Object value) {
        if (value instanceof Double special) {
            return beyondIntegers(operator, special);
        }
        BigDecimal exact = type instanceof ArrowType.Decimal decimal
                ? ((BigDecimal) value).scaleByPowerOfTen(decimal.getScale())
                : (BigDecimal) value;
        if (exact.precision() - (long) exact.scale() > 400) {
            return beyondIntegers(operator, exact.signum() * Double.POSITIVE_INFINITY);
        }
        BigInteger floor = exact.setScale(0, RoundingMode.FLOOR).toBigInteger();
        BigInteger ceiling = exact.setScale(0, RoundingMode.CEILING).toBigInteger();
        return switch (operator) {
            case EQUAL, NOT_EQUAL -> range(ceiling, floor);
            case LESS -> range(null, ceiling.subtract(BigInteger.ONE));
            case LESS_OR_EQUAL -> range(null, floor);
            case GREATER -> range(floor.add(BigInteger.ONE), null);
            case GREATER_OR_EQUAL -> range(ceiling, null);
        };
    }

    private Ranges<Object> beyondIntegers(Operator operator, double value) {
        boolean isAll = switch (operator) {
            case LESS, LESS_OR_EQUAL -> value == Double.POSITIVE_INFINITY;
            case GREATER, GREATER_OR_EQUAL -> value == Double.NEGATIVE_INFINITY;
            default -> false;
        };
        return isAll ? range(null, null) : Ranges.none(domain.order());
    }

    private Ranges<Object> range(@Nullable BigInteger low, @Nullable BigInteger high) {
        if (domain == Domain.UNSCALED) {
            return Ranges.of(low, high, domain.order());
        }
        BigInteger shift = isUint64(type) ? UINT64_SHIFT : BigInteger.ZERO;
        BigInteger least = low == null ? LONG_MIN : low.subtract(shift).max(LONG_MIN);
        BigInteger most = high == null ? LONG_MAX : high.subtract(shift).min(LONG_MAX);
        return least.compareTo(most) > 0
                ? Ranges.none(domain.order())
                : Ranges.of(least.longValueExact(), most.longValueExact(), domain.order());
    }

    static boolean isUint64(ArrowType type) {
        return type instanceof ArrowType.Int integer && !integer.getIsSigned() && integer.getBitWidth() == 64;
    }

    private Ranges<Object> doubles(Operator operator, double value) {
        if (Double.isNaN(value)) {
            return Ranges.none(domain.order());
        }
        double infinity = Double.POSITIVE_INFINITY;
        return switch (operator) {
            case EQUAL, NOT_EQUAL -> Ranges.of(value, value, domain.order());
            case LESS ->
                value == -infinity
                        ? Ranges.none(domain.order())
                        : Ranges.of(-infinity, Math.nextDown(value), domain.order());
            case LESS_OR_EQUAL -> Ranges.of(-infinity, value, domain.order());
            case GREATER ->
                value == infinity
                        ? Ranges.none(domain.order())
                        : Ranges.of(Math.nextUp(value), infinity, domain.order());
            case GREATER_OR_EQUAL -> Ranges.of(value, infinity, domain.order());
        };
    }

    private Ranges<Object> bytes(Operator operator, byte[] value) {
        // Nothing is between a value and the same with a zero byte behind.
        byte[] next = Arrays.copyOf(value, value.length + 1);
        return switch (operator) {
            case EQUAL, NOT_EQUAL -> Ranges.of(value, value, domain.order());
            case LESS -> open(null, value);
            case LESS_OR_EQUAL -> open(null, next);
            case GREATER -> open(next, null);
            case GREATER_OR_EQUAL -> open(value, null);
        };
    }

    private Ranges<Object> open(@Nullable Object low, @Nullable Object high) {
        return new Ranges<>(List.of(new Ranges.Range<>(low, high)), domain.order(), Ranges.Ends.OPEN);
    }
}
