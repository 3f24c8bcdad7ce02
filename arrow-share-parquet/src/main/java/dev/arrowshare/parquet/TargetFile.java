package dev.arrowshare.parquet;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.parquet.ParquetWriteOptions.Durability;
import dev.arrowshare.publish.Draft;
import dev.arrowshare.publish.WriteFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears under its name when it is complete. Until then it is a temporary file beside that name, which only its owner
 * may read.
 */
final class TargetFile implements AutoCloseable {
    private final Path target;
    private final Draft draft;
    private long position;

    private TargetFile(Path target, Draft draft) {
        this.target = target;
        this.draft = draft;
    }

    /** Refuses a target that cannot be written, with the reason. */
    static TargetFile create(Path name) {
        Path target = followed(name);
        Path folder = requireFolder(target, name);
        if (Files.isDirectory(target)) {
            throw new ArrowShareException("cannot write " + name + ": it is a folder");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new ArrowShareException("cannot write " + name + ": it is not a regular file");
        }
        try {
            return new TargetFile(target, Draft.beside(target));
        } catch (AccessDeniedException e) {
            throw new ArrowShareException("cannot write " + name + ": no permission to create files in " + folder, e);
        } catch (IOException e) {
            throw failure(name, folder, 0, e);
        } catch (UnsupportedOperationException e) {
            throw new ArrowShareException("cannot write " + name + ": its file system cannot be written to", e);
        }
    }

    /** The draft that was begun before, up to that position. */
    static TargetFile resumed(Path name, Draft draft, long position) {
        TargetFile file = new TargetFile(followed(name), draft);
        try {
            draft.bytes().truncate(position).position(position);
        } catch (IOException e) {
            throw file.failure(e);
        }
        file.position = position;
        return file;
    }

    /** A link's target is replaced, not the link. */
    static Path followed(Path name) {
        try {
            return Files.isSymbolicLink(name) && Files.exists(name) ? name.toRealPath() : name.toAbsolutePath();
        } catch (IOException e) {
            throw new ArrowShareException("cannot write " + name + ": " + reason(e), e);
        }
    }

    private static Path requireFolder(Path target, Path name) {
        Path folder = target.getParent();
        if (folder == null || target.getFileName() == null) {
            throw new ArrowShareException("cannot write " + name + ": it is a folder");
        }
        if (!Files.isDirectory(folder)) {
            throw new ArrowShareException("cannot write " + name + ": there is no folder " + folder);
        }
        return folder;
    }

    long position() {
        return position;
    }

    void append(byte[] bytes) {
        append(bytes, bytes.length);
    }

    /** Appends the first bytes of an array. */
    void append(byte[] bytes, int length) {
        try {
            RowGroupBytes.write(ByteBuffer.wrap(bytes, 0, length), draft.bytes());
            position += length;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    void append(RowGroupBytes bytes) {
        try {
            bytes.writeTo(draft.bytes());
            position += bytes.bytes();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Where its bytes are now. */
    Draft draft() {
        return draft;
    }

    /** Gives the file its permissions and its name. */
    void publish(Durability durability) {
        try {
            switch (durability) {
                case SYNCED -> draft.publishSynced();
                case SYSTEM -> draft.publish();
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private ArrowShareException failure(IOException e) {
        return failure(target, target.getParent(), position, e);
    }

    private static ArrowShareException failure(Path name, @Nullable Path folder, long written, IOException e) {
        return WriteFailure.isFullDisk(e)
                ? new StorageFullException(
                        "cannot write " + name + ": no space left in " + folder + " after " + written + " bytes", e)
                : new ArrowShareException("cannot write " + name + ": " + reason(e), e);
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException named ? named.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    /** Deletes the temporary file, if it is still one. */
    @Override
    public void close() {
        try {
            draft.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }
}
