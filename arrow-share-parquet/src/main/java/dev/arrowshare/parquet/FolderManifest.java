package dev.arrowshare.parquet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
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
import java.util.Optional;
import java.util.stream.Collectors;

/** What is in a folder of ours: {@code _manifest.json}, and {@code _SUCCESS}, which Hadoop's readers look for. */
final class FolderManifest {
    static final String NAME = "_manifest.json";
    static final String SUCCESS = "_SUCCESS";

    private final List<FolderFile> entries = new ArrayList<>();
    private long saidRows = -1;
    private long saidBytes = -1;
    private List<SkippedFile> skipped = List.of();

    /**
     * The manifest of a folder.
     *
     * @throws ArrowShareException when there is none
     */
    static FolderManifest read(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.isDirectory(folder) || !Files.exists(file)) {
            throw new ArrowShareException(
                    folder + " is no folder with a " + NAME + ", as those have that are written whole");
        }
        try (JsonParser json = new JsonFactory().createParser(Files.readAllBytes(file))) {
            FolderManifest manifest = new FolderManifest();
            manifest.read(json);
            for (FolderFile entry : manifest.entries) {
                requireWithin(folder, entry.path());
            }
            return manifest;
        } catch (IOException | IllegalArgumentException e) {
            throw new CorruptFileException(file + ": no manifest: " + e.getMessage(), e);
        }
    }

    /** A manifest names files of its folder and no others. */
    private static void requireWithin(Path folder, String path) {
        Path file = folder.resolve(path);
        if (path.isEmpty() || !file.normalize().equals(file) || !file.startsWith(folder)) {
            throw new IllegalArgumentException("'" + path + "' is no file of the folder");
        }
    }

    private void read(JsonParser json) throws IOException {
        require(json.nextToken() == JsonToken.START_OBJECT, json);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "rows" -> saidRows = json.getLongValue();
                case "bytes" -> saidBytes = json.getLongValue();
                case "files" -> readFiles(json);
                default -> json.skipChildren();
            }
        }
        require(saidRows >= 0 && saidBytes >= 0, json);
    }

    private void readFiles(JsonParser json) throws IOException {
        require(json.currentToken() == JsonToken.START_ARRAY, json);
        while (json.nextToken() == JsonToken.START_OBJECT) {
            String path = "";
            String sha256 = "";
            long rows = -1;
            long bytes = -1;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "path" -> path = json.getText();
                    case "sha256" -> sha256 = json.getText();
                    case "rows" -> rows = json.getLongValue();
                    case "bytes" -> bytes = json.getLongValue();
                    default -> json.skipChildren();
                }
            }
            require(rows >= 0 && bytes >= 0, json);
            entries.add(new FolderFile(path, rows, bytes, sha256));
        }
        require(json.currentToken() == JsonToken.END_ARRAY, json);
    }

    private static void require(boolean isSo, JsonParser json) {
        if (!isSo) {
            throw new IllegalArgumentException("rows, bytes and files are expected, not what stands before line "
                    + json.currentLocation().getLineNr() + ", column "
                    + json.currentLocation().getColumnNr());
        }
    }

    /** Where the sums that were read are not those of the files. */
    Optional<FolderVerification.Damage> sumsDamage(Path folder) {
        if (saidRows == rows() && saidBytes == bytes()) {
            return Optional.empty();
        }
        String what = String.format(
                Locale.ROOT,
                "%,d rows and %,d bytes, its files have %,d and %,d",
                saidRows,
                saidBytes,
                rows(),
                bytes());
        return Optional.of(new FolderVerification.Damage(folder.resolve(NAME), FolderVerification.Kind.MANIFEST, what));
    }

    /** Notes a file, which is complete. */
    void add(String path, long rows, Path file) throws IOException {
        entries.add(new FolderFile(path, rows, Files.size(file), sha256(file)));
    }

    /** Notes files that were to be read for this folder, and were left out. */
    void skipped(List<SkippedFile> files) {
        skipped = List.copyOf(files);
    }

    private String skippedJson() {
        return skipped.stream()
                .map(file ->
                        "{\"path\": " + quoted(file.path().toString()) + ", \"cause\": " + quoted(file.cause()) + "}")
                .collect(Collectors.joining(",\n    ", ",\n  \"skipped\": [\n    ", "\n  ]"));
    }

    List<FolderFile> files() {
        return List.copyOf(entries);
    }

    private long rows() {
        return entries.stream().mapToLong(FolderFile::rows).sum();
    }

    long bytes() {
        return entries.stream().mapToLong(FolderFile::bytes).sum();
    }

    static String sha256(Path file) throws IOException {
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
        String files =
                entries.stream().map(FolderManifest::json).collect(Collectors.joining(",\n    ", "[\n    ", "\n  ]"));
        Files.writeString(
                folder.resolve(NAME),
                "{\n  \"rows\": " + rows() + ",\n  \"bytes\": " + bytes() + ",\n  \"files\": "
                        + (entries.isEmpty() ? "[]" : files) + (skipped.isEmpty() ? "" : skippedJson()) + "\n}\n");
        Files.createFile(folder.resolve(SUCCESS));
    }

    private static String json(FolderFile file) {
        return String.format(
                Locale.ROOT,
                "{\"path\": %s, \"rows\": %d, \"bytes\": %d, \"sha256\": \"%s\"}",
                quoted(file.path()),
                file.rows(),
                file.bytes(),
                file.sha256());
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
