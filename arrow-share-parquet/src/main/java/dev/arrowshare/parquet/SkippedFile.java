package dev.arrowshare.parquet;

import java.nio.file.Path;

/**
 * A file that was left out because it could not be read; see {@link ParquetReadOptions#skipBadFiles}.
 *
 * @param cause the message of the error that it would have been
 */
public record SkippedFile(Path path, String cause) {
    /** The path and the cause, which most often begins with the path. */
    public String describe() {
        return cause.startsWith(path + ": ") ? cause : path + ": " + cause;
    }
}
