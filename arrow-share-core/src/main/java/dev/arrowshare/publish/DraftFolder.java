package dev.arrowshare.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder on its way: it is filled beside its target under another name, and renamed when it is whole.
 *
 * <pre>{@code
 * try (DraftFolder draft = DraftFolder.beside(target)) {
 *     Files.writeString(draft.path().resolve("part-0"), text);
 *     draft.publish();                      // until here, readers see the old folder or none
 * }
 * }</pre>
 *
 * <p>Its name carries the process that fills it: one whose owner was killed is deleted by the next draft of the same target.
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the creator closes it; unpublished, that deletes it with all that is in it.
 *
 * <p><b>Errors:</b> the {@link IOException} of the file system: callers know what the folder is to the user.
 */
public final class DraftFolder implements AutoCloseable {
    private final Path target;
    private final Path temporary;
    private boolean published;

    private DraftFolder(Path target) throws IOException {
        this.target = target;
        this.temporary = Files.createDirectory(DraftName.beside(target));
    }

    public static DraftFolder beside(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new IOException(target + " is the root of a file system");
        }
        if (Draft.isUsual(absolute)) {
            deleteDead(absolute, parent);
        }
        return new DraftFolder(absolute);
    }

    private static void deleteDead(Path target, Path parent) throws IOException {
        for (Path sibling : children(parent)) {
            boolean isDead = DraftName.of(sibling, target)
                    .map(DraftName::isOfADeadProcess)
                    .orElse(false);
            if (isDead && Files.isDirectory(sibling)) {
                deleteAll(sibling);
            }
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }

    /** Where the files are now. */
    public Path path() {
        return published ? target : temporary;
    }

    /** Moves the folder to its target. What was there is moved out of the way first, back if this fails, and deleted then. */
    public void publish() throws IOException {
        Path old = DraftName.beside(target);
        boolean isReplacing = Files.exists(target);
        if (isReplacing) {
            move(target, old);
        }
        try {
            move(temporary, target);
            published = true;
        } finally {
            if (isReplacing && !published) {
                move(old, target);
            }
        }
        if (isReplacing) {
            deleteAll(old);
        }
    }

    /** In one step; in other file systems than the usual one file by file, since zip's, asked to move a folder, leaves what is in it. */
    private static void move(Path from, Path to) throws IOException {
        if (Draft.isUsual(from)) {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        List<Path> moved = new ArrayList<>();
        try {
            moveContent(from, to, moved);
        } catch (IOException | RuntimeException | Error e) {
            moveBack(moved, from, to, e);
            throw e;
        }
        deleteAll(from);
    }

    private static void moveContent(Path from, Path to, List<Path> moved) throws IOException {
        Files.createDirectories(to);
        for (Path path : marksLast(from)) {
            Path name = from.relativize(path);
            if (Files.isDirectory(path)) {
                Files.createDirectories(to.resolve(name));
            } else {
                Draft.move(path, to.resolve(name));
                moved.add(name);
            }
        }
    }

    /** Folders, then files, then those whose names begin with an underscore: {@code _SUCCESS} is there when all else is. */
    private static List<Path> marksLast(Path folder) throws IOException {
        Comparator<Path> order = Comparator.comparing((Path path) -> !Files.isDirectory(path))
                .thenComparing(path -> path.getFileName().toString().startsWith("_"));
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.equals(folder)).sorted(order).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void moveBack(List<Path> moved, Path from, Path to, Throwable cause) {
        try {
            for (Path name : moved) {
                Draft.move(to.resolve(name), from.resolve(name));
            }
            deleteAll(to);
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        if (!published && Files.exists(temporary)) {
            deleteAll(temporary);
        }
    }

    @Override
    public String toString() {
        return "DraftFolder " + temporary + " of " + target;
    }
}
