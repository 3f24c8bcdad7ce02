package dev.arrowshare.dataset.share;

import java.io.Serializable;
import java.nio.file.Path;

/**
 * Where the blocks of a dataset are for the length of a run, which may begin while they are still being written. Blocks lie where
 * their locations say in both files, which are one: the first is renamed to the second when it is complete.
 *
 * @param writtenAs where the file is until it is complete; the same as {@code sealedAs} for a file that always was
 * @param sealedAs where the file is from then on
 */
public record InputFile(String writtenAs, String sealedAs) implements Serializable {
    /** A file that is complete. */
    public static InputFile sealed(Path file) {
        return new InputFile(file.toString(), file.toString());
    }
}
