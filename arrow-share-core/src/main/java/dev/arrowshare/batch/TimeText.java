package dev.arrowshare.batch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Arrow's times as ISO 8601 writes them, with as many decimals as their unit has; the plain number where ISO has no such time. */
final class TimeText {
    private TimeText() {}

    static String of(ArrowType type, long value) {
        try {
            return iso(type, value);
        } catch (DateTimeException | ArithmeticException e) {
            return Long.toString(value);
        }
    }

    private static String iso(ArrowType type, long value) {
        if (type instanceof ArrowType.Date date) {
            long perDay = date.getUnit() == DateUnit.DAY ? 1 : 86_400_000L;
            return LocalDate.ofEpochDay(Math.floorDiv(value, perDay)).toString();
        }
        if (type instanceof ArrowType.Time time) {
            long nanos = Math.multiplyExact(value, 1_000_000_000L / perSecond(time.getUnit()));
            return format("HH:mm:ss", time.getUnit(), "").format(LocalTime.ofNanoOfDay(nanos));
        }
        if (type instanceof ArrowType.Timestamp timestamp) {
            return timestamp(timestamp, value);
        }
        if (type instanceof ArrowType.Duration duration) {
            return duration(value, perSecond(duration.getUnit())).toString();
        }
        if (type instanceof ArrowType.Interval interval) {
            return interval(interval.getUnit(), value);
        }
        return Long.toString(value);
    }

    private static String timestamp(ArrowType.Timestamp type, long value) {
        Duration since = duration(value, perSecond(type.getUnit()));
        Instant instant = Instant.EPOCH.plus(since);
        String zone = type.getTimezone();
        if (zone == null) {
            LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            return format("uuuu-MM-dd'T'HH:mm:ss", type.getUnit(), "").format(local);
        }
        return format("uuuu-MM-dd'T'HH:mm:ss", type.getUnit(), "XXX").format(instant.atZone(zone(zone)));
    }

    /** A name that this JVM does not know changes how the instant is written, not the instant. */
    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    private static DateTimeFormatter format(String pattern, TimeUnit unit, String offset) {
        DateTimeFormatterBuilder format = new DateTimeFormatterBuilder().appendPattern(pattern);
        int decimals = Long.toString(perSecond(unit)).length() - 1;
        if (decimals > 0) {
            format.appendFraction(ChronoField.NANO_OF_SECOND, decimals, decimals, true);
        }
        if (!offset.isEmpty()) {
            format.appendPattern(offset);
        }
        return format.toFormatter(Locale.ROOT);
    }

    private static Duration duration(long value, long perSecond) {
        long nanos = Math.floorMod(value, perSecond) * (1_000_000_000L / perSecond);
        return Duration.ofSeconds(Math.floorDiv(value, perSecond), nanos);
    }

    private static String interval(IntervalUnit unit, long value) {
        if (unit == IntervalUnit.YEAR_MONTH) {
            return Period.ofMonths((int) value).normalized().toString();
        }
        return days((int) value, Duration.ofMillis(value >> 32));
    }

    private static String days(int days, Duration rest) {
        return "P" + days + "D" + (rest.isZero() ? "" : rest.toString().substring(1));
    }

    static String monthDayNano(ArrowBuf buffer, long at) {
        int months = buffer.getInt(at);
        String rest = days(buffer.getInt(at + 4), Duration.ofNanos(buffer.getLong(at + 8)));
        return months == 0 ? rest : "P" + months + "M" + rest.substring(1);
    }

    private static long perSecond(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> 1;
            case MILLISECOND -> 1_000;
            case MICROSECOND -> 1_000_000;
            case NANOSECOND -> 1_000_000_000;
        };
    }
}
