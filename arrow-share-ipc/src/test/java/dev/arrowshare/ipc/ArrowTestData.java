package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The files of apache/arrow-testing: skipped by name where they are absent, required in CI. */
final class ArrowTestData {
    private ArrowTestData() {}

    /** The folder {@code data}. */
    static Path folder() {
        String chosen = System.getenv("ARROW_TEST_DATA");
        Path folder = chosen != null
                ? Path.of(chosen)
                : Path.of(System.getProperty("arrowshare.corpora", "../../shared/corpora"), "arrow-testing", "data");
        if (!Files.isDirectory(folder)) {
            String reason = "no arrow-testing at " + folder + "; set ARROW_TEST_DATA to its folder data";
            if ("true".equals(System.getenv("CI"))) {
                fail(reason);
            }
            Assumptions.abort(reason);
        }
        return folder;
    }

    /** Files below a folder of the data, sorted. */
    static List<Path> files(String below, String ending) {
        try (Stream<Path> files = Files.walk(folder().resolve(below))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
