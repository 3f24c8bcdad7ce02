package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.ipc.publish.RunFolder;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.OpenResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What there was before a test, so that the same is there after it: memory, open resources, threads, processes, temporary folders. */
final class LeftBehind {
    private static final long PATIENCE_MILLIS = 5_000;

    /** Frees blocks that were freed a second ago, whichever test they were of, and ends then: core's tests see to that. */
    private static final String OF_THE_PROCESS = "arrow-share memory";

    private final long bytes = Allocators.root().getAllocatedMemory();
    private final List<String> resources = OpenResources.report();
    private final List<String> folders = folders();

    /** Threads and processes may need a moment to end; what is freed and deleted must be so by then. */
    void check() throws InterruptedException {
        long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!(threads().isEmpty() && processes().isEmpty()) && System.currentTimeMillis() < deadline) {
            Thread.sleep(10);
        }
        assertEquals(List.of(), threads(), "threads");
        assertEquals(List.of(), processes(), "processes");
        assertEquals(resources, OpenResources.report(), "open resources");
        assertEquals(bytes, Allocators.root().getAllocatedMemory(), "allocated bytes");
        assertEquals(folders, folders(), "temporary folders");
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("arrow-share") && !name.equals(OF_THE_PROCESS))
                .sorted()
                .toList();
    }

    private static List<Long> processes() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Those of this process: their names have its number. */
    static List<String> folders() {
        String pid = String.valueOf(ProcessHandle.current().pid());
        Path home = RunFolder.home();
        if (!Files.exists(home)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(home)) {
            return found.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.contains(pid))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
