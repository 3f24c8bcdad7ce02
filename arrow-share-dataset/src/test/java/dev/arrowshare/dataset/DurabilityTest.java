package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.ArrowFileWriter;
import dev.arrowshare.ipc.ArrowStreamWriter;
import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.parquet.ParquetWriteOptions.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of the operating system when a file shall survive a power failure, told by strace, which has to be installed. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class DurabilityTest {
    private static final Pattern CALL = Pattern.compile("(fsync|fdatasync|rename)\\w*\\((.*)\\) += 0");

    @TempDir
    Path folder;

    @BeforeEach
    void requireStrace() throws InterruptedException {
        assumeTrue(canTrace(), "strace is not installed, or may not trace here");
    }

    private static boolean canTrace() throws InterruptedException {
        try {
            return new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes a file; the name says how. */
    static final class Main {
        public static void main(String[] arguments) {
            Path target = Path.of(System.getProperty("test.file"));
            boolean synced = target.getFileName().toString().startsWith("synced");
            try (Batch batch = Numbers.batch(0, 100)) {
                String name = target.toString();
                if (name.endsWith(".parquet")) {
                    parquet(target, batch, synced);
                } else if (name.endsWith(".arrow")) {
                    arrow(target, batch, options(synced));
                } else {
                    stream(target, batch, options(synced));
                }
            }
        }

        private static ArrowWriteOptions options(boolean synced) {
            ArrowWriteOptions options = ArrowWriteOptions.defaults();
            return synced ? options.synced() : options.unsynced();
        }

        private static void arrow(Path target, Batch batch, ArrowWriteOptions options) {
            try (ArrowFileWriter writer = ArrowFileWriter.create(target, batch.schema(), options)) {
                writer.append(batch);
                writer.publish(Map.of());
            }
        }

        private static void stream(Path target, Batch batch, ArrowWriteOptions options) {
            try (ArrowStreamWriter writer = ArrowStreamWriter.create(target, batch.schema(), options)) {
                writer.append(batch);
                writer.publish();
            }
        }

        private static void parquet(Path target, Batch batch, boolean synced) {
            ParquetWriteOptions options =
                    ParquetWriteOptions.defaults().durability(synced ? Durability.SYNCED : Durability.SYSTEM);
            try (ParquetSink sink = ParquetSink.create(target, batch.schema(), options)) {
                sink.append(batch);
                sink.commit();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"synced.arrow", "synced.arrows", "synced.parquet"})
    void theFileIsSyncedThenRenamedThenItsFolderIsSynced(String name) throws Exception {
        Path target = folder.resolve(name);

        List<String> calls = calls(target);

        assertEquals(3, calls.size(), calls::toString);
        assertTrue(calls.get(0).matches("f(data)?sync .*/\\." + Pattern.quote(name) + "\\..*"), calls::toString);
        assertTrue(calls.get(1).startsWith("rename ") && calls.get(1).contains("\"" + target + "\""), calls::toString);
        assertTrue(calls.get(2).matches("f(data)?sync .*<" + Pattern.quote(folder.toString()) + ">"), calls::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"system.arrow", "system.arrows", "system.parquet"})
    void nothingIsSyncedUnlessItIsAskedFor(String name) throws Exception {
        List<String> calls = calls(folder.resolve(name));

        assertEquals(1, calls.size(), calls::toString);
        assertTrue(calls.get(0).startsWith("rename "), calls::toString);
    }

    /** Those that name the folder, in their order. */
    private List<String> calls(Path target) throws Exception {
        Path traces = Files.createDirectory(folder.resolveSibling(folder.getFileName() + ".trace"));
        Process process = new ProcessBuilder(
                        "strace",
                        "-ff",
                        "-y",
                        "-e",
                        "trace=fsync,fdatasync,rename,renameat,renameat2",
                        "-o",
                        traces.resolve("thread").toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dtest.file=" + target,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
            assertEquals(0, process.exitValue());
            return callsIn(traces);
        } finally {
            process.destroyForcibly().waitFor();
            deleteAll(traces);
        }
    }

    /** Whoever publishes does all of it, in one thread. */
    private List<String> callsIn(Path traces) throws IOException {
        List<String> calls = new ArrayList<>();
        try (Stream<Path> threads = Files.list(traces)) {
            for (Path thread : threads.toList()) {
                calls.addAll(calls(Files.readAllLines(thread)));
            }
        }
        return calls;
    }

    private static void deleteAll(Path traces) throws IOException {
        try (Stream<Path> threads = Files.list(traces)) {
            for (Path thread : threads.toList()) {
                Files.delete(thread);
            }
        }
        Files.delete(traces);
    }

    private List<String> calls(List<String> lines) {
        List<String> calls = new ArrayList<>();
        for (String line : lines) {
            Matcher call = CALL.matcher(line);
            if (call.find() && call.group(2).contains(folder.toString())) {
                calls.add(call.group(1) + " " + call.group(2));
            }
        }
        return calls;
    }
}
