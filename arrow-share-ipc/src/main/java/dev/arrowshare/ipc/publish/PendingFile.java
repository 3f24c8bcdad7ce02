package dev.arrowshare.ipc.publish;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.StorageFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that becomes visible whole or not at all: it is written beside its target under another name, then renamed.
 *
 * <pre>{@code
 * try (PendingFile file = PendingFile.beside(target)) {
 *     file.write(buffers, 0, buffers.length);
 *     file.publish();
 * }
 * }</pre>
 *
 * <p>Only its owner may read it (mode 0600). Written with {@code write(2)}: on a full disk a mapping would end the JVM.
 *
 * <p><b>Threads:</b> one at a time. <b>Ownership:</b> the creator closes it; unpublished, that deletes it.
 *
 * <p><b>Errors:</b> {@link StorageFullException} with the folder and the sizes; {@link ArrowShareException} otherwise.
 */
public final class PendingFile implements AutoCloseable {
    private static final Set<String> FULL = Set.of("no space left", "disk quota exceeded", "not enough space");

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private long position;
    private boolean published;

    private PendingFile(Path target, Path temporary) throws IOException {
        this.target = target;
        this.temporary = temporary;
        this.channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ),
                ownerOnly(temporary));
    }

    /** Begins a file beside its target. */
    public static PendingFile beside(Path target) {
        Path absolute = target.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            throw new ArrowShareException(target + ": cannot write it: it is a folder");
        }
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        Path temporary = absolute.resolveSibling(
                "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + "-" + random + ".tmp");
        try {
            return new PendingFile(absolute, temporary);
        } catch (NoSuchFileException e) {
            throw new ArrowShareException(target + ": cannot write it: there is no folder " + absolute.getParent(), e);
        } catch (IOException e) {
            throw new ArrowShareException(target + ": cannot write it: " + reason(e), e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(e.getMessage());
    }

    /** Where the bytes are now. */
    public Path path() {
        return published ? target : temporary;
    }

    /** Bytes written so far. */
    public long position() {
        return position;
    }

    /** Writes all that remains of {@code count} buffers, in order. */
    public void write(ByteBuffer[] buffers, int count) {
        long wanted = 0;
        for (int i = 0; i < count; i++) {
            wanted += buffers[i].remaining();
        }
        long written = 0;
        try {
            for (int first = 0; written < wanted; ) {
                long bytes = channel.write(buffers, first, count - first);
                written += bytes;
                position += bytes;
                while (first < count && !buffers[first].hasRemaining()) {
                    first++;
                }
            }
        } catch (IOException e) {
            throw failed(e, wanted - written);
        }
    }

    private ArrowShareException failed(IOException e, long missing) {
        if (e instanceof ClosedByInterruptException) {
            return new InterruptedRunException(target + ": interrupted while writing it", e);
        }
        String reason = reason(e);
        if (FULL.stream().noneMatch(reason.toLowerCase(Locale.ROOT)::contains)) {
            return new ArrowShareException(target + ": cannot write it: " + reason, e);
        }
        return new StorageFullException(
                "no space left in " + target.getParent() + ": " + position + " bytes of " + target.getFileName()
                        + " are written, at least " + missing + " more are needed, " + usable() + " are free",
                e);
    }

    private String usable() {
        try {
            return Long.toString(Files.getFileStore(temporary).getUsableSpace());
        } catch (IOException e) {
            return "an unknown number";
        }
    }

    /** Waits until what was written is on the disk. */
    public void sync() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw failed(e, 0);
        }
    }

    /** Moves the file to its target, replacing what was there. */
    public void publish() {
        try {
            channel.close();
            move();
            published = true;
        } catch (IOException e) {
            throw new ArrowShareException(target + ": cannot move " + temporary + " there: " + reason(e), e);
        }
    }

    private void move() throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            if (!published) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new ArrowShareException(temporary + ": cannot delete it: " + reason(e), e);
        }
    }
}
