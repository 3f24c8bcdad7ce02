package dev.arrowshare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.ipc.publish.RunFolder;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.OpenResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After each test: no memory, no open file, no temporary file, no process. */
final class NothingLeft implements BeforeEachCallback, AfterEachCallback {
    private static final Pattern RUN_FOLDER = Pattern.compile("(?:\\.new-)?run-(\\d+)-.*");
    private static final long ARCHIVE_MILLIS = 60_000;
    private static final long PATIENCE_MILLIS = 2_000;

    private Set<Path> before = Set.of();

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        before = temporary();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException, InterruptedException {
        awaitArchive();
        assertEquals(List.of(), OpenResources.report(), "still open");
        assertEquals(0, Allocators.root().getAllocatedMemory(), "bytes still allocated");
        Set<Path> left = temporary();
        left.removeAll(before);
        assertEquals(Set.of(), left, "temporary files left");
        assertEquals(List.of(), processes(), "processes left");
    }

    /** A worker's command line has no class of ours, so any process counts; one that was killed takes a moment to go. */
    private static List<String> processes() throws InterruptedException {
        long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (living().findAny().isPresent() && System.currentTimeMillis() < deadline) {
            Thread.sleep(10);
        }
        return living().map(process -> process.pid() + " " + process.info()).toList();
    }

    private static Stream<ProcessHandle> living() {
        return ProcessHandle.current().descendants().filter(ProcessHandle::isAlive);
    }

    /** The first run with new jars makes the workers' class-data archive, in the background and also after its end. */
    private static void awaitArchive() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("arrow-share class-data archive")) {
                thread.join(ARCHIVE_MILLIS);
            }
        }
    }

    private static Set<Path> temporary() throws IOException {
        Path home = RunFolder.home();
        if (!Files.isDirectory(home)) {
            return new TreeSet<>();
        }
        try (Stream<Path> files = Files.list(home)) {
            return new TreeSet<>(files.filter(file -> !file.toString().endsWith(".jsa"))
                    .filter(file -> !isAnothers(file))
                    .toList());
        }
    }

    /** The folder of a run, which its name gives to a process that lives and is none of this test's. */
    private static boolean isAnothers(Path folder) {
        Matcher name = RUN_FOLDER.matcher(folder.getFileName().toString());
        return name.matches()
                && ProcessHandle.of(Long.parseLong(name.group(1)))
                        .filter(owner -> !isOurs(owner))
                        .isPresent();
    }

    private static boolean isOurs(ProcessHandle process) {
        ProcessHandle self = ProcessHandle.current();
        return process.equals(self) || self.descendants().anyMatch(process::equals);
    }
}
