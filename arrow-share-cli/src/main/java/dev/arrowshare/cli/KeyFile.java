package dev.arrowshare.cli;

import dev.arrowshare.parquet.Decryption;
import dev.arrowshare.parquet.Encryption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of encrypted Parquet files, a line each, so that none stands on a command line, where others see it. It may be a pipe, and is
 * read once:
 *
 * <pre>{@code
 * # comment
 * footer = MDEyMzQ1Njc4OWFiY2RlZg==
 * column.fare = hex:30313233343536373839616263646566
 * column.tags.list.element = @kc2
 * column.zone = plain
 * id.kc2 = base64:MTIzNDU2Nzg5MDEyMzQ1MA==
 * aad-prefix = trips.parquet
 * }</pre>
 *
 * <p>A key is in Base64 or hexadecimal. What is said after {@code id.} is what files note of a key, by which it is found in reading;
 * {@code @} refers to such a key, and notes its id in writing. {@code plain} leaves a column as it is in writing. An AAD prefix is noted
 * in the file, unless it is given as {@code aad-prefix-kept}.
 *
 * <p><b>Errors:</b> {@link IllegalArgumentException}, which names file and line and never what a key is, for lines that are not right
 * and for a file that others than its owner may read, where the file system knows of that.
 */
final class KeyFile {
    private static final int BYTES_LIMIT = 1 << 20;
    private static final String PLAIN = "plain";

    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    /**
     * A key as a line gives it.
     *
     * @param id what is noted of it in files; empty for one without
     */
    private record Key(KeyText text, String id) {}

    private final Path file;
    private final Map<String, KeyText> byId = new LinkedHashMap<>();
    private final Map<String, String> columns = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private String footer = "";
    private String prefix = "";
    private boolean isPrefixStored = true;

    private KeyFile(Path file) {
        this.file = file;
    }

    static KeyFile read(Path file) {
        KeyFile keys = new KeyFile(file);
        try {
            keys.requirePrivate();
            keys.parse(keys.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys;
    }

    private void requirePrivate() throws IOException {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(file);
        } catch (UnsupportedOperationException e) {
            // A file system that knows of no such permissions.
            return;
        }
        if (permissions.stream().anyMatch(OTHERS::contains)) {
            throw new IllegalArgumentException(file + ": others may use this file of keys ("
                    + PosixFilePermissions.toString(permissions) + "); chmod 600 " + file);
        }
    }

    private String text() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_LIMIT + 1);
            if (bytes.length > BYTES_LIMIT) {
                throw new IllegalArgumentException(
                        file + ": is no file of keys, it has more than " + BYTES_LIMIT + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private void parse(String text) {
        List<String> all = text.lines().map(String::strip).toList();
        for (int line = 1; line <= all.size(); line++) {
            String content = all.get(line - 1);
            if (!content.isEmpty() && !content.startsWith("#")) {
                add(content, line);
            }
        }
        columns.forEach((column, value) -> {
            if (!value.equals(PLAIN)) {
                key("column." + column, value);
            }
        });
        if (!footer.isEmpty()) {
            key("footer", footer);
        }
    }

    /** Names with an equals sign, such as ids, are set off by spaces. */
    private void add(String content, int line) {
        int spaced = content.indexOf(" = ");
        int equals = spaced < 0 ? content.indexOf('=') : spaced + 1;
        String name = equals < 0 ? "" : content.substring(0, equals).strip();
        String value = equals < 0 ? "" : content.substring(equals + 1).strip();
        if (name.isEmpty() || value.isEmpty()) {
            throw wrong(line, "a name, '=' and a key are wanted");
        }
        if (lines.put(name, line) != null) {
            throw wrong(line, "'" + name + "' is there twice");
        }
        put(name, value, line);
    }

    private void put(String name, String value, int line) {
        if (name.equals("footer")) {
            footer = value;
        } else if (name.startsWith("column.")) {
            columns.put(name.substring("column.".length()), value);
        } else if (name.startsWith("id.")) {
            byId.put(name.substring("id.".length()), keyText(value, line));
        } else if (name.equals("aad-prefix") || name.equals("aad-prefix-kept")) {
            prefix = value;
            isPrefixStored = name.equals("aad-prefix");
        } else {
            // What stands before an equals sign may be part of a key.
            throw wrong(line, "begins with none of footer, column.NAME, id.ID, aad-prefix and aad-prefix-kept");
        }
    }

    private KeyText keyText(String value, int line) {
        try {
            return KeyText.of(value);
        } catch (IllegalArgumentException e) {
            throw wrong(line, String.valueOf(e.getMessage()));
        }
    }

    private IllegalArgumentException wrong(int line, String what) {
        return new IllegalArgumentException(file + ", line " + line + ": " + what);
    }

    private Key key(String name, String value) {
        int line = lines.getOrDefault(name, 0);
        if (!value.startsWith("@")) {
            return new Key(keyText(value, line), "");
        }
        String id = value.substring(1);
        KeyText text = byId.get(id);
        if (text == null) {
            throw wrong(line, "there is no line 'id." + id + "'");
        }
        return new Key(text, id);
    }

    /** What opens files. */
    Decryption decryption() {
        Decryption keys = Decryption.none();
        keys = footer.isEmpty()
                ? keys
                : keys.footerKey(key("footer", footer).text().bytes());
        for (Map.Entry<String, String> column : columns.entrySet()) {
            keys = column.getValue().equals(PLAIN)
                    ? keys
                    : keys.columnKey(column.getKey(), columnKey(column).text().bytes());
        }
        keys = byId.isEmpty() ? keys : keys.keysByMetadata(this::noted);
        return prefix.isEmpty() ? keys : keys.aadPrefix(utf8(prefix));
    }

    private Key columnKey(Map.Entry<String, String> column) {
        return key("column." + column.getKey(), column.getValue());
    }

    private byte @Nullable [] noted(byte[] metadata) {
        KeyText key = byId.get(new String(metadata, StandardCharsets.UTF_8));
        return key == null ? null : key.bytes();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** How files are encrypted. */
    Encryption encryption() {
        if (footer.isEmpty()) {
            throw new IllegalArgumentException(
                    file + ": has no line 'footer = KEY', without which nothing is encrypted");
        }
        Key footerKey = key("footer", footer);
        Encryption encryption = Encryption.footerKey(footerKey.text().bytes());
        encryption = footerKey.id().isEmpty() ? encryption : encryption.footerKeyMetadata(utf8(footerKey.id()));
        for (Map.Entry<String, String> column : columns.entrySet()) {
            encryption = column.getValue().equals(PLAIN)
                    ? encryption.plainColumn(column.getKey())
                    : with(encryption, column.getKey(), columnKey(column));
        }
        if (prefix.isEmpty()) {
            return encryption;
        }
        return isPrefixStored ? encryption.aadPrefix(utf8(prefix)) : encryption.aadPrefixKeptElsewhere(utf8(prefix));
    }

    private static Encryption with(Encryption encryption, String column, Key key) {
        return key.id().isEmpty()
                ? encryption.columnKey(column, key.text().bytes())
                : encryption.columnKey(column, key.text().bytes(), utf8(key.id()));
    }
}
