package dev.arrowshare.dataset.pool;

import java.time.Duration;

/** Times as people write them. */
final class Durations {
    private Durations() {}

    /** {@code 150 ms}, {@code 2.5 s}. */
    static String text(long nanos) {
        return nanos < 1_000_000_000L
                ? nanos / 1_000_000 + " ms"
                : String.format(java.util.Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    /** Of a limit that may be longer than a {@code long} has nanoseconds. */
    static long nanos(Duration time) {
        return time.compareTo(Duration.ofDays(10_000)) > 0 ? Long.MAX_VALUE / 2 : time.toNanos();
    }

    static String text(Duration duration) {
        return text(duration.toNanos());
    }
}
