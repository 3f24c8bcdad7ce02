package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.parquet.FolderLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Folders that are to be written to a tmpfs of 1 MB, which only root can mount. */
@Timeout(60)
class FolderDiskTest {
    private static final FolderLayout BY_ZONE = FolderLayout.files().partitionBy("zone");

    @TempDir
    Path small;

    private LeftBehind before;
    private SharedDataset numbers;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        before = new LeftBehind();
        numbers = Numbers.share(100_000);
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString()),
                "this user cannot mount a tmpfs of 1 MB");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        numbers.close();
        run("umount", small.toString());
        before.check();
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private Pipeline noisy() {
        return numbers.mapBatches(new FullDiskTest.Noise())
                .mapBatches(new FolderRunTest.Zone())
                .workers(Workers.threads(2));
    }

    private static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void aFullDiskIsSaidAndNothingStays() throws IOException {
        Path target = small.resolve("trips");

        StorageFullException failure =
                assertThrows(StorageFullException.class, () -> noisy().writeParquetFolder(target, BY_ZONE));

        assertTrue(failure.getMessage().contains("no space left"), failure.getMessage());
        assertEquals(List.of(), in(small));
    }

    @Test
    void aParentThatCannotBeWrittenToIsRefusedBeforeAnyWork() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                run("mount", "-o", "remount,ro", small.toString()), "this user cannot mount a tmpfs for reading only");
        Path target = small.resolve("trips");
        Pipeline never = numbers.mapBatches(batch -> {
            throw new AssertionError("worked");
        });

        String message = assertThrows(ArrowShareException.class, () -> never.writeParquetFolder(target, BY_ZONE))
                .getMessage();

        assertEquals(target + ": no permission to write to the output's folder " + small, message);
    }
}
