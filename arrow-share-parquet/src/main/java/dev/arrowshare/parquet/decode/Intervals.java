package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;
import org.apache.arrow.vector.types.IntervalUnit;

/** Parquet's intervals, of unsigned months, days and milliseconds, as Arrow's, which have some of them. */
final class Intervals {
    private static final int BYTES = 12;

    private Intervals() {}

    static Conversion of(IntervalUnit unit) {
        return switch (unit) {
            case YEAR_MONTH -> new Conversion.Each(BYTES, 4, Intervals::months);
            case DAY_TIME -> new Conversion.Each(BYTES, 8, Intervals::daysAndMillis);
            case MONTH_DAY_NANO -> throw new IllegalArgumentException("no column is restored to " + unit);
        };
    }

    private static void months(long from, long to) {
        Memory.putInt(to, Memory.getInt(from));
        require(from, Memory.getInt(from) >= 0 && Memory.getLong(from + 4) == 0, "months");
    }

    private static void daysAndMillis(long from, long to) {
        Memory.putLong(to, Memory.getLong(from + 4));
        boolean isSigned = Memory.getInt(from + 4) < 0 || Memory.getInt(from + 8) < 0;
        require(from, Memory.getInt(from) == 0 && !isSigned, "days and milliseconds");
    }

    private static void require(long interval, boolean isSound, String parts) {
        if (!isSound) {
            throw new MalformedPageException("interval of " + Integer.toUnsignedString(Memory.getInt(interval))
                    + " months, " + Integer.toUnsignedString(Memory.getInt(interval + 4)) + " days, "
                    + Integer.toUnsignedString(Memory.getInt(interval + 8))
                    + " ms where ARROW:schema says that values are "
                    + parts + " of 31 bits; ParquetReadOptions.ignoreArrowSchema() reads the bytes");
        }
    }
}
