package dev.arrowshare.dataset.work;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many processes the kernel has killed for want of memory so far, as Linux counts them; {@link #UNTOLD} where it does not tell.
 *
 * @param group in the control group of this process and its workers ({@code memory.events} of version 2, {@code memory.oom_control} of
 *     version 1)
 * @param machine on the whole machine ({@code /proc/vmstat})
 */
record KernelKills(long group, long machine) {
    static final long UNTOLD = -1;

    private static final String COUNTER = "oom_kill ";
    private static final Path GROUPS = Path.of("/sys/fs/cgroup");

    static KernelKills soFar() {
        return new KernelKills(ofGroup(lines(Path.of("/proc/self/cgroup")), GROUPS), counter(Path.of("/proc/vmstat")));
    }

    /** @param memberships lines of {@code number:controllers:/path}; those of version 2 have no controllers */
    static long ofGroup(List<String> memberships, Path groups) {
        long count = UNTOLD;
        for (String line : memberships) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].isEmpty()) {
                count = Math.max(
                        count, counter(groups.resolve(parts[2].substring(1)).resolve("memory.events")));
            } else if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains("memory")) {
                Path group = groups.resolve("memory").resolve(parts[2].substring(1));
                count = Math.max(count, counter(group.resolve("memory.oom_control")));
            }
        }
        return count;
    }

    private static long counter(Path file) {
        return lines(file).stream()
                .filter(line -> line.startsWith(COUNTER))
                .mapToLong(
                        line -> Long.parseLong(line.substring(COUNTER.length()).strip()))
                .findFirst()
                .orElse(UNTOLD);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // Not Linux, or a group that we may not look into.
            return List.of();
        }
    }

    /** Whether another was killed in our group since then. */
    boolean hasGrownSince(KernelKills before) {
        return before.group != UNTOLD && group > before.group;
    }

    /** Whether we know that none was killed since then. */
    boolean isSureSince(KernelKills before) {
        boolean groupIsSure = before.group != UNTOLD && group == before.group;
        boolean machineIsSure = before.machine != UNTOLD && machine == before.machine;
        return groupIsSure || machineIsSure;
    }
}
