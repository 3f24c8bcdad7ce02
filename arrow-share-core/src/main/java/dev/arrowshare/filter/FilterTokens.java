package dev.arrowshare.filter;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words, signs and values of a filter's text, one after the other. */
final class FilterTokens {
    enum Kind {
        WORD,
        NAME,
        NUMBER,
        TEXT,
        BYTES,
        SIGN,
        END
    }

    /** A piece of the text; of names, text and bytes, what stands in the quotes. */
    record Token(Kind kind, String text, int begin) {
        boolean is(String word) {
            return (kind == Kind.WORD || kind == Kind.SIGN)
                    && text.toLowerCase(Locale.ROOT).equals(word);
        }
    }

    private static final Pattern PIECE = Pattern.compile("\\s*(?:"
            + "(?<number>[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
            + "|(?<bytes>[xX]'[^']*')"
            + "|(?<text>'(?:[^']|'')*')"
            + "|(?<name>\"(?:[^\"]|\"\")*\")"
            + "|(?<word>-?[\\p{L}_][\\p{L}\\p{N}_.]*)"
            + "|(?<sign><=|>=|<>|!=|==|[=<>(),]))");

    private final String text;
    private int at;
    private Token next;

    FilterTokens(String text) {
        this.text = text;
        this.next = read();
    }

    Token peek() {
        return next;
    }

    Token take() {
        Token taken = next;
        next = read();
        return taken;
    }

    boolean takeIf(String word) {
        boolean isThere = next.is(word);
        if (isThere) {
            take();
        }
        return isThere;
    }

    private Token read() {
        Matcher matcher = PIECE.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            int begin = at;
            while (begin < text.length() && Character.isWhitespace(text.charAt(begin))) {
                begin++;
            }
            if (begin < text.length()) {
                throw failure(begin, unreadable(text.charAt(begin)));
            }
            return new Token(Kind.END, "the end", begin);
        }
        at = matcher.end();
        for (Kind kind : Kind.values()) {
            String group = kind == Kind.END ? null : matcher.group(kind.name().toLowerCase(Locale.ROOT));
            if (group != null) {
                return new Token(kind, content(kind, group), at - group.length());
            }
        }
        throw new IllegalStateException("a piece of no kind: " + matcher.group());
    }

    private static String unreadable(char found) {
        return found == '\'' || found == '"' ? "a quote that is not closed" : "'" + found + "' is not expected";
    }

    private static String content(Kind kind, String group) {
        return switch (kind) {
            case TEXT -> group.substring(1, group.length() - 1).replace("''", "'");
            case NAME -> group.substring(1, group.length() - 1).replace("\"\"", "\"");
            case BYTES -> group.substring(2, group.length() - 1);
            default -> group;
        };
    }

    IllegalArgumentException expected(String what) {
        String found = next.kind() == Kind.END ? "the end" : "'" + next.text() + "'";
        return failure(next.begin(), "expected " + what + ", found " + found);
    }

    /** On one line, with a mark where the text cannot be read. */
    IllegalArgumentException failure(int place, String what) {
        return new IllegalArgumentException("filter, character " + (place + 1) + ": " + what + ": "
                + text.substring(0, place) + "⟨here⟩" + text.substring(place));
    }
}
