package dev.arrowshare.ipc.publish;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.publish.Draft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

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
    private static final Set<String> FULL = Set.of("no space left", "disk quota exceeded", "not enough space");

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
        if (Files.isDirectory(absolute)) {
            throw new ArrowShareException(target + ": cannot write it: it is a folder");
        }
        try {
            return new PendingFile(absolute, draft(absolute));
        } catch (NoSuchFileException e) {
            throw new ArrowShareException(target + ": cannot write it: there is no folder " + absolute.getParent(), e);
        } catch (IOException e) {
            throw new ArrowShareException(target + ": cannot write it: " + reason(e), e);
        }
    }

    /** What is in a run folder stays its owner's alone. */
    private static Draft draft(Path target) throws IOException {
        Path folder = target.getParent();
        boolean temporary = folder != null && LiveFolders.contains(folder);
        return temporary ? Draft.privateBeside(target) : Draft.beside(target);
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(e.getMessage());
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
            return Long.toString(Files.getFileStore(draft.path()).getUsableSpace());
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
            draft.publish();
        } catch (IOException e) {
            throw new ArrowShareException(target + ": cannot move " + draft.path() + " there: " + reason(e), e);
        }
    }

    @Override
    public void close() {
        try {
            draft.close();
        } catch (IOException e) {
            throw new ArrowShareException(draft.path() + ": cannot delete it: " + reason(e), e);
        }
    }
}
