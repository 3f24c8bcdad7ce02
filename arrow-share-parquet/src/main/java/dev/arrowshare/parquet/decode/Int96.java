package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import java.time.LocalDate;
import org.apache.arrow.vector.types.TimeUnit;

/** The deprecated timestamp of twelve bytes, nanoseconds of the day and then the Julian day, as one of 64 bits. */
final class Int96 {
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final int EPOCH_JULIAN_DAY = 2_440_588;

    private final TimeUnit unit;
    private final long nanosPerTick;

    Int96(TimeUnit unit) {
        this.unit = unit;
        this.nanosPerTick = switch (unit) {
            case SECOND -> 1_000_000_000;
            case MILLISECOND -> 1_000_000;
            case MICROSECOND -> 1_000;
            case NANOSECOND -> 1;
        };
    }

    void convert(long from, long to) {
        long ticksOfDay = Math.floorDiv(Memory.getLong(from), nanosPerTick);
        long day = (long) Memory.getInt(from + 8) - EPOCH_JULIAN_DAY;
        if (unit == TimeUnit.NANOSECOND) {
            Memory.putLong(to, nanos(day, ticksOfDay));
        } else {
            // Microseconds may overflow: Spark's do on the way to the last Julian days, and back again.
            Memory.putLong(to, day * (NANOS_PER_DAY / nanosPerTick) + ticksOfDay);
        }
    }

    private static long nanos(long day, long nanosOfDay) {
        try {
            return Math.addExact(Math.multiplyExact(day, NANOS_PER_DAY), nanosOfDay);
        } catch (ArithmeticException e) {
            throw new UnrepresentableValueException("INT96 timestamp of " + LocalDate.ofEpochDay(day)
                    + ", which 64 bits of nanoseconds cannot hold;"
                    + " ParquetReadOptions.int96Unit(TimeUnit.MICROSECOND) reads it");
        }
    }
}
