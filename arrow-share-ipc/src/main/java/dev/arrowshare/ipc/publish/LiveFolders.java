package dev.arrowshare.ipc.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The run folders of this process, whose locks must not be probed: closing a second channel on one would let go of its lock. Those that
 * are still there when the JVM ends, by Ctrl-C say, are deleted then.
 */
final class LiveFolders {
    private static final int ATTEMPTS = 100;
    private static final long PAUSE_MILLIS = 20;

    private static final Set<Path> PATHS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(LiveFolders::deleteAll, "arrow-share folders"));
    }

    private LiveFolders() {}

    static void add(Path path) {
        PATHS.add(path.toAbsolutePath());
    }

    static void remove(Path path) {
        PATHS.remove(path.toAbsolutePath());
    }

    static boolean contains(Path path) {
        return PATHS.contains(path.toAbsolutePath());
    }

    /** Others may still be writing there, and end at the same time: tried for a while. The next start deletes what stays. */
    private static void deleteAll() {
        for (int i = 0; i < ATTEMPTS && !PATHS.isEmpty(); i++) {
            PATHS.removeIf(LiveFolders::isDeleted);
            pause();
        }
    }

    private static boolean isDeleted(Path path) {
        try {
            Folders.delete(path);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            if (!PATHS.isEmpty()) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
