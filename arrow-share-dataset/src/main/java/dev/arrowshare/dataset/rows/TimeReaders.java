package dev.arrowshare.dataset.rows;

import dev.arrowshare.memory.Memory;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.TimeUnit;

/** Dates, times and how long something takes. */
final class TimeReaders {
    private static final long NANOS = 1_000_000_000;

    private TimeReaders() {}

    /** How many of a unit a second has. */
    static long perSecond(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> 1;
            case MILLISECOND -> 1_000;
            case MICROSECOND -> 1_000_000;
            case NANOSECOND -> NANOS;
        };
    }

    /** Integers of 32 or 64 bits. */
    private abstract static class Integers extends ColumnReader {
        private final long values;
        private final int width;

        Integers(FieldVector vector, int width) {
            super(vector);
            this.values = address(vector, width);
            this.width = width;
        }

        final long value(int row) {
            return width == Integer.BYTES ? Memory.getInt(values + 4L * row) : Memory.getLong(values + 8L * row);
        }
    }

    /** Days since 1970, or their milliseconds. */
    static final class Dates extends Integers {
        private final long perDay;

        Dates(FieldVector vector, int width, long perDay) {
            super(vector, width);
            this.perDay = perDay;
        }

        @Override
        Object read(int row) {
            return LocalDate.ofEpochDay(Math.floorDiv(value(row), perDay));
        }
    }

    /** Times of a day. */
    static final class Times extends Integers {
        private final long nanos;

        Times(FieldVector vector, int width, TimeUnit unit) {
            super(vector, width);
            this.nanos = NANOS / perSecond(unit);
        }

        @Override
        Object read(int row) {
            return LocalTime.ofNanoOfDay(Math.multiplyExact(value(row), nanos));
        }
    }

    /** Seconds and nanoseconds since 1970 of a unit's count. */
    private abstract static class Moments extends Integers {
        private final long perSecond;
        private final int nanos;

        Moments(FieldVector vector, TimeUnit unit) {
            super(vector, Long.BYTES);
            this.perSecond = perSecond(unit);
            this.nanos = (int) (NANOS / perSecond);
        }

        final long second(long value) {
            return Math.floorDiv(value, perSecond);
        }

        final int nano(long value) {
            return (int) Math.floorMod(value, perSecond) * nanos;
        }
    }

    /** What clocks on a wall show. */
    static final class LocalMoments extends Moments {
        LocalMoments(FieldVector vector, TimeUnit unit) {
            super(vector, unit);
        }

        @Override
        Object read(int row) {
            long value = value(row);
            return LocalDateTime.ofEpochSecond(second(value), nano(value), ZoneOffset.UTC);
        }
    }

    static final class Instants extends Moments {
        Instants(FieldVector vector, TimeUnit unit) {
            super(vector, unit);
        }

        @Override
        Object read(int row) {
            long value = value(row);
            return Instant.ofEpochSecond(second(value), nano(value));
        }
    }

    /** Instants as clocks in the column's zone show them. */
    static final class ZonedMoments extends Moments {
        private final ZoneId zone;

        ZonedMoments(FieldVector vector, TimeUnit unit, String zone) {
            super(vector, unit);
            this.zone = ZoneId.of(zone);
        }

        @Override
        Object read(int row) {
            long value = value(row);
            return Instant.ofEpochSecond(second(value), nano(value)).atZone(zone);
        }
    }

    static final class Durations extends Moments {
        Durations(FieldVector vector, TimeUnit unit) {
            super(vector, unit);
        }

        @Override
        Object read(int row) {
            long value = value(row);
            return Duration.ofSeconds(second(value), nano(value));
        }
    }

    static final class Months extends Integers {
        Months(FieldVector vector) {
            super(vector, Integer.BYTES);
        }

        @Override
        Object read(int row) {
            return Period.ofMonths((int) value(row)).normalized();
        }
    }
}
