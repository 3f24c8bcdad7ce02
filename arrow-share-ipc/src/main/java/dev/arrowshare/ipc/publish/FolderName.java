package dev.arrowshare.ipc.publish;

import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;

/** A run folder's name: {@code run-<pid>-<start of the process, in milliseconds>-<random>}, behind a dot while it is being made. */
final class FolderName {
    static final String HIDDEN = ".new-";

    private static final Pattern NAME = Pattern.compile("(?:\\.new-)?run-\\d+-\\d+-[0-9a-f]+");

    private FolderName() {}

    static String ofThisProcess(String random) {
        return prefixOfThisProcess() + random;
    }

    private static String prefixOfThisProcess() {
        ProcessHandle self = ProcessHandle.current();
        long start = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return "run-" + self.pid() + "-" + start + "-";
    }

    static boolean isRunFolder(Path path) {
        return NAME.matcher(path.getFileName().toString()).matches();
    }

    static boolean isBeingMade(Path path) {
        return path.getFileName().toString().startsWith(HIDDEN);
    }

    static boolean isOfThisProcess(Path path) {
        return path.getFileName().toString().contains(prefixOfThisProcess());
    }
}
