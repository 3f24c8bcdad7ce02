package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;

/** Where the files of apache/parquet-testing are: skipped by name where they are not, but required in CI. */
final class Corpora {
    private Corpora() {}

    /** The folder {@code data} of parquet-testing. */
    static Path parquetData() {
        String configured = System.getenv("PARQUET_TEST_DATA");
        Path data = configured != null
                ? Path.of(configured)
                : Path.of(System.getProperty("arrowshare.corpora", "../shared/corpora"), "parquet-testing", "data");
        if (!Files.isDirectory(data)) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionFailedError("no parquet-testing at " + data + ", which CI requires");
            }
            assumeTrue(false, "no parquet-testing at " + data);
        }
        return data;
    }

    static Path badData() {
        return parquetData().resolveSibling("bad_data");
    }

    static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }
}
