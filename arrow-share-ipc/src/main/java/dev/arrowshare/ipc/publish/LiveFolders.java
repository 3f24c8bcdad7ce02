package dev.arrowshare.ipc.publish;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The run folders of this process, whose locks must not be probed: closing a second channel on one would let go of its lock. */
final class LiveFolders {
    private static final Set<Path> PATHS = ConcurrentHashMap.newKeySet();

    private LiveFolders() {}

    static void add(Path path) {
        PATHS.add(path);
    }

    static void remove(Path path) {
        PATHS.remove(path);
    }

    static boolean contains(Path path) {
        return PATHS.contains(path);
    }
}
