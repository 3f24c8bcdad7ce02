package dev.arrowshare.ipc.publish;

import java.nio.file.Path;

/**
 * A folder for the temporary files of one run, which the next run deletes if this one dies.
 *
 * <pre>{@code
 * try (RunFolder folder = RunFolder.create()) {
 *     folder.requireSpace(estimatedBytes);
 *     ArrowFileWriter.create(folder.path().resolve("trips.arrow"), schema, options);
 * }
 * }</pre>
 *
 * <p>It lies in {@code $ARROW_SHARE_DIR}, else in a folder of the user's own under {@code java.io.tmpdir}.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Ownership:</b> the creator closes it, which deletes it with all that is in it.
 *
 * <p><b>Errors:</b> {@code StorageFullException} when there is no space; {@code ArrowShareException} when the place is not ours to
 * write to.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class RunFolder implements AutoCloseable {
    private RunFolder() {}

    /** A new folder in the usual place; first deletes those of dead owners there. */
    public static RunFolder create() {
        throw new UnsupportedOperationException();
    }

    /** A new folder in {@code parent}; first deletes those of dead owners there. */
    public static RunFolder createIn(Path parent) {
        throw new UnsupportedOperationException();
    }

    /** Where {@link #create} makes folders. */
    public static Path home() {
        throw new UnsupportedOperationException();
    }

    /** Deletes the folders of dead owners in the usual place, and says how many. */
    public static int reap() {
        throw new UnsupportedOperationException();
    }

    public Path path() {
        throw new UnsupportedOperationException();
    }

    /** Refuses a run whose temporary files would not fit. */
    public void requireSpace(long bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
