package dev.arrowshare.filter;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Ranges of longs in arrays, for loops. */
final class LongRanges {
    private static final int FEW = 4;
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final long[] lows;
    private final long[] highs;

    private LongRanges(List<Ranges.Range<Object>> list, Function<Object, Long> toLong) {
        lows = new long[list.size()];
        highs = new long[list.size()];
        for (int i = 0; i < lows.length; i++) {
            lows[i] = bound(list.get(i).low(), Long.MIN_VALUE, toLong);
            highs[i] = bound(list.get(i).high(), Long.MAX_VALUE, toLong);
        }
    }

    private static long bound(@Nullable Object bound, long none, Function<Object, Long> toLong) {
        return bound == null ? none : toLong.apply(bound);
    }

    static LongRanges of(Ranges<Object> ranges) {
        return new LongRanges(ranges.list(), value -> (Long) value);
    }

    /** What these ranges of BigIntegers have in common with the longs. */
    static LongRanges ofUnscaled(Ranges<Object> ranges) {
        List<Ranges.Range<Object>> within = ranges.list().stream()
                .filter(range -> isWithin(range.low(), range.high()))
                .toList();
        return new LongRanges(
                within, value -> ((BigInteger) value).min(MAX).max(MIN).longValueExact());
    }

    private static boolean isWithin(@Nullable Object low, @Nullable Object high) {
        return (low == null || ((BigInteger) low).compareTo(MAX) <= 0)
                && (high == null || ((BigInteger) high).compareTo(MIN) >= 0);
    }

    boolean contains(long value) {
        if (lows.length > FEW) {
            int found = Arrays.binarySearch(lows, value);
            return found >= 0 || (found < -1 && value <= highs[-found - 2]);
        }
        for (int i = 0; i < lows.length; i++) {
            if (value >= lows[i] && value <= highs[i]) {
                return true;
            }
        }
        return false;
    }

    /** A bit for each of up to 64 values. */
    long word(long[] values, int count, long flip) {
        long word = 0;
        if (lows.length > FEW) {
            for (int i = 0; i < count; i++) {
                word |= (contains(values[i] ^ flip) ? 1L : 0L) << i;
            }
            return word;
        }
        for (int range = 0; range < lows.length; range++) {
            word |= word(values, count, flip, lows[range], highs[range]);
        }
        return word;
    }

    private static long word(long[] values, int count, long flip, long low, long high) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            long value = values[i] ^ flip;
            word |= (value >= low && value <= high ? 1L : 0L) << i;
        }
        return word;
    }
}
