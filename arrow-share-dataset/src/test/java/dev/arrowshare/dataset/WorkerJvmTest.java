package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker process has of its coordinator's JVM, and what it has not; told by a function from inside of one. */
@Tag("slow")
@Timeout(120)
class WorkerJvmTest {
    private static final String SECRET = "two words, \"quotes\" and a \\";

    @TempDir
    Path folder;

    /** Writes down the JVM that it runs in. */
    record Describe(Path file) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws IOException {
            List<String> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .map(collector -> collector.getName())
                    .toList();
            Files.write(
                    file,
                    List.of(
                            System.getProperty("java.home"),
                            System.getProperty("test.secret", "none"),
                            Long.toString(Runtime.getRuntime().maxMemory() >> 20),
                            collectors.toString(),
                            ManagementFactory.getRuntimeMXBean()
                                    .getInputArguments()
                                    .toString(),
                            System.getProperty("java.class.path")));
            return batch;
        }
    }

    /** The coordinator. */
    static final class Main {
        public static void main(String[] arguments) {
            try (SharedDataset numbers = Numbers.share(100)) {
                numbers.mapBatches(new Describe(Path.of(System.getProperty("test.file"))))
                        .workers(Workers.processes(2))
                        .count();
            }
        }
    }

    @Test
    void isOfTheSameHomeWithAShareOfTheHeapTheSamePropertiesAndNoAgent() throws Exception {
        Path file = folder.resolve("described");

        ChildJvm.Result coordinator = ChildJvm.run(
                Main.class,
                "-Xmx512m",
                "-Dtest.file=" + file,
                "-Dtest.secret=" + SECRET,
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0");

        assertEquals(0, coordinator.exitCode(), coordinator::stderr);
        List<String> told = Files.readAllLines(file);
        assertAll(
                () -> assertEquals(System.getProperty("java.home"), told.get(0)),
                () -> assertEquals(SECRET, told.get(1)),
                () -> assertTrue(Math.abs(Long.parseLong(told.get(2)) - 256) <= 16, "a heap of MB: " + told.get(2)),
                () -> assertEquals("[Copy, MarkSweepCompact]", told.get(3)),
                () -> assertFalse(told.get(4).contains("jdwp"), told.get(4)),
                () -> assertTrue(told.get(4).contains("--add-opens=java.base/java.nio=ALL-UNNAMED"), told.get(4)),
                () -> assertTrue(oursComeFirst(told.get(5).split(File.pathSeparator, -1)), told.get(5)));
    }

    /** Of the class path, what has this library's classes stands before what has the tests', which are the user's here. */
    private static boolean oursComeFirst(String[] path) {
        List<Path> entries = List.of(path).stream().map(Path::of).toList();
        Path ours = location(SharedDataset.class);
        Path users = location(WorkerJvmTest.class);
        return entries.contains(ours) && entries.indexOf(ours) < entries.indexOf(users);
    }

    private static Path location(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
}
