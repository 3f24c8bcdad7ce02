package dev.arrowshare.filter;

import dev.arrowshare.filter.FilterTokens.Kind;
import dev.arrowshare.filter.FilterTokens.Token;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Reads a filter's text by recursive descent: or, and, not, comparison. */
final class FilterParser {
    /** Deeper nesting than anybody writes would exhaust the stack. */
    private static final int DEPTH_LIMIT = 200;

    private final FilterTokens tokens;
    private int depth;

    FilterParser(String text) {
        this.tokens = new FilterTokens(text);
    }

    Filter filter() {
        Filter filter = disjunction();
        if (tokens.peek().kind() != Kind.END) {
            throw tokens.expected("'and', 'or' or the end");
        }
        return filter;
    }

    private Filter disjunction() {
        Filter filter = conjunction();
        while (tokens.takeIf("or")) {
            filter = filter.or(conjunction());
        }
        return filter;
    }

    private Filter conjunction() {
        Filter filter = negation();
        while (tokens.takeIf("and")) {
            filter = filter.and(negation());
        }
        return filter;
    }

    private Filter negation() {
        if (++depth > DEPTH_LIMIT) {
            throw tokens.failure(tokens.peek().begin(), "more than " + DEPTH_LIMIT + " levels of nesting");
        }
        try {
            if (tokens.takeIf("not")) {
                return Filter.not(negation());
            }
            if (tokens.takeIf("(")) {
                Filter inner = disjunction();
                require(")");
                return inner;
            }
            return comparison();
        } finally {
            depth--;
        }
    }

    private void require(String word) {
        if (!tokens.takeIf(word)) {
            throw tokens.expected("'" + word + "'");
        }
    }

    private Filter comparison() {
        FilterColumn column = Filter.column(columnName());
        if (tokens.takeIf("is")) {
            boolean isNegated = tokens.takeIf("not");
            require("null");
            return isNegated ? column.isNotNull() : column.isNull();
        }
        boolean isNegated = tokens.takeIf("not");
        Filter test = isNegated ? worded(column) : compared(column);
        return isNegated ? Filter.not(test) : test;
    }

    private String columnName() {
        Token token = tokens.peek();
        boolean isWord = token.kind() == Kind.WORD
                && !token.text().startsWith("-")
                && !FilterText.WORDS.contains(token.text().toLowerCase(Locale.ROOT));
        if (!isWord && (token.kind() != Kind.NAME || token.text().isEmpty())) {
            throw tokens.expected("a column's name");
        }
        return tokens.take().text();
    }

    private Filter compared(FilterColumn column) {
        String sign = tokens.peek().kind() == Kind.SIGN ? tokens.peek().text() : "";
        String usual = sign.equals("<>") ? "!=" : sign.equals("==") ? "=" : sign;
        for (Operator operator : Operator.values()) {
            if (operator.sign().equals(usual)) {
                tokens.take();
                return column.compare(operator, value());
            }
        }
        return worded(column);
    }

    private Filter worded(FilterColumn column) {
        if (tokens.takeIf("in")) {
            return column.in(values());
        }
        if (tokens.takeIf("between")) {
            Object low = value();
            require("and");
            return column.between(low, value());
        }
        if (tokens.takeIf("starts")) {
            require("with");
            return column.startsWith(value());
        }
        throw tokens.expected("a comparison (= != < <= > >=, in, between, starts with, is null)");
    }

    private List<Object> values() {
        require("(");
        List<Object> values = new ArrayList<>(List.of(value()));
        while (tokens.takeIf(",")) {
            values.add(value());
        }
        require(")");
        return values;
    }

    private Object value() {
        Token token = tokens.peek();
        try {
            return switch (token.kind()) {
                case NUMBER -> new BigDecimal(tokens.take().text());
                case TEXT -> tokens.take().text();
                case BYTES -> bytes(token);
                case WORD -> wordValue();
                default -> throw tokens.expected("a value");
            };
        } catch (DateTimeException | NumberFormatException e) {
            throw tokens.failure(token.begin(), "not a value (" + e.getMessage() + ")");
        }
    }

    private byte[] bytes(Token token) {
        if (!token.text().matches("(?:[0-9a-fA-F]{2})*")) {
            throw tokens.failure(token.begin(), "not pairs of hexadecimal digits");
        }
        return HexFormat.of().parseHex(tokens.take().text());
    }

    private Object wordValue() {
        String word = tokens.peek().text().toLowerCase(Locale.ROOT);
        return switch (word) {
            case "true", "false" -> {
                tokens.take();
                yield word.equals("true");
            }
            case "nan", "infinity", "-infinity" -> {
                tokens.take();
                yield word.equals("nan")
                        ? Double.NaN
                        : word.equals("infinity") ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            }
            case "date" -> LocalDate.parse(quoted());
            case "time" -> LocalTime.parse(quoted());
            case "timestamp" -> TimeValues.timestamp(quoted());
            case "duration" -> Duration.parse(quoted());
            default -> throw tokens.expected("a value (text stands in single quotes)");
        };
    }

    private String quoted() {
        tokens.take();
        if (tokens.peek().kind() != Kind.TEXT) {
            throw tokens.expected("a value in single quotes");
        }
        return tokens.take().text();
    }
}
