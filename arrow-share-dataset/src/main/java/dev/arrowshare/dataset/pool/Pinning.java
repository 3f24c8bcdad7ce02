package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.PoolOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Worker processes on cores of their own: Linux's {@code taskset}, since Java cannot ask for it. */
final class Pinning {
    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    private Pinning() {}

    /** The command that a worker's becomes the arguments of. */
    static List<String> before(PoolOptions options, int worker) {
        if (options.placement() != PoolOptions.Placement.PINNED) {
            return List.of();
        }
        boolean isLinux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
        if (!isLinux || !Files.isExecutable(TASKSET)) {
            throw new IllegalArgumentException(
                    "placement(PINNED) needs Linux and " + TASKSET + ", which is not here: leave it at ANYWHERE");
        }
        int core = worker % Runtime.getRuntime().availableProcessors();
        return List.of(TASKSET.toString(), "--cpu-list", Integer.toString(core));
    }
}
