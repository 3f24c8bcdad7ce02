package dev.arrowshare.dataset.work;

import dev.arrowshare.ipc.publish.RunFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The file that a JVM writes when it crashes. It tells of memory and environment, so it lies where only this user may enter; it outlives
 * its run, and its coordinator, by a week.
 */
final class CrashLog {
    private static final String PREFIX = "hs_err_pid";
    private static final Duration KEPT = Duration.ofDays(7);

    private CrashLog() {}

    /** For the JVM's {@code -XX:ErrorFile}. */
    static String pattern() {
        return RunFolder.home().resolve(PREFIX + "%p.log").toString();
    }

    /** Where that process left one; empty without one. Deletes those that were kept for long enough. */
    static String of(long pid, Instant started) {
        Path file = RunFolder.home().resolve(PREFIX + pid + ".log");
        try {
            if (!Files.exists(file)
                    || Files.getLastModifiedTime(file).toInstant().isBefore(started.minusSeconds(1))) {
                return "";
            }
            deleteOld(Instant.now().minus(KEPT));
            return file.toString();
        } catch (IOException e) {
            // Somebody deletes there at the same time.
            return Files.exists(file) ? file.toString() : "";
        }
    }

    private static void deleteOld(Instant before) throws IOException {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(RunFolder.home(), PREFIX + "*.log")) {
            for (Path log : logs) {
                if (Files.getLastModifiedTime(log).toInstant().isBefore(before)) {
                    Files.deleteIfExists(log);
                }
            }
        }
    }
}
