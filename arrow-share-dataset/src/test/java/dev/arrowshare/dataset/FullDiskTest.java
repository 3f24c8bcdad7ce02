package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.StorageFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The folders of runs lie on a tmpfs of 4 MB, which only root can mount; inputs and outputs do not. */
@Tag("slow")
@Timeout(120)
class FullDiskTest {
    private static final String TEMPORARY = "java.io.tmpdir";
    private static final int ROWS = 1_000_000;

    @TempDir
    private Path folder;

    private final String usual = System.getProperty(TEMPORARY);
    private Path small;
    private LeftBehind before;
    private SharedDataset numbers;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        Assumptions.assumeTrue(System.getenv("ARROW_SHARE_DIR") == null, "ARROW_SHARE_DIR says where folders lie");
        // Not in the folder of the test, whose long name leaves no room for that of a socket.
        small = Files.createTempDirectory("4mb");
        before = new LeftBehind();
        numbers = Numbers.share(ROWS);
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", small.toString()),
                "this user cannot mount a tmpfs of 4 MB");
        System.setProperty(TEMPORARY, small.toString());
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        System.setProperty(TEMPORARY, usual);
        numbers.close();
        run("umount", small.toString());
        Files.delete(small);
        before.check();
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    /** Adds a column that no codec makes smaller. */
    record Noise() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            Random random = new Random(7);
            BigIntVector noise = new BigIntVector("noise", batch.allocator());
            int rows = Math.toIntExact(batch.rows());
            noise.allocateNew(rows);
            for (int i = 0; i < rows; i++) {
                noise.set(i, random.nextLong());
            }
            noise.setValueCount(rows);
            return batch.with(noise);
        }
    }

    private Pipeline noisy() {
        return numbers.mapBatches(new Noise()).workers(Workers.processes(1));
    }

    @Test
    void aResultThatDoesNotFitIsAFullDisk() {
        String message = assertThrows(StorageFullException.class, () -> noisy().forEach(batch -> {}))
                .getMessage();

        assertSaysWhere(message, "a result segment of 67108864 bytes is needed");
    }

    @Test
    void aRowGroupThatDoesNotFitIsAFullDiskAndTheOldOutputStays() throws IOException {
        Path output = Files.writeString(folder.resolve("out.parquet"), "old");

        String message = assertThrows(StorageFullException.class, () -> noisy().writeParquet(output))
                .getMessage();

        assertSaysWhere(message, "a row group of \\d{7,} bytes is needed");
        assertEquals("old", Files.readString(output));
    }

    private void assertSaysWhere(String message, String what) {
        String place = "no space left in " + small + "/arrow-share-\\S+/run-\\S+: ";
        String rest = ", \\d+ are free; set ARROW_SHARE_DIR to a folder with more";
        assertTrue(message.matches(place + what + rest), message);
    }

    @Test
    void aRunThatCannotEvenStartIsAFullDisk() throws IOException {
        Files.createDirectory(small.resolve("arrow-share-" + System.getProperty("user.name")));
        fill(small.resolve("full"));

        String message =
                assertThrows(StorageFullException.class, () -> noisy().count()).getMessage();

        assertTrue(message.startsWith("no space left in " + small), message);
        assertFalse(hasRunFolders(), "run folders");
    }

    private boolean hasRunFolders() throws IOException {
        try (Stream<Path> files = Files.walk(small)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("run-"));
        }
    }

    @Test
    void whatFailsButCannotBeLoggedIsAFullDisk() throws IOException {
        Path log = Files.createDirectory(small.resolve("log"));
        fill(small.resolve("full"));
        Pipeline failing = numbers.mapBatches(new Failing.Always(Mappers.Thrown.CHECKED))
                .workers(Workers.inline())
                .onFirstFailure(failure -> {})
                .onError(OnError.log(log));

        String message =
                assertThrows(StorageFullException.class, failing::count).getMessage();

        assertTrue(message.startsWith("no space left in " + log), message);
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < 8 << 10; i++) {
                out.write(new byte[1 << 10]);
            }
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("No space left"), e.getMessage());
        }
    }
}
