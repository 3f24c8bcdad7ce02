package dev.arrowshare.cli;

import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
    private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB"};

    private Figures() {}

    /** {@code 1 row}, {@code 20,000 rows} */
    static String count(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }

    /** {@code 1.08 GB} */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, UNITS[unit]);
    }
}
