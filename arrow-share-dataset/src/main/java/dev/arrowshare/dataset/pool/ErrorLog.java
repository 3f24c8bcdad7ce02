package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.OnError;
import dev.arrowshare.error.ArrowShareException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** What failed, as text files in a folder that only its owner may enter: up to so many. */
final class ErrorLog {
    private final @Nullable Path folder;
    private int left;

    private ErrorLog(@Nullable Path folder, int most) {
        this.folder = folder;
        this.left = most;
    }

    static ErrorLog of(OnError policy) {
        return policy instanceof OnError.Log log ? new ErrorLog(log.folder(), log.mostFiles()) : new ErrorLog(null, 0);
    }

    synchronized void write(long index, @Nullable Object item, TaskFailure failure) {
        if (folder == null || left == 0) {
            return;
        }
        left--;
        Path file = folder.resolve("task-" + index + ".txt");
        StringWriter text = new StringWriter();
        text.append("task: ").append(Long.toString(index));
        text.append("\nattempts: ").append(Integer.toString(failure.attempts()));
        text.append("\ninput: ").append(String.valueOf(item)).append("\n\n");
        failure.thrown().printStackTrace(new PrintWriter(text, true));
        try {
            makeFolder(folder);
            Files.deleteIfExists(file);
            Files.createFile(file);
            restrict(file, "rw-------");
            Files.writeString(file, text.toString());
        } catch (IOException e) {
            throw new ArrowShareException("cannot write what failed to " + file + ": " + e.getMessage(), e);
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            restrict(folder, "rwx------");
        }
    }

    private static void restrict(Path path, String permissions) throws IOException {
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }
}
