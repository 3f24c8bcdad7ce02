package dev.arrowshare.parquet.page;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * As much of JSON (RFC 8259) as the metadata of extension types takes: the members of an object, each as it stands there.
 *
 * <p><b>Errors:</b> {@link IllegalArgumentException} for a text that is no object.
 */
public final class Json {
    private static final int DEPTH_LIMIT = 100;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** The members of an object, by their names. */
    public static Map<String, String> members(String object) {
        Json json = new Json(object);
        Map<String, String> members = new LinkedHashMap<>();
        json.object(members, 0);
        json.skipSpace();
        json.require(json.at == object.length());
        return members;
    }

    static boolean isObject(String text) {
        try {
            members(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** What a string value stands for. */
    public static String unquoted(String value) {
        Json json = new Json(value);
        String result = json.string();
        json.require(json.at == value.length());
        return result;
    }

    static String quoted(String value) {
        StringBuilder result = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                result.append('\\').append(c);
            } else if (c < ' ') {
                result.append(String.format("\\u%04x", (int) c));
            } else {
                result.append(c);
            }
        }
        return result.append('"').toString();
    }

    private void object(Map<String, String> members, int depth) {
        require(depth < DEPTH_LIMIT);
        expect('{');
        skipSpace();
        if (accepts('}')) {
            return;
        }
        do {
            skipSpace();
            String name = string();
            expect(':');
            skipSpace();
            int begin = at;
            value(depth + 1);
            members.put(name, text.substring(begin, at));
            skipSpace();
        } while (accepts(','));
        expect('}');
    }

    private void value(int depth) {
        require(at < text.length());
        switch (text.charAt(at)) {
            case '{' -> object(new LinkedHashMap<>(), depth);
            case '[' -> array(depth);
            case '"' -> string();
            default -> literal();
        }
    }

    private void array(int depth) {
        require(depth < DEPTH_LIMIT);
        expect('[');
        skipSpace();
        if (accepts(']')) {
            return;
        }
        do {
            skipSpace();
            value(depth + 1);
            skipSpace();
        } while (accepts(','));
        expect(']');
    }

    private void literal() {
        int begin = at;
        while (at < text.length() && "+-.0123456789Eabcdefghijklmnopqrstuvwxyz".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String word = text.substring(begin, at);
        require(word.matches("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?"));
    }

    private String string() {
        expect('"');
        StringBuilder result = new StringBuilder();
        while (!accepts('"')) {
            require(at < text.length());
            char c = text.charAt(at++);
            result.append(c == '\\' ? escaped() : c);
        }
        return result.toString();
    }

    private char escaped() {
        require(at < text.length());
        char c = text.charAt(at++);
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> unicode();
            default -> {
                require(c == '"' || c == '\\' || c == '/');
                yield c;
            }
        };
    }

    private char unicode() {
        require(at + 4 <= text.length());
        int code = Integer.parseInt(text, at, at + 4, 16);
        at += 4;
        return (char) code;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean accepts(char c) {
        boolean found = at < text.length() && text.charAt(at) == c;
        at += found ? 1 : 0;
        return found;
    }

    private void expect(char c) {
        skipSpace();
        require(accepts(c));
    }

    private void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("no JSON object at character " + at + " of: " + text);
        }
    }
}
