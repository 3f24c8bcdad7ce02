package dev.arrowshare.publish;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What the exception of a write means: Java has no type of its own for a full disk.
 *
 * <pre>{@code
 * } catch (IOException e) {
 *     throw WriteFailure.isFullDisk(e)
 *             ? new StorageFullException("no space left in " + folder + ": " + WriteFailure.free(folder) + " are free", e)
 *             : new ArrowShareException(target + ": cannot write it: " + WriteFailure.reason(e), e);
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> safe.
 */
public final class WriteFailure {
    private static final List<String> SAID = List.of("no space left", "disk quota exceeded", "not enough space");

    private WriteFailure() {}

    /** Whether the disk or the user's quota is full. */
    public static boolean isFullDisk(IOException failure) {
        String reason = reason(failure).toLowerCase(Locale.ROOT);
        return SAID.stream().anyMatch(reason::contains);
    }

    /** What the file system said, without the name of the file. */
    public static String reason(IOException failure) {
        return failure instanceof FileSystemException named && named.getReason() != null
                ? named.getReason()
                : String.valueOf(failure.getMessage());
    }

    /** How many bytes are free there, for a message. */
    public static String free(Path folder) {
        try {
            return Long.toString(Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            return "an unknown number";
        }
    }
}
