package dev.arrowshare.ipc.publish;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.publish.Draft;
import dev.arrowshare.publish.WriteFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

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
 * <p>Until it is published only its owner may read it (mode 0600); afterwards who may read the file that it replaces, or a new one. A
 * file in a {@link RunFolder} stays its owner's. Written with {@code write(2)}: on a full disk a mapping would end the JVM.
 *
 * <p><b>Threads:</b> one at a time. <b>Ownership:</b> the creator closes it; unpublished, that deletes it.
 *
 * <p><b>Errors:</b> {@link StorageFullException} with the folder and the sizes; {@link ArrowShareException} otherwise.
 */
public final class PendingFile implements AutoCloseable {
    private final Path target;
    private final Draft draft;
    private final FileChannel channel;
    private long position;

    private PendingFile(Path target, Draft draft) {
        this.target = target;
        this.draft = draft;
        this.channel = draft.channel();
    }

    /** Begins a file beside its target. */
    public static PendingFile beside(Path target) {
        Path absolute = target.toAbsolutePath();
        if (!target.getFileSystem().equals(FileSystems.getDefault())) {
            throw new ArrowShareException(target + ": cannot write it: it is in the file system "
                    + target.getFileSystem().provider().getScheme() + ", and an Arrow file has to be a local file");
        }
        if (Files.isDirectory(absolute)) {
            throw new ArrowShareException(target + ": cannot write it: it is a folder");
        }
        try {
            return new PendingFile(absolute, draft(absolute));
        } catch (NoSuchFileException e) {
            throw new ArrowShareException(target + ": cannot write it: there is no folder " + absolute.getParent(), e);
        } catch (IOException e) {
            throw failed(absolute, e, "not even an empty " + absolute.getFileName() + " can be made");
        }
    }

    /** What is in a run folder stays its owner's alone. */
    private static Draft draft(Path target) throws IOException {
        Path folder = target.getParent();
        boolean temporary = folder != null && LiveFolders.contains(folder);
        return temporary ? Draft.privateBeside(target) : Draft.beside(target);
    }

    private static ArrowShareException failed(Path target, IOException cause, String whenFull) {
        if (!WriteFailure.isFullDisk(cause)) {
            return new ArrowShareException(target + ": cannot write it: " + WriteFailure.reason(cause), cause);
        }
        Path folder = Objects.requireNonNull(target.getParent());
        return new StorageFullException(
                "no space left in " + folder + ": " + whenFull + ", " + WriteFailure.free(folder) + " are free", cause);
    }

    /** Where the bytes are now. */
    public Path path() {
        return draft.path();
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
        return failed(
                target,
                e,
                position + " bytes of " + target.getFileName() + " are written, at least " + missing
                        + " more are needed");
    }

    /** Moves the file to its target, replacing what was there. */
    public void publish() {
        publish(draft::publish);
    }

    /** As {@link #publish}, and waits until contents and name are on the disk. */
    public void publishSynced() {
        publish(draft::publishSynced);
    }

    private interface Publishing {
        void run() throws IOException;
    }

    private void publish(Publishing publishing) {
        try {
            publishing.run();
        } catch (IOException e) {
            throw WriteFailure.isFullDisk(e)
                    ? failed(e, 0)
                    : new ArrowShareException(
                            target + ": cannot move " + draft.path() + " there: " + WriteFailure.reason(e), e);
        }
    }

    @Override
    public void close() {
        try {
            draft.close();
        } catch (IOException e) {
            throw new ArrowShareException(draft.path() + ": cannot delete it: " + WriteFailure.reason(e), e);
        }
    }
}
