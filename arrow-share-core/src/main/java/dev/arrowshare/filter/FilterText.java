package dev.arrowshare.filter;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How names and text are written in a filter. */
final class FilterText {
    static final Set<String> WORDS = Set.of(
            "and", "or", "not", "in", "is", "null", "between", "starts", "with", "true", "false", "nan", "infinity");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    private FilterText() {}

    static String name(String column) {
        boolean isPlain = PLAIN.matcher(column).matches() && !WORDS.contains(column.toLowerCase(Locale.ROOT));
        return isPlain ? column : quoted(column, '"');
    }

    static String quoted(String text, char quote) {
        return quote + text.replace(String.valueOf(quote), String.valueOf(quote) + quote) + quote;
    }
}
