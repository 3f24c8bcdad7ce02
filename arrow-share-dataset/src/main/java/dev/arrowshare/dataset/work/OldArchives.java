package dev.arrowshare.dataset.work;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * Class-data archives that a new one has made useless: of jars that lay where ours lie now, and of anything that nobody has used for a
 * week. A JVM that has one mapped keeps it, and one that comes too late starts without.
 */
final class OldArchives {
    private static final Duration UNUSED = Duration.ofDays(7);

    private final Path current;

    /** @param current named {@code classes-<JVM and place>-<jars>-<stamp>.jsa} */
    OldArchives(Path current) {
        this.current = current;
    }

    /** False when the file is gone. */
    static boolean noteUse(Path archive) {
        try {
            Files.setLastModifiedTime(archive, FileTime.from(Instant.now()));
            return true;
        } catch (IOException e) {
            return Files.isRegularFile(archive);
        }
    }

    void delete() throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(current.resolveSibling("."), "classes-*.{jsa,unfinished}")) {
            for (Path file : files) {
                if (!name(file).equals(name(current)) && (isReplaced(file) || isUnused(file))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private boolean isReplaced(Path file) {
        int place = name(current).indexOf('-') + 1;
        int jars = name(current).indexOf('-', place) + 1;
        return name(file).startsWith(name(current).substring(0, jars));
    }

    private static boolean isUnused(Path file) throws IOException {
        Instant used = Files.getLastModifiedTime(file).toInstant();
        return used.isBefore(Instant.now().minus(UNUSED));
    }
}
