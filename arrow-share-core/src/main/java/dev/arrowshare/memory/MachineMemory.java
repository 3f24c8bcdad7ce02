package dev.arrowshare.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** How much memory this process may use at most: that of the machine, or less where a control group says so. */
final class MachineMemory {
    /** What the JVM makes of an unknown machine: its heap is a quarter of the memory, unless somebody has chosen it. */
    private static final int HEAPS = 4;

    private static final String TOTAL = "MemTotal:";

    private MachineMemory() {}

    static long bytes() {
        return bytes(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    static long bytes(Path proc, Path groups) {
        long machine = total(proc.resolve("meminfo"))
                .orElseGet(() -> HEAPS * Runtime.getRuntime().maxMemory());
        long limit = Long.MAX_VALUE;
        for (String line : lines(proc.resolve("self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].isEmpty()) {
                limit = Math.min(limit, least(groups, parts[2], "memory.max"));
            } else if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains("memory")) {
                limit = Math.min(limit, least(groups.resolve("memory"), parts[2], "memory.limit_in_bytes"));
            }
        }
        return Math.min(machine, limit);
    }

    /** The least limit of the group and of those around it. In a container the group's path may be one outside, unseen. */
    private static long least(Path root, String group, String file) {
        long least = Long.MAX_VALUE;
        for (Path at = root.resolve(group.substring(Math.min(1, group.length())));
                at != null && at.startsWith(root);
                at = at.getParent()) {
            for (String line : lines(at.resolve(file))) {
                least = Math.min(least, number(line).orElse(Long.MAX_VALUE));
            }
        }
        return least;
    }

    private static OptionalLong total(Path meminfo) {
        for (String line : lines(meminfo)) {
            if (line.startsWith(TOTAL)) {
                OptionalLong kilobytes = number(line.substring(TOTAL.length()).replace("kB", ""));
                return kilobytes.isPresent() ? OptionalLong.of(1024 * kilobytes.getAsLong()) : kilobytes;
            }
        }
        return OptionalLong.empty();
    }

    /** Nothing for {@code max}, which is no limit. */
    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** None where there is no such file: another system, or no control group. */
    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
