package dev.arrowshare.dataset;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What becomes of a run when its function fails on a task or a batch, for good: after {@link Retry}.
 *
 * <pre>{@code
 * trips.mapBatches(new TipShare()).onError(OnError.skip()).writeParquet(out);
 * List<Integer> lengths = pool.map(files, file -> length(file), tasks().onError(OnError.skip()));
 * }</pre>
 *
 * <p>Whatever is not {@link #stop} counts its failures in the summary, and shows the first of them at once.
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> a policy that a verb cannot follow is an {@link IllegalArgumentException} where it is set.
 */
public sealed interface OnError extends Serializable {
    /** The first failure ends the run, which throws it; the default. */
    static OnError stop() {
        return new Stop();
    }

    /** Tasks or batches that fail are left out. */
    static OnError skip() {
        return new Skip();
    }

    /** Each result of a pool carries its value or its failure: {@code pool.tryMap}. */
    static OnError collect() {
        return new Collect();
    }

    /**
     * For batches: one that fails keeps its place, with as many rows as it came with, all of the output's columns null, and two more
     * columns that say what went wrong, {@code error_type} and {@code error_message}; null in rows that went well.
     */
    static OnError mark() {
        return new Mark();
    }

    /** As {@link #skip}, and what failed is kept in that folder, input and stack trace, for the first 100 failures. */
    static OnError log(Path folder) {
        return new Log(folder, 100);
    }

    /** As {@link #log(Path)}, for so many failures at most. */
    static OnError log(Path folder, int mostFiles) {
        return new Log(folder, mostFiles);
    }

    /** See {@link #stop()}. */
    record Stop() implements OnError {}

    /** See {@link #skip()}. */
    record Skip() implements OnError {}

    /** See {@link #collect()}. */
    record Collect() implements OnError {}

    /** See {@link #mark()}. */
    record Mark() implements OnError {}

    /** See {@link #log(Path, int)}. */
    record Log(Path folder, int mostFiles) implements OnError {
        public Log {
            Objects.requireNonNull(folder, "folder");
            if (mostFiles < 1) {
                throw new IllegalArgumentException("log(" + folder + ", " + mostFiles + "): at least 1 file");
            }
        }
    }
}
