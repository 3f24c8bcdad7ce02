package dev.arrowshare.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is in a folder of ours: {@code _manifest.json}, and {@code _SUCCESS}, which Hadoop's readers look for. */
final class FolderManifest {
    static final String NAME = "_manifest.json";
    static final String SUCCESS = "_SUCCESS";

    private record Entry(String path, long rows, long bytes, String sha256) {
        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"path\": %s, \"rows\": %d, \"bytes\": %d, \"sha256\": \"%s\"}",
                    quoted(path),
                    rows,
                    bytes,
                    sha256);
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    /** Notes a file, which is complete. */
    void add(String path, long rows, Path file) throws IOException {
        entries.add(new Entry(path, rows, Files.size(file), sha256(file)));
    }

    int files() {
        return entries.size();
    }

    long bytes() {
        return entries.stream().mapToLong(Entry::bytes).sum();
    }

    private static String sha256(Path file) throws IOException {
        try (ReadableByteChannel channel = Files.newByteChannel(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer block = ByteBuffer.allocate(1 << 20);
            while (channel.read(block.clear()) >= 0) {
                digest.update(block.flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    void write(Path folder) throws IOException {
        long rows = entries.stream().mapToLong(Entry::rows).sum();
        String files = entries.stream().map(Entry::json).collect(Collectors.joining(",\n    ", "[\n    ", "\n  ]"));
        Files.writeString(
                folder.resolve(NAME),
                "{\n  \"rows\": " + rows + ",\n  \"bytes\": " + bytes() + ",\n  \"files\": "
                        + (entries.isEmpty() ? "[]" : files) + "\n}\n");
        Files.createFile(folder.resolve(SUCCESS));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(character -> {
            if (character == '"' || character == '\\' || character < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", character));
            } else {
                quoted.append((char) character);
            }
        });
        return quoted.append('"').toString();
    }
}
