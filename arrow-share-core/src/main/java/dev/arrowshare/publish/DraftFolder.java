package dev.arrowshare.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        deleteDead(absolute, parent);
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
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            published = true;
        } finally {
            if (isReplacing && !published) {
                Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        if (isReplacing) {
            deleteAll(old);
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
