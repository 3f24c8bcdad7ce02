package dev.arrowshare.publish;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way: it is written beside its target under another name, and renamed when it is whole.
 *
 * <pre>{@code
 * try (Draft draft = Draft.beside(target)) {
 *     draft.channel().write(bytes);
 *     draft.publish();                      // until here, readers see the old file or none
 * }
 * }</pre>
 *
 * <p>Until it is published only its owner may read it (mode 0600). Its name carries the process that writes it, and it is locked: one
 * whose owner was killed is deleted by the next draft of the same target.
 *
 * <p>In other file systems (zip files, memory, clouds) there is as much of this as they have: permissions and locks may be missing, what
 * a killed process has left stays, and the renaming is one step only if the file system's is.
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the creator closes it; unpublished, that deletes it.
 *
 * <p><b>Errors:</b> the {@link IOException} of the file system: callers know what the file is to the user.
 */
public final class Draft implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** The name of a draft in a {@link StagingFolder}. */
    private static final String STAGED = "output";

    private final Path target;
    private final Path temporary;
    private final Readers readers;
    private final SeekableByteChannel channel;
    private final boolean isStaged;
    private boolean published;

    private enum Readers {
        OWNER,
        AS_USUAL
    }

    private Draft(Path target, Readers readers) throws IOException {
        this.target = target;
        this.readers = readers;
        this.temporary = DraftName.beside(target);
        this.isStaged = false;
        this.channel = Files.newByteChannel(temporary, options(target), ownerOnly(temporary));
        if (isUsual(target) && channel instanceof FileChannel file) {
            DeadDrafts.lock(file);
        }
    }

    private Draft(Path target, Path temporary, StagedFile file) {
        this.target = target;
        this.readers = Readers.AS_USUAL;
        this.temporary = temporary;
        this.isStaged = true;
        this.channel = file.channel();
    }

    /** Whether it is a path of the operating system's files: others may have neither locks nor folders, and other machines' drafts. */
    static boolean isUsual(Path path) {
        return path.getFileSystem().equals(FileSystems.getDefault());
    }

    private static Set<OpenOption> options(Path path) {
        return isUsual(path)
                ? Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ)
                : Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** One whose file gets the permissions of the file that it replaces, else those that new files get there. */
    public static Draft beside(Path target) throws IOException {
        return open(target, Readers.AS_USUAL);
    }

    /** One whose file only its owner may read, also when it is published. */
    public static Draft privateBeside(Path target) throws IOException {
        return open(target, Readers.OWNER);
    }

    /** The draft that the folder has, with all that was written to it before; it stays there when it is closed unpublished. */
    public static Draft staged(StagingFolder folder, Path target) throws IOException {
        return new Draft(target.toAbsolutePath(), folder.pathOf(STAGED), folder.file(STAGED));
    }

    private static Draft open(Path target, Readers readers) throws IOException {
        Path absolute = target.toAbsolutePath();
        if (isUsual(absolute)) {
            DeadDrafts.delete(absolute);
        }
        return new Draft(absolute, readers);
    }

    /** What a file is made with so that only its owner may read it, where its file system knows of that. */
    public static FileAttribute<?>[] ownerOnly(Path path) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Where the bytes are now. */
    public Path path() {
        return published ? target : temporary;
    }

    /** The file, open for writing and reading; refused where the file system has no such channels. */
    public FileChannel channel() {
        if (channel instanceof FileChannel file) {
            return file;
        }
        throw new IllegalStateException(target + " is not a local file: its file system has no channels of files");
    }

    /** The file, open for writing from its first byte to its last; in any file system. To be asked for before each write. */
    public SeekableByteChannel bytes() throws IOException {
        if (isStaged) {
            // The channel itself, since the system copies from file to file only where it is one of its own.
            Steps.before("write " + STAGED);
        }
        return channel;
    }

    /** Gives the file its permissions and moves it to its target, replacing what was there. */
    public void publish() throws IOException {
        Steps.before("close the draft");
        channel.close();
        if (readers == Readers.AS_USUAL
                && Files.getFileAttributeView(temporary, PosixFileAttributeView.class) != null) {
            Set<PosixFilePermission> permissions = usualPermissions();
            Steps.before("set permissions");
            Files.setPosixFilePermissions(temporary, permissions);
        }
        Steps.before("move");
        move(temporary, target);
        published = true;
    }

    /** Zip file systems take no notice of the wish for one step, but want to be told that something is replaced. */
    static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException | UnsupportedOperationException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** As {@link #publish}, and waits until contents and name are on the disk, where the file system has a notion of that. */
    public void publishSynced() throws IOException {
        if (channel instanceof FileChannel file) {
            Steps.before("force the draft");
            file.force(true);
        }
        publish();
        syncNames(target.getParent());
    }

    /** Makes the names in a folder durable. Where folders cannot be opened, the system has no notion of that. */
    static void syncNames(@Nullable Path folder) throws IOException {
        if (folder == null || !isUsual(folder) || !isPosix(folder)) {
            return;
        }
        Steps.before("force the folder");
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** A new file's are told by a new file: Java does not know the umask, and a draft that is open to others for a moment stays so. */
    private Set<PosixFilePermission> usualPermissions() throws IOException {
        return Files.exists(target)
                ? Files.getPosixFilePermissions(target)
                : ofNewFile(target).permissions();
    }

    /** What a new file beside that target is like, and whose: told by one. */
    static PosixFileAttributes ofNewFile(Path target) throws IOException {
        Steps.before("make a sample");
        Path sample = Files.createFile(DraftName.beside(target));
        try {
            return Files.readAttributes(sample, PosixFileAttributes.class);
        } finally {
            Steps.before("delete the sample");
            Files.delete(sample);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!published && !isStaged) {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public String toString() {
        return "Draft " + temporary + " of " + target;
    }
}
