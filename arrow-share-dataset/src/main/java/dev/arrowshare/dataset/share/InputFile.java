package dev.arrowshare.dataset.share;

import dev.arrowshare.error.ArrowShareException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Where the blocks of a dataset are for the length of a run, which may begin while they are still being written. Blocks lie where
 * their locations say in both files, which are one: the first is renamed to the second when it is complete.
 *
 * @param writtenAs where the file is until it is complete; the same as {@code sealedAs} for a file that always was
 * @param sealedAs where the file is from then on
 * @param identity what no other file of these names has, as long as this one is open
 */
public record InputFile(String writtenAs, String sealedAs, String identity) implements Serializable {
    /** A file that is complete. */
    public static InputFile sealed(Path file) {
        return writtenTo(file, file);
    }

    /** A file that will get the other name. */
    static InputFile writtenTo(Path growing, Path sealed) {
        return new InputFile(growing.toString(), sealed.toString(), identity(growing));
    }

    /** Whether it is still there, under either name: it may get the other while this looks. */
    boolean isThere() {
        return isAt(Path.of(writtenAs)) || isAt(Path.of(sealedAs));
    }

    private boolean isAt(Path file) {
        return identity.equals(identity(file));
    }

    /** Device and inode; where a platform has none, it does not let files be replaced that are mapped. */
    private static String identity(Path file) {
        try {
            return String.valueOf(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException e) {
            return "none";
        } catch (IOException e) {
            throw new ArrowShareException(file + ": cannot read what file it is: " + e.getMessage(), e);
        }
    }
}
