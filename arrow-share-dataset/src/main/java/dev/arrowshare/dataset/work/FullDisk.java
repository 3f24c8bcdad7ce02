package dev.arrowshare.dataset.work;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.StorageFullException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Tells a full disk from other failures to write to the folder of a run; Java has no exception of its own for it. */
final class FullDisk {
    private static final List<String> SAID = List.of("no space left", "disk quota exceeded", "not enough space");

    private FullDisk() {}

    /**
     * What to throw when {@code bytes} bytes could not be written. What was written of them is deleted by then.
     *
     * @param what was to be written: {@code a result segment}
     */
    static ArrowShareException failure(Path folder, String what, long bytes, IOException cause) {
        if (!isFull(cause)) {
            return new ArrowShareException(
                    folder + ": cannot write " + what + " of " + bytes + " bytes there: " + reason(cause), cause);
        }
        return new StorageFullException(
                "no space left in " + folder + ": " + what + " of " + bytes + " bytes is needed, " + usable(folder)
                        + " are free; set ARROW_SHARE_DIR to a folder with more",
                cause);
    }

    static boolean isFull(IOException failure) {
        String reason = reason(failure).toLowerCase(Locale.ROOT);
        return SAID.stream().anyMatch(reason::contains);
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException named && named.getReason() != null
                ? named.getReason()
                : String.valueOf(e.getMessage());
    }

    private static String usable(Path folder) {
        try {
            return Long.toString(Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            return "an unknown number";
        }
    }
}
