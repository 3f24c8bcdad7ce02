package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.ipc.publish.RunFolder;
import dev.arrowshare.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A coordinator in a JVM of its own, whose workers hang, is killed: they must end, and its folders must go with the next start. */
@Tag("slow")
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class CoordinatorDeathTest {
    @TempDir
    Path home;

    @TempDir
    Path notes;

    private Process coordinator;

    /** What the coordinator's JVM runs. */
    static final class Main {
        public static void main(String[] arguments) {
            try (SharedDataset numbers = Numbers.share(100, 100, 100, 100)) {
                numbers.mapBatches(new Deaths.Hang(Path.of(arguments[0])))
                        .workers(Workers.processes(2))
                        .count();
            }
        }
    }

    private void startCoordinator() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                notes.toString());
        builder.command().addAll(0, ChildJvm.INTERRUPTIBLE);
        builder.environment().put("ARROW_SHARE_DIR", home.toString());
        coordinator = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await(60, () -> list(notes).size() == 2 || !coordinator.isAlive());
        assertTrue(coordinator.isAlive(), "the coordinator ended by itself");
    }

    @AfterEach
    void endCoordinator() {
        coordinator.destroyForcibly();
        workers().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    private List<Long> workers() {
        return list(notes).stream()
                .map(file -> Long.parseLong(file.getFileName().toString()))
                .toList();
    }

    private long alive() {
        return workers().stream().filter(CoordinatorDeathTest::runs).count();
    }

    /** A process that has ended stays in the table until whoever inherited it asks how it ended. */
    private static boolean runs(long pid) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return !status.substring(status.lastIndexOf(')') + 2).startsWith("Z");
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(long seconds, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
    }

    private List<Path> runFolders() {
        return list(home).stream().filter(Files::isDirectory).toList();
    }

    @Test
    void workersEndWithinASecondAndTheNextStartDeletesTheFolders() throws Exception {
        startCoordinator();
        assertEquals(2, alive());
        assertTrue(!runFolders().isEmpty(), "folders in " + home);

        coordinator.destroyForcibly().waitFor();
        await(1, () -> alive() == 0);

        assertEquals(0, alive(), "workers a second after their coordinator's end");
        try (RunFolder next = RunFolder.createIn(home)) {
            assertEquals(List.of(next.path()), runFolders());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-2", "-15"})
    void aSignalToTheCoordinatorLeavesNothing(String signal) throws Exception {
        startCoordinator();

        new ProcessBuilder("kill", signal, Long.toString(coordinator.pid()))
                .start()
                .waitFor();
        assertTrue(coordinator.waitFor(20, TimeUnit.SECONDS), "the coordinator goes on");
        await(1, () -> alive() == 0);

        assertEquals(0, alive(), "workers");
        assertEquals(List.of(), runFolders());
    }

    @Test
    void controlCAtTheTerminalReachesWorkersFirstAndTheyIgnoreIt() throws Exception {
        startCoordinator();

        for (long pid : workers()) {
            new ProcessBuilder("kill", "-2", Long.toString(pid)).start().waitFor();
        }
        Thread.sleep(300);

        assertEquals(2, alive(), "workers");
    }

    @Test
    void onlyThisUserMayEnterTheFolderAndReadTheArguments() throws Exception {
        startCoordinator();

        Path run = runFolders().stream()
                .filter(folder -> Files.exists(folder.resolve("control.sock")))
                .findFirst()
                .orElseThrow();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(run)));
        Path arguments = run.resolve("worker.args");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(arguments)));
        for (long pid : workers()) {
            String command = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
            assertEquals(2, command.split("\0", -1).length - 1, "a worker's command line: " + command);
            assertTrue(command.contains(File.separator + "worker.args"), command);
        }
    }
}
