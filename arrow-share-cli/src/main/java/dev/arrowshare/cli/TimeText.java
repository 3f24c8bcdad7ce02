package dev.arrowshare.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as one writes them: {@code 30s}, {@code 5m}, {@code 1h30m}, {@code 500ms}, {@code 2.5s}. */
final class TimeText implements ITypeConverter<Duration> {
    private static final Pattern PARTS =
            Pattern.compile("(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,9})ms)?");

    @Override
    public Duration convert(String text) {
        Matcher parts = PARTS.matcher(text);
        Duration time = parts.matches() ? sum(parts) : Duration.ZERO;
        if (time.isZero()) {
            throw new TypeConversionException("'" + text + "' is no time; write 30s, 5m, 1h30m, 2.5s or 500ms");
        }
        return time;
    }

    private static Duration sum(Matcher parts) {
        return Duration.ofHours(number(parts.group(1)))
                .plusMinutes(number(parts.group(2)))
                .plusNanos(parts.group(3) == null ? 0 : Math.round(Double.parseDouble(parts.group(3)) * 1e9))
                .plusMillis(number(parts.group(4)));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
