package dev.arrowshare.ipc.publish;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.publish.WriteFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A folder for the temporary files of one run, which the next run deletes if this one dies.
 *
 * <pre>{@code
 * try (RunFolder folder = RunFolder.create()) {
 *     folder.requireSpace(estimatedBytes);
 *     ArrowFileWriter.create(folder.path().resolve("trips.arrow"), schema, options);
 * }
 * }</pre>
 *
 * <p>It lies in {@code $ARROW_SHARE_DIR}, else in a folder of the user's own under {@code java.io.tmpdir}. A lock on a file in it
 * says that its owner lives; the operating system lets go of that lock whatever the owner dies of.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Ownership:</b> the creator closes it, which deletes it with all that is in it.
 *
 * <p><b>Errors:</b> {@link StorageFullException} when there is no space; {@link ArrowShareException} when the place is not ours to
 * write to.
 */
public final class RunFolder implements AutoCloseable {
    static final String LOCK = "owner.lock";

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;
    private boolean closed;

    private RunFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** A new folder in the usual place; first deletes those of dead owners there. */
    public static RunFolder create() {
        return createIn(home());
    }

    /** A new folder in {@code parent}; first deletes those of dead owners there. */
    public static RunFolder createIn(Path parent) {
        Reaper.reap(parent);
        try {
            Folders.createPrivate(parent);
            return locked(parent);
        } catch (IOException e) {
            throw cannotMake(parent, e);
        }
    }

    private static ArrowShareException cannotMake(Path parent, IOException cause) {
        return WriteFailure.isFullDisk(cause)
                ? new StorageFullException(
                        "no space left in " + parent + ": a folder for temporary files cannot be made there, "
                                + WriteFailure.free(parent) + " are free; set ARROW_SHARE_DIR to a folder with more",
                        cause)
                : new ArrowShareException(
                        parent
                                + ": cannot make a folder for temporary files there (set ARROW_SHARE_DIR to another place): "
                                + cause.getMessage(),
                        cause);
    }

    /**
     * The lock is there before the folder has its name: a reaper that sees the name may take the folder for a dead one's when the
     * lock is free.
     */
    private static RunFolder locked(Path parent) throws IOException {
        String name = FolderName.ofThisProcess(
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
        Path hidden = parent.resolve(FolderName.HIDDEN + name);
        Folders.createPrivate(hidden);
        try {
            return locked(hidden, parent.resolve(name));
        } catch (IOException | RuntimeException e) {
            Folders.delete(hidden);
            throw e;
        }
    }

    private static RunFolder locked(Path hidden, Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(hidden.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.lock();
            LiveFolders.add(path);
            Files.move(hidden, path);
            return new RunFolder(path, channel, lock);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Where {@link #create} makes folders. */
    public static Path home() {
        String chosen = System.getenv("ARROW_SHARE_DIR");
        if (chosen != null && !chosen.isBlank()) {
            return Path.of(chosen).toAbsolutePath();
        }
        String temporary = System.getProperty("java.io.tmpdir");
        return Path.of(temporary, "arrow-share-" + System.getProperty("user.name"))
                .toAbsolutePath();
    }

    /** Deletes the folders of dead owners in the usual place, and says how many. */
    public static int reap() {
        return Reaper.reap(home());
    }

    /** Deletes the folders of dead owners in {@code parent}, and says how many. */
    public static int reap(Path parent) {
        return Reaper.reap(parent);
    }

    public Path path() {
        if (closed) {
            throw new ClosedException(path + ": the folder is closed and deleted");
        }
        return path;
    }

    /**
     * Refuses a run whose temporary files would not fit.
     *
     * @throws StorageFullException naming the folder, its file system and the sizes
     */
    public void requireSpace(long bytes) {
        try {
            FileStore store = Files.getFileStore(path());
            long free = store.getUsableSpace();
            if (free < bytes) {
                throw new StorageFullException("not enough space in " + path + " (" + store.type() + "): some " + bytes
                        + " bytes are needed, " + free + " are free; set ARROW_SHARE_DIR to a folder with more");
            }
        } catch (IOException e) {
            throw new ArrowShareException(path + ": cannot tell how much space there is: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Folders.delete(path);
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new ArrowShareException(path + ": cannot delete it: " + e.getMessage(), e);
        } finally {
            LiveFolders.remove(path);
        }
    }

    @Override
    public String toString() {
        return "Run folder " + path;
    }
}
