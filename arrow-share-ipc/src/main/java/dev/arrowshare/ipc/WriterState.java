package dev.arrowshare.ipc;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import java.util.function.Supplier;

/** Where a writer stands: open, failed, published or closed; so that none is used after its end, and none publishes half a file. */
final class WriterState {
    private enum Stage {
        OPEN,
        FAILED,
        PUBLISHED
    }

    private Stage stage = Stage.OPEN;
    private boolean closed;

    <T> T change(Supplier<T> action) {
        requireOpen();
        stage = Stage.FAILED;
        T result = action.get();
        stage = Stage.OPEN;
        return result;
    }

    void end(Runnable action) {
        requireOpen();
        stage = Stage.FAILED;
        action.run();
        stage = Stage.PUBLISHED;
    }

    /** Whether this was the first close. */
    boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    private void requireOpen() {
        if (closed) {
            throw new ClosedException("this writer is closed");
        }
        if (stage == Stage.PUBLISHED) {
            throw new ClosedException("this writer has published its file");
        }
        if (stage == Stage.FAILED) {
            throw new ArrowShareException("this writer failed before; close it and begin anew");
        }
    }
}
