package dev.arrowshare.dataset.sink;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.parquet.ParquetFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The place of an output, looked at before any work is done for it. */
public final class Target {
    private Target() {}

    /**
     * The absolute path, if a file can be put there.
     *
     * @throws ArrowShareException naming the folder and what is wrong with it
     */
    public static Path require(Path target) {
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || Files.isDirectory(absolute)) {
            throw new ArrowShareException(target + ": the output is a folder; name a file");
        }
        if (!Files.isDirectory(folder)) {
            throw new ArrowShareException(target + ": the output's folder " + folder + " does not exist");
        }
        if (!Files.isWritable(folder)) {
            throw new ArrowShareException(target + ": no permission to write to the output's folder " + folder);
        }
        return absolute;
    }

    /**
     * The absolute path, if a folder can be put there.
     *
     * @throws ArrowShareException naming the folder around it and what is wrong with that
     */
    public static Path requireFolder(Path target) {
        Path absolute = target.toAbsolutePath().normalize();
        Path around = absolute.getParent();
        if (around == null || !Files.isDirectory(around)) {
            throw new ArrowShareException(target + ": the output's folder " + around + " does not exist");
        }
        if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
            throw new ArrowShareException(target + ": the output is a file; name a folder");
        }
        if (!Files.isWritable(around)) {
            throw new ArrowShareException(target + ": no permission to write to the output's folder " + around);
        }
        ParquetFolder.requireReplaceable(absolute);
        return absolute;
    }

    /** Refuses to replace the file that the input is mapped from: tickets and later readers would find another one. */
    public static void requireOther(Path target, Path input) {
        if (isSame(target, input)) {
            throw new ArrowShareException(
                    target + ": the output is the file that the input is mapped from; name another");
        }
    }

    static boolean isSame(Path target, Path other) {
        try {
            boolean exist = Files.exists(target) && Files.exists(other);
            return target.equals(other) || (exist && Files.isSameFile(target, other));
        } catch (IOException e) {
            throw new ArrowShareException(target + ": cannot be compared with " + other, e);
        }
    }
}
