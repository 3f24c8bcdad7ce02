package dev.arrowshare.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A worker ended before its work did, and another in its place would not help: it ended each time at the same task, or could not even
 * start. The message has the exit code or signal, the batches, and the worker's last words.
 */
public final class WorkerFailedException extends ArrowShareException {
    private static final long serialVersionUID = 2L;

    private final @Nullable PostMortem postMortem;

    public WorkerFailedException(String message) {
        this(message, null);
    }

    public WorkerFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.postMortem = null;
    }

    public WorkerFailedException(PostMortem postMortem, @Nullable Throwable cause) {
        this(postMortem.toString(), postMortem, cause);
    }

    /** @param postMortem of the last worker that ended so */
    public WorkerFailedException(String message, PostMortem postMortem, @Nullable Throwable cause) {
        super(message, cause);
        this.postMortem = postMortem;
    }

    /** What was found out; empty when the worker did not end, but could not be heard. */
    public Optional<PostMortem> postMortem() {
        return Optional.ofNullable(postMortem);
    }
}
