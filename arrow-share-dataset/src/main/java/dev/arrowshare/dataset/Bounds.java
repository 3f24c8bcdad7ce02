package dev.arrowshare.dataset;

import java.time.Duration;

/** What options may be: checked where they are set. */
final class Bounds {
    private Bounds() {}

    static long atLeast(long least, String what, long value) {
        if (value < least) {
            throw new IllegalArgumentException(what + "(" + value + "): at least " + least);
        }
        return value;
    }

    static Duration positive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(what + "(" + value + "): longer than nothing");
        }
        return value;
    }
}
