package dev.arrowshare.filter;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value that a column is compared with, as one class a kind: BigDecimal, Double where that is no number or not finite, String, byte[],
 * Boolean, LocalDate, LocalTime, LocalDateTime, Instant, Duration.
 */
final class Literal implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int UUID_BYTES = 16;

    @SuppressWarnings("serial") // Each of the classes is.
    private final Object value;

    private Literal(Object value) {
        this.value = value;
    }

    static Literal of(String column, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("column '" + column
                    + "': nothing is equal to null or compares with it; use isNull() or isNotNull()");
        }
        return new Literal(normal(column, value));
    }

    private static Object normal(String column, Object value) {
        if (value instanceof Number number) {
            return number(column, number);
        }
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (value instanceof UUID uuid) {
            return ByteBuffer.allocate(UUID_BYTES)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .array();
        }
        return time(column, value);
    }

    private static Object time(String column, Object value) {
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof ZonedDateTime time) {
            return time.toInstant();
        }
        boolean isKnown = value instanceof Boolean
                || value instanceof LocalDate
                || value instanceof LocalTime
                || value instanceof LocalDateTime
                || value instanceof Instant
                || value instanceof Duration;
        if (!isKnown) {
            throw refused(column, value);
        }
        return value;
    }

    private static Object number(String column, Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
        }
        if (number instanceof BigInteger integer) {
            return number(column, new BigDecimal(integer));
        }
        if (number instanceof Float single) {
            // As it is printed: 0.1f is the 0.1 of a double column too.
            return Float.isFinite(single)
                    ? number(column, new BigDecimal(single.toString()))
                    : (Object) single.doubleValue();
        }
        if (number instanceof Double real) {
            return Double.isFinite(real) ? number(column, new BigDecimal(real.toString())) : (Object) real;
        }
        boolean isInteger = number instanceof Byte
                || number instanceof Short
                || number instanceof Integer
                || number instanceof Long;
        if (!isInteger) {
            throw refused(column, number);
        }
        return number(column, BigDecimal.valueOf(number.longValue()));
    }

    private static IllegalArgumentException refused(String column, Object value) {
        return new IllegalArgumentException("column '" + column + "': cannot be compared with a "
                + value.getClass().getName()
                + "; values are numbers, text, byte[], booleans, UUID, Duration, LocalDate,"
                + " LocalTime, LocalDateTime, OffsetDateTime, ZonedDateTime and Instant");
    }

    /** Not to be changed where it is an array. */
    Object value() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Literal literal)) {
            return false;
        }
        if (value instanceof byte[] bytes && literal.value instanceof byte[] others) {
            return Arrays.equals(bytes, others);
        }
        return value.equals(literal.value);
    }

    @Override
    public int hashCode() {
        return value instanceof byte[] bytes ? Arrays.hashCode(bytes) : value.hashCode();
    }

    /** As it is written in a filter. */
    @Override
    public String toString() {
        if (value instanceof BigDecimal number) {
            return Math.abs((long) number.scale()) <= 40 ? number.toPlainString() : number.toString();
        }
        if (value instanceof String text) {
            return FilterText.quoted(text, '\'');
        }
        if (value instanceof byte[] bytes) {
            return "x'" + HexFormat.of().formatHex(bytes) + "'";
        }
        if (value instanceof Boolean || value instanceof Double) {
            return value.toString();
        }
        return word() + " '" + value + "'";
    }

    private String word() {
        if (value instanceof LocalDate) {
            return "date";
        }
        if (value instanceof LocalTime) {
            return "time";
        }
        return value instanceof Duration ? "duration" : "timestamp";
    }
}
