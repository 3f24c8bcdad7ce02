package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;

/** The deprecated timestamp of twelve bytes: nanoseconds of the day, then the Julian day. */
final class Int96 {
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final int EPOCH_JULIAN_DAY = 2_440_588;

    private Int96() {}

    static void toNanos(long from, long to) {
        long nanosOfDay = Memory.getLong(from);
        long day = (Memory.getInt(from + 8) & 0xffffffffL) - EPOCH_JULIAN_DAY;
        try {
            Memory.putLong(to, Math.addExact(Math.multiplyExact(day, NANOS_PER_DAY), nanosOfDay));
        } catch (ArithmeticException e) {
            throw new UnrepresentableValueException("INT96 timestamp " + day
                    + " days from 1970, which nanoseconds in 64 bits cannot hold: they end in 1677 and 2262");
        }
    }
}
