package dev.arrowshare.ipc.publish;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * Deletes run folders whose owners are dead: those whose lock is free. Never opens the lock of a folder of this process: POSIX locks
 * belong to the process, and closing any channel of the file lets go of them all.
 */
final class Reaper {
    /** Longer than anyone needs from making a folder to locking and naming it. */
    private static final Duration MAKING = Duration.ofMinutes(1);

    private Reaper() {}

    /** How many folders were deleted. What cannot be looked at or deleted now is left to the next time. */
    static int reap(Path parent) {
        int deleted = 0;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, FolderName::isRunFolder)) {
            for (Path folder : folders) {
                deleted += isDead(folder) && delete(folder) ? 1 : 0;
            }
        } catch (IOException e) {
            return deleted;
        }
        return deleted;
    }

    private static boolean isDead(Path folder) {
        if (LiveFolders.contains(folder.toAbsolutePath()) || FolderName.isOfThisProcess(folder)) {
            return false;
        }
        if (FolderName.isBeingMade(folder)) {
            return isOld(folder) && isUnlocked(folder);
        }
        return isUnlocked(folder);
    }

    private static boolean isOld(Path folder) {
        try {
            FileTime made = Files.getLastModifiedTime(folder);
            return made.toInstant().isBefore(Instant.now().minus(MAKING));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isUnlocked(Path folder) {
        try (FileChannel channel = FileChannel.open(folder.resolve(RunFolder.LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (NoSuchFileException e) {
            // Somebody, dead or alive, began to delete it.
            return true;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    private static boolean delete(Path folder) {
        try {
            Folders.delete(folder);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
