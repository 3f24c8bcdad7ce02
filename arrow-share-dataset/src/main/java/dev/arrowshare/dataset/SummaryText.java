package dev.arrowshare.dataset;

import java.time.Duration;
import java.util.Locale;

/** A {@link RunSummary} as people read it. */
final class SummaryText {
    private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB"};

    private SummaryText() {}

    static String of(RunSummary run) {
        return String.join(
                System.lineSeparator(),
                count(run.rows().in()) + " rows in " + count(run.batches().in()) + " batches → "
                        + count(run.rows().out()) + " rows in "
                        + count(run.batches().out()) + " batches, " + run.workers() + ", "
                        + duration(run.times().elapsed()),
                "bytes: " + bytes(run.bytes()),
                "times: " + times(run.times()));
    }

    private static String bytes(RunSummary.Bytes bytes) {
        return size(bytes.mapped()) + " mapped, " + size(bytes.copied()) + " copied, " + size(bytes.written())
                + " written; sharing: " + size(bytes.shared()) + " mapped once, " + size(bytes.notCopied())
                + " not copied";
    }

    private static String times(RunSummary.Times times) {
        return "start " + duration(times.start()) + ", convert " + duration(times.convert()) + ", attach "
                + duration(times.attach()) + ", work " + duration(times.work()) + ", write " + duration(times.write());
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Three digits and a decimal unit: {@code 1.08 GB}. */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 ? String.valueOf(bytes) : threeDigits(value)) + " " + UNITS[unit];
    }

    /** {@code 350 µs}, {@code 12.3 ms}, {@code 4.56 s}, {@code 3 min 20 s}. */
    static String duration(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        if (duration.isZero()) {
            return "0";
        }
        if (seconds < 0.0009995) {
            return Math.max(1, Math.round(seconds * 1e6)) + " µs";
        }
        if (seconds < 0.9995) {
            return threeDigits(seconds * 1e3) + " ms";
        }
        if (seconds < 99.95) {
            return threeDigits(seconds) + " s";
        }
        return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }

    private static String threeDigits(double value) {
        String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value);
    }
}
