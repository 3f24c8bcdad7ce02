package dev.arrowshare.parquet.files;

import dev.arrowshare.error.ArrowShareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that a user means by files, folders and globs: sources in the order in which they are given, the files of each in {@link
 * NaturalOrder}. In folders those whose names end in {@code .parquet} count; what other programs keep for themselves never does.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Errors:</b> {@link ArrowShareException} for a source that names no file.
 */
public final class ParquetPaths {
    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

    private ParquetPaths() {}

    /** All files, of which a source names one at least. */
    public static List<Path> resolve(List<Path> sources) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("no Parquet file was given");
        }
        List<Path> files = new ArrayList<>();
        sources.forEach(source -> files.addAll(resolve(source)));
        return files;
    }

    private static List<Path> resolve(Path source) {
        if (Files.isDirectory(source)) {
            return inFolder(source);
        }
        if (Files.exists(source)) {
            return List.of(source);
        }
        if (GLOB.matcher(source.toString()).find()) {
            return matching(source);
        }
        throw new ArrowShareException(source + ": no such file or folder (in "
                + source.getFileSystem().getPath("").toAbsolutePath() + ")");
    }

    private static List<Path> inFolder(Path folder) {
        List<Path> files = walk(folder, file -> file.toString().endsWith(".parquet") && !isHidden(folder, file));
        if (files.isEmpty()) {
            throw new ArrowShareException(folder + ": no Parquet file in this folder; their names end in .parquet");
        }
        return files;
    }

    /** Other programs keep their own notes in files and folders that begin with a dot or an underscore: {@code _SUCCESS}. */
    private static boolean isHidden(Path folder, Path file) {
        for (Path name : folder.relativize(file)) {
            String text = name.toString();
            boolean isPartition = text.indexOf('=') > 0;
            if (text.startsWith(".") || (text.startsWith("_") && !isPartition)) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> matching(Path glob) {
        Path folder = glob;
        while (GLOB.matcher(folder.toString()).find()) {
            Path parent = folder.getParent();
            folder = parent == null ? glob.getFileSystem().getPath("") : parent;
        }
        PathMatcher matcher = glob.getFileSystem().getPathMatcher("glob:" + glob);
        Path fixed = folder;
        List<Path> files = Files.isDirectory(fixed) || fixed.toString().isEmpty()
                ? walk(fixed, file -> matcher.matches(file) && !isHidden(fixed, file))
                : List.of();
        if (files.isEmpty()) {
            throw new ArrowShareException(glob + ": no file matches");
        }
        return files;
    }

    private static List<Path> walk(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(wanted)
                    .filter(Files::isRegularFile)
                    .sorted(NaturalOrder.OF_PATHS)
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new ArrowShareException(folder + ": the folder cannot be listed: " + e.getMessage(), e);
        }
    }
}
