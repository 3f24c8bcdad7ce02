package dev.arrowshare.filter;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Dates and times as the numbers that columns hold, possibly between two of them. */
final class TimeValues {
    private static final long MILLIS_A_DAY = 86_400_000L;

    private TimeValues() {}

    /** With a zone an Instant, without a LocalDateTime; a blank may stand for the T. */
    static Object timestamp(String text) {
        String iso = text.replaceFirst("^(\\S+) +(?=[0-9])", "$1T");
        if (iso.matches("[+-]?[0-9]+-[0-9]+-[0-9]+")) {
            return LocalDate.parse(iso).atStartOfDay();
        }
        boolean hasZone = iso.matches(".*(?:[zZ]|T.*[+-][0-9:]+)$");
        if (!hasZone) {
            return LocalDateTime.parse(iso);
        }
        return OffsetDateTime.parse(iso).toInstant();
    }

    /** Days or milliseconds since 1970; null for a value of another kind. */
    static @Nullable BigDecimal date(ArrowType.Date type, Object value) {
        Object date = value instanceof String text ? parsed(text, LocalDate::parse) : value;
        if (!(date instanceof LocalDate day)) {
            return null;
        }
        BigDecimal days = BigDecimal.valueOf(day.toEpochDay());
        return switch (type.getUnit()) {
            case DAY -> days;
            case MILLISECOND -> days.multiply(BigDecimal.valueOf(MILLIS_A_DAY));
        };
    }

    static @Nullable BigDecimal time(ArrowType.Time type, Object value) {
        Object time = value instanceof String text ? parsed(text, LocalTime::parse) : value;
        return time instanceof LocalTime of ? in(type.getUnit(), 0, of.toNanoOfDay()) : null;
    }

    static @Nullable BigDecimal timestamp(ArrowType.Timestamp type, Object value) {
        Object time = value instanceof String text ? parsed(text, TimeValues::timestamp) : value;
        boolean isZoned = type.getTimezone() != null;
        if (isZoned && time instanceof Instant instant) {
            return in(type.getUnit(), instant);
        }
        LocalDateTime local =
                time instanceof LocalDate day ? day.atStartOfDay() : time instanceof LocalDateTime of ? of : null;
        return isZoned || local == null ? null : in(type.getUnit(), local.toInstant(ZoneOffset.UTC));
    }

    static @Nullable BigDecimal duration(ArrowType.Duration type, Object value) {
        Object duration = value instanceof String text ? parsed(text, Duration::parse) : value;
        return duration instanceof Duration of ? in(type.getUnit(), of.getSeconds(), of.getNano()) : null;
    }

    private interface Parser {
        Object parse(String text);
    }

    private static @Nullable Object parsed(String text, Parser parser) {
        try {
            return parser.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static BigDecimal in(TimeUnit unit, Instant instant) {
        return in(unit, instant.getEpochSecond(), instant.getNano());
    }

    private static BigDecimal in(TimeUnit unit, long seconds, long nanos) {
        BigInteger total = BigInteger.valueOf(seconds)
                .multiply(BigInteger.valueOf(1_000_000_000L))
                .add(BigInteger.valueOf(nanos));
        int digits = switch (unit) {
            case SECOND -> 9;
            case MILLISECOND -> 6;
            case MICROSECOND -> 3;
            case NANOSECOND -> 0;
        };
        return new BigDecimal(total, digits);
    }
}
