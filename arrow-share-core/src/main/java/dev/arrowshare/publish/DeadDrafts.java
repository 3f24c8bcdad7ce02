package dev.arrowshare.publish;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Deletes drafts that a killed process has left: those whose name is of no process that lives here, and whose lock is free. The name
 * alone would not do where containers with process ids of their own share a folder; the lock alone would not, since a process lets go
 * of it when it closes any other channel of the file.
 */
final class DeadDrafts {
    /** Behind all bytes: some systems keep others from reading what is locked. */
    private static final long LOCK_AT = Long.MAX_VALUE - 1;

    private DeadDrafts() {}

    /** Where there are no locks, drafts of the dead stay. */
    static void lock(FileChannel draft) {
        tookLock(draft);
    }

    /** Deletes those of that target. What cannot be looked at or deleted now is left to the next time. */
    static void delete(Path target) {
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, file -> isOfADeadProcess(file, target))) {
            for (Path draft : drafts) {
                deleteUnlocked(draft);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return;
        }
    }

    private static boolean isOfADeadProcess(Path file, Path target) {
        return DraftName.of(file, target).map(DraftName::isOfADeadProcess).orElse(false)
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static void deleteUnlocked(Path draft) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            if (tookLock(channel)) {
                Files.deleteIfExists(draft);
            }
        }
    }

    /** Takes the lock if it is free, until the channel is closed. */
    private static boolean tookLock(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock(LOCK_AT, 1, false);
            return lock != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }
}
