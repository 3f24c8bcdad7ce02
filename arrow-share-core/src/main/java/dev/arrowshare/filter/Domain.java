package dev.arrowshare.filter;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;

/** In which form the values of a column are compared. */
public enum Domain {
    /** Long: integers, booleans, dates and times; uint64 less 2^63, so that the order is that of a long. */
    LONG,
    /** Double: floating-point numbers of all widths. */
    DOUBLE,
    /** BigInteger: the unscaled values of decimals. */
    UNSCALED,
    /** byte[]: text and binary, in unsigned order. */
    BYTES;

    /** Compares two values of this form; no doubles that are NaN. */
    public int compare(Object one, Object other) {
        return order().compare(one, other);
    }

    /** The order of the values; that of doubles has no NaN, and one zero. */
    Comparator<Object> order() {
        return switch (this) {
            case LONG -> (one, other) -> Long.compare((long) one, (long) other);
            case DOUBLE -> (one, other) -> Double.compare((double) one + 0.0, (double) other + 0.0);
            case UNSCALED -> (one, other) -> ((BigInteger) one).compareTo((BigInteger) other);
            case BYTES -> (one, other) -> Arrays.compareUnsigned((byte[]) one, (byte[]) other);
        };
    }
}
