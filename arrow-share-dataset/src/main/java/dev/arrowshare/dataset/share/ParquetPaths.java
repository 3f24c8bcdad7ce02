package dev.arrowshare.dataset.share;

import dev.arrowshare.error.ArrowShareException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that a user means by files, folders and globs. */
final class ParquetPaths {
    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

    private ParquetPaths() {}

    static List<Path> resolve(List<Path> sources) {
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
        throw new ArrowShareException(
                source + ": no such file or folder (in " + Path.of("").toAbsolutePath() + ")");
    }

    private static List<Path> inFolder(Path folder) {
        List<Path> files = walk(folder, file -> file.toString().endsWith(".parquet") && !isHidden(folder, file));
        if (files.isEmpty()) {
            throw new ArrowShareException(folder + ": no Parquet file in this folder; their names end in .parquet");
        }
        return files;
    }

    /** Other programs keep their own notes in files and folders that begin with a dot or an underscore. */
    private static boolean isHidden(Path folder, Path file) {
        for (Path name : folder.relativize(file)) {
            if (name.toString().startsWith(".") || name.toString().startsWith("_")) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> matching(Path glob) {
        Path folder = glob;
        while (GLOB.matcher(folder.toString()).find()) {
            Path parent = folder.getParent();
            folder = parent == null ? Path.of("") : parent;
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        List<Path> files = Files.isDirectory(folder) ? walk(folder, matcher::matches) : List.of();
        if (files.isEmpty()) {
            throw new ArrowShareException(glob + ": no file matches");
        }
        return files;
    }

    private static List<Path> walk(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(wanted).filter(Files::isRegularFile).sorted().toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new ArrowShareException(folder + ": the folder cannot be listed: " + e.getMessage(), e);
        }
    }
}
