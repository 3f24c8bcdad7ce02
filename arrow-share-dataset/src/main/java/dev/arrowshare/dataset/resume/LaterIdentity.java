package dev.arrowshare.dataset.resume;

import dev.arrowshare.error.InterruptedRunException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Whose work a run does, found once: in the background, or by who asks for it before.
 *
 * <p><b>Threads:</b> safe.
 */
final class LaterIdentity {
    private final FutureTask<JobIdentity> task;

    LaterIdentity(JobIdentity.Source source) {
        this.task = new FutureTask<>(source::find);
    }

    void findInBackground() {
        Thread thread = new Thread(task, "arrow-share identity");
        thread.setDaemon(true);
        thread.start();
    }

    JobIdentity get() throws IOException {
        task.run();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("the run was interrupted", e);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static IOException failure(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof RuntimeException failure) {
            throw failure;
        }
        if (cause instanceof Error failure) {
            throw failure;
        }
        return cause instanceof IOException failure ? failure : new IOException(e);
    }
}
