package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A control group whose processes may have so much memory together, the page cache included; a test is skipped where we may make none. */
record MemoryGroup(Path folder) implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    static MemoryGroup limitedTo(long bytes) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            boolean isUnified = parts[1].isEmpty();
            if (isUnified || parts[1].equals("memory")) {
                Path mine = (isUnified ? ROOT : ROOT.resolve("memory")).resolve(parts[2].substring(1));
                Path limit = Path.of(isUnified ? "memory.max" : "memory.limit_in_bytes");
                MemoryGroup made = made(
                        mine.resolve(
                                "arrow-share-test-" + ProcessHandle.current().pid()),
                        limit,
                        bytes);
                if (made != null) {
                    return made;
                }
            }
        }
        return abort("this machine lets us make no control group of limited memory");
    }

    private static @Nullable MemoryGroup made(Path folder, Path limit, long bytes) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            return null;
        }
        try {
            Files.writeString(folder.resolve(limit), Long.toString(bytes));
            return new MemoryGroup(folder);
        } catch (IOException e) {
            Files.delete(folder);
            return null;
        }
    }

    /** What makes the command behind it run in the group. */
    List<String> command() {
        return List.of("sh", "-c", "echo $$ > " + folder.resolve("cgroup.procs") + " && exec \"$0\" \"$@\"");
    }

    @Override
    public void close() throws IOException {
        Files.delete(folder);
    }
}
