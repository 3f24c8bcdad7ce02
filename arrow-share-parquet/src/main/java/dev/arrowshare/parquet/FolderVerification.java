package dev.arrowshare.parquet;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.MissingKeyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder that a {@link ParquetFolder} wrote, compared with its manifest: which files are missing, which nobody wrote, and which have
 * another size, SHA-256 or number of rows.
 *
 * <pre>{@code
 * FolderVerification trips = FolderVerification.of(Path.of("trips"));
 * trips.damages().forEach(System.out::println);   // trips/day=2024-01-02/part-00000.parquet: missing
 * trips.requireAsWritten();
 * }</pre>
 *
 * <p>Every byte is read. Names that begin with a dot or an underscore are passed over, as readers do, but for {@code _SUCCESS}. Rows of
 * files whose footer is encrypted are not counted.
 *
 * <p><b>Threads:</b> immutable; a folder that changes meanwhile may be found damaged.
 *
 * <p><b>Errors:</b> {@link ArrowShareException} for a folder without a manifest; {@link CorruptFileException} for a manifest that says
 * nothing sensible, and from {@link #requireAsWritten}.
 *
 * @param files of the manifest
 * @param damages in the order of the manifest, then what stands in none; empty where all is as written
 */
public record FolderVerification(Path folder, List<FolderFile> files, List<Damage> damages) {
    public FolderVerification {
        files = List.copyOf(files);
        damages = List.copyOf(damages);
    }

    /** What can be wrong with a file. */
    public enum Kind {
        MISSING,
        /** No file of the manifest. */
        EXTRA,
        SIZE,
        /** Its SHA-256 is another. */
        CONTENT,
        ROWS,
        /** The manifest's sums are not those of its files. */
        MANIFEST
    }

    /**
     * One file that is not as it was written.
     *
     * @param what is wrong with it, for people
     */
    public record Damage(Path file, Kind kind, String what) {
        @Override
        public String toString() {
            return file + ": " + what;
        }
    }

    /** Reads all files of the folder. */
    public static FolderVerification of(Path folder) {
        FolderManifest manifest = FolderManifest.read(folder);
        List<Damage> damages = new ArrayList<>();
        try {
            manifest.sumsDamage(folder).ifPresent(damages::add);
            for (FolderFile file : manifest.files()) {
                damage(folder.resolve(file.path()), file).ifPresent(damages::add);
            }
            if (!Files.exists(folder.resolve(FolderManifest.SUCCESS))) {
                damages.add(missing(folder.resolve(FolderManifest.SUCCESS)));
            }
            damages.addAll(extras(folder, manifest));
        } catch (IOException e) {
            throw new ArrowShareException("cannot verify " + folder + ": " + e, e);
        }
        return new FolderVerification(folder, manifest.files(), damages);
    }

    /** The first thing that is wrong: what follows from it is not said again. */
    private static Optional<Damage> damage(Path path, FolderFile file) throws IOException {
        if (!Files.isRegularFile(path)) {
            return Optional.of(missing(path));
        }
        long bytes = Files.size(path);
        if (bytes != file.bytes()) {
            return damage(path, Kind.SIZE, "%,d bytes, the manifest says %,d", bytes, file.bytes());
        }
        String sha256 = FolderManifest.sha256(path);
        if (!sha256.equals(file.sha256())) {
            return damage(path, Kind.CONTENT, "its SHA-256 is %s, the manifest says %s", sha256, file.sha256());
        }
        long rows = rows(path, file);
        return rows == file.rows()
                ? Optional.empty()
                : damage(path, Kind.ROWS, "%,d rows, the manifest says %,d", rows, file.rows());
    }

    private static long rows(Path path, FolderFile file) {
        try {
            return ParquetSource.open(path).rows();
        } catch (MissingKeyException e) {
            return file.rows();
        }
    }

    private static Damage missing(Path path) {
        return new Damage(path, Kind.MISSING, "missing");
    }

    private static Optional<Damage> damage(Path path, Kind kind, String what, Object... values) {
        return Optional.of(new Damage(path, kind, String.format(Locale.ROOT, what, values)));
    }

    private static List<Damage> extras(Path folder, FolderManifest manifest) throws IOException {
        Set<Path> known = manifest.files().stream()
                .map(file -> folder.resolve(file.path()))
                .collect(Collectors.toSet());
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !known.contains(file) && !isPassedOver(folder.relativize(file)))
                    .sorted()
                    .map(file -> new Damage(file, Kind.EXTRA, "not in the manifest"))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** As readers do it: a folder {@code _a=1} is one of a partition. */
    private static boolean isPassedOver(Path file) {
        for (Path name : file) {
            String text = name.toString();
            if (text.startsWith(".") || (text.startsWith("_") && text.indexOf('=') <= 0)) {
                return true;
            }
        }
        return false;
    }

    public boolean isAsWritten() {
        return damages.isEmpty();
    }

    public long rows() {
        return files.stream().mapToLong(FolderFile::rows).sum();
    }

    public long bytes() {
        return files.stream().mapToLong(FolderFile::bytes).sum();
    }

    /**
     * Fails unless all files are there, as they were written, and no others.
     *
     * @throws CorruptFileException that names them
     */
    public void requireAsWritten() {
        if (isAsWritten()) {
            return;
        }
        throw new CorruptFileException(folder + " is not as it was written\n"
                + damages.stream().map(Damage::toString).collect(Collectors.joining("\n")));
    }
}
