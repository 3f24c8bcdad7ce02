package dev.arrowshare.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation shows is code that compiles and files that exist. */
class DocumentationTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Path READS_LIKE_THIS =
            PROJECT.resolve("arrow-share-dataset/src/test/java/dev/arrowshare/dataset/ReadsLikeThis.java");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^):#]+)\\)");

    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(PROJECT);
                Stream<Path> design = Files.list(PROJECT.resolve("docs/design"))) {
            Stream.concat(top, design)
                    .filter(page -> page.toString().endsWith(".md"))
                    .forEach(pages::add);
        }
        return pages.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void javaInAPageStandsInReadsLikeThis(Path page) throws IOException {
        String compiled = spaced(Files.readString(READS_LIKE_THIS));
        Matcher blocks = BLOCK.matcher(Files.readString(page));
        while (blocks.find()) {
            assertTrue(
                    compiled.contains(spaced(blocks.group(1))),
                    page + " shows code that does not compile anywhere:\n" + blocks.group(1));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        Matcher links = LINK.matcher(Files.readString(page));
        while (links.find()) {
            assertTrue(Files.exists(page.resolveSibling(links.group(1))), page + " links to " + links.group(1));
        }
    }

    @Test
    void theNotebooksFunctionAndTheExampleAreTheReadmes() throws IOException {
        String function = snippet("mapper");
        assertTrue(spaced(notebook()).contains(function), "the notebook's TipShare is another");
        assertTrue(
                spaced(Files.readString(PROJECT.resolve("examples/TipShare.java"))
                                .replaceAll("//.*", ""))
                        .contains(function),
                "the example's TipShare is another");
        assertTrue(
                spaced(Files.readString(PROJECT.resolve("README.md"))).contains(function),
                "the README's TipShare is another");
    }

    @Test
    void theReadmesCommandsAreThoseThatCiRuns() throws IOException {
        String readme = Files.readString(PROJECT.resolve("README.md"));
        String script = Files.readString(PROJECT.resolve(".ci/two-commands"));
        for (String part : List.of(
                "./arrow-share run --input ",
                "examples/trips.parquet",
                "examples/TipShare.java",
                " --output tips.parquet")) {
            assertTrue(
                    readme.contains(part) && script.contains(part),
                    "no '" + part + "' in README.md and .ci/two-commands");
        }
        for (String part : List.of(
                "examples/StrictTips.java",
                " --dead-letter failed.parquet --output tips.parquet",
                "./arrow-share replay failed.parquet --map ",
                " --output rest.parquet",
                "--on-error",
                "--retries",
                "--ordered",
                "--unordered")) {
            assertTrue(
                    readme.contains(part) && script.contains(part),
                    "no '" + part + "' in README.md and .ci/two-commands");
        }
    }

    private static String snippet(String name) throws IOException {
        String text = Files.readString(READS_LIKE_THIS);
        int begin = text.indexOf("// snippet: " + name + "\n");
        assertFalse(begin < 0, "no snippet " + name);
        return spaced(text.substring(text.indexOf('\n', begin), text.indexOf("// end", begin)));
    }

    private static String notebook() throws IOException {
        JsonNode notebook = new ObjectMapper()
                .readTree(PROJECT.resolve("notebooks/tips-on-threads.ipynb").toFile());
        StringBuilder code = new StringBuilder();
        notebook.get("cells").forEach(cell -> cell.get("source").forEach(line -> code.append(line.asText())));
        return code.toString();
    }

    /** However it is broken into lines. */
    private static String spaced(String code) {
        return code.replaceAll("\\s+", "").strip();
    }
}
