package dev.arrowshare.dataset.work;

import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.MapperException;
import org.jspecify.annotations.Nullable;

/** Does each task when its answer is asked for, on the asking thread. */
final class InlineAnswers implements Answers {
    private final WorkerCrew crew;
    private final TaskDealer dealer;
    private boolean left;

    InlineAnswers(WorkerCrew crew, TaskDealer dealer) {
        this.crew = crew;
        this.dealer = dealer;
    }

    @Override
    public @Nullable Answer next() {
        requireUninterrupted(null);
        Task task = dealer.next(() -> false);
        if (task == null) {
            leave();
            return null;
        }
        try {
            crew.send(0, task);
            return crew.receive(0);
        } catch (MapperException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            requireUninterrupted(e);
            throw e;
        }
    }

    private static void requireUninterrupted(@Nullable RuntimeException cause) {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedRunException("the run was interrupted", cause);
        }
    }

    private void leave() {
        if (!left) {
            left = true;
            crew.leave(0);
        }
    }

    @Override
    public void close() {
        leave();
    }
}
