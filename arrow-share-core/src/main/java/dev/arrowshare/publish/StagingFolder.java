package dev.arrowshare.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A folder beside an output in which a job keeps what it has finished, so that one that is killed can be taken up again: {@code
 * .tips.parquet.resume} for {@code tips.parquet}. Only its owner may enter it (mode 0700).
 *
 * <pre>{@code
 * try (StagingFolder folder = StagingFolder.claim(target).orElseThrow()) {
 *     StagedFile journal = folder.file("journal");     // what an earlier process wrote is there
 *     …
 *     folder.delete();                                 // the job is done
 * }
 * }</pre>
 *
 * <p>It is claimed by a lock on a file in it, which the operating system lets go of whatever its owner dies of.
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the creator closes it, which keeps the files for the next one, unless it is deleted before.
 *
 * <p><b>Errors:</b> the {@link IOException} of the file system: callers know what the folder is to the user.
 */
public final class StagingFolder implements AutoCloseable {
    private static final String LOCK = "owner.lock";
    private static final int ATTEMPTS = 20;
    private static final int MOST_LOCK_BYTES = 1 << 16;
    private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /** Those of this process must not be probed: closing a second channel on a lock file would let go of the lock. */
    private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private StagingFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Whether there can be such a folder beside that target: other file systems may have neither locks nor folders. */
    public static boolean isPossible(Path target) {
        return Draft.isUsual(target) && target.getFileName() != null;
    }

    private static Path pathOf(Path target) {
        return target.resolveSibling("." + target.getFileName() + ".resume");
    }

    /** Whether somebody has left one beside that target, or works in it now. */
    public static boolean isThere(Path target) {
        return isPossible(target) && Files.isDirectory(pathOf(target), LinkOption.NOFOLLOW_LINKS);
    }

    /** The folder of that target, made unless it is there; nothing if another run has claimed it. */
    public static Optional<StagingFolder> claim(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path path = pathOf(absolute);
        if (!CLAIMED.add(path)) {
            return Optional.empty();
        }
        StagingFolder claimed = null;
        try {
            DeadDrafts.delete(absolute);
            claimed = locked(path);
            return Optional.ofNullable(claimed);
        } finally {
            if (claimed == null) {
                CLAIMED.remove(path);
            }
        }
    }

    /** The last owner may delete the folder between any two lines. */
    private static @Nullable StagingFolder locked(Path path) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            makeFolder(path);
            FileChannel channel;
            try {
                channel = open(path.resolve(LOCK));
            } catch (NoSuchFileException e) {
                continue;
            }
            boolean isOurs = false;
            try {
                if (tryLock(channel) == null) {
                    return null;
                }
                isOurs = isStillThere(path.resolve(LOCK), channel);
                if (isOurs) {
                    return new StagingFolder(path, channel);
                }
            } finally {
                if (!isOurs) {
                    channel.close();
                }
            }
        }
        return null;
    }

    private static void makeFolder(Path path) throws IOException {
        try {
            Steps.before("make the folder");
            Files.createDirectory(path, ownerOnly(path));
        } catch (FileAlreadyExistsException e) {
            requireUsable(path);
        }
    }

    private static void requireUsable(Path path) throws IOException {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isDirectory()) {
                throw new FileSystemException(path.toString(), null, "it is no folder");
            }
            if (Draft.isPosix(path)) {
                requireOurs(path);
            }
        } catch (NoSuchFileException e) {
            // Its owner has deleted it just now, which shows when a file is opened in it.
        }
    }

    /** Where many may write, as in {@code /tmp}, another user may have put it there: with work that is not ours, or links to our files. */
    private static void requireOurs(Path path) throws IOException {
        PosixFileAttributes found = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.owner().equals(Draft.ofNewFile(path).owner())) {
            throw new AccessDeniedException(
                    path.toString(), null, "it belongs to " + found.owner().getName());
        }
        if (!Collections.disjoint(found.permissions(), WRITABLE_BY_OTHERS)) {
            throw new AccessDeniedException(path.toString(), null, "others may write to it");
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        return Draft.isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static FileChannel open(Path file) throws IOException {
        Steps.before("open " + file.getFileName());
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                Draft.ownerOnly(file));
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /**
     * Whether the name still leads to the file that was locked. Both are given the same length, which is drawn for this: the name must not
     * be opened, since closing that would let go of the lock.
     */
    private static boolean isStillThere(Path file, FileChannel channel) throws IOException {
        int length = 1 + ThreadLocalRandom.current().nextInt(MOST_LOCK_BYTES);
        Steps.before("write owner.lock");
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(1), length - 1L);
        try {
            return Files.size(file) == length;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** A file of that name in the folder, made unless it is there. */
    public StagedFile file(String name) throws IOException {
        return new StagedFile(name, open(path.resolve(name)));
    }

    /** Whether there is a file of that name, that something was written to. */
    public boolean has(String name) throws IOException {
        Path file = path.resolve(name);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) > 0;
    }

    /** Where such a file is. */
    Path pathOf(String name) {
        return path.resolve(name);
    }

    /** Waits until the file's bytes are on the disk. It has a channel of its own, so that the one that writes can be closed meanwhile. */
    public void force(String name) throws IOException {
        Steps.before("force " + name);
        try (FileChannel file =
                FileChannel.open(path.resolve(name), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            file.force(false);
        }
    }

    /** Waits until it is on the disk that the folder and its files are there. */
    public void forceNames() throws IOException {
        Draft.syncNames(path);
        Draft.syncNames(path.getParent());
    }

    /** Deletes the file of that name, if there is one. */
    public void discard(String name) throws IOException {
        if (Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            Steps.before("delete " + name);
            Files.deleteIfExists(path.resolve(name));
        }
    }

    /** How long that file is. */
    public long size(String name) throws IOException {
        return Files.size(path.resolve(name));
    }

    private void clear() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                path, file -> !file.getFileName().toString().equals(LOCK))) {
            for (Path file : files) {
                discard(file.getFileName().toString());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Deletes the folder with all that is in it, and lets go of it. */
    public void delete() throws IOException {
        try (this) {
            clear();
            discard(LOCK);
            Steps.before("delete the folder");
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException e) {
            // The next owner has put its lock there by now.
            return;
        }
    }

    /** Lets go of the folder, which stays as it is. Again is harmless. */
    @Override
    public void close() throws IOException {
        if (lock.isOpen()) {
            try {
                lock.close();
            } finally {
                CLAIMED.remove(path);
            }
        }
    }

    @Override
    public String toString() {
        return "Staging folder " + path;
    }
}
