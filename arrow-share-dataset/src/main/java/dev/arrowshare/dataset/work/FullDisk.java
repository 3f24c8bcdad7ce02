package dev.arrowshare.dataset.work;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.publish.WriteFailure;
import java.io.IOException;
import java.nio.file.Path;

/** Tells a full disk from other failures to write to the folder of a run. */
final class FullDisk {
    private FullDisk() {}

    /**
     * What to throw when {@code bytes} bytes could not be written. What was written of them is deleted by then.
     *
     * @param what was to be written: {@code a result segment}
     */
    static ArrowShareException failure(Path folder, String what, long bytes, IOException cause) {
        if (!WriteFailure.isFullDisk(cause)) {
            return new ArrowShareException(
                    folder + ": cannot write " + what + " of " + bytes + " bytes there: " + WriteFailure.reason(cause),
                    cause);
        }
        return new StorageFullException(
                "no space left in " + folder + ": " + what + " of " + bytes + " bytes is needed, "
                        + WriteFailure.free(folder) + " are free; set ARROW_SHARE_DIR to a folder with more",
                cause);
    }
}
