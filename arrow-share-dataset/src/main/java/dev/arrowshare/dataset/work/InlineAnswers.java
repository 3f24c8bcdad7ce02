package dev.arrowshare.dataset.work;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.MapperException;
import org.jspecify.annotations.Nullable;

/** Does each task when its answer is asked for, on the asking thread. */
final class InlineAnswers implements Answers {
    private final WorkerCrew crew;
    private final TaskDealer dealer;
    private final RunRules rules;
    private volatile @Nullable ArrowShareException failure;
    private int task = -1;
    private boolean left;

    InlineAnswers(WorkerCrew crew, TaskDealer dealer, RunRules rules) {
        this.crew = crew;
        this.dealer = dealer;
        this.rules = rules;
    }

    @Override
    public @Nullable Answer next() {
        requireUninterrupted(null);
        Task next = dealer.next(() -> failure != null);
        requireNoFailure();
        if (next == null) {
            leave();
            return null;
        }
        try {
            task = next.index();
            crew.send(0, next);
            return crew.receive(0);
        } catch (CancelledRunException e) {
            requireNoFailure();
            throw e;
        } catch (MapperException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            requireUninterrupted(e);
            throw e;
        }
    }

    @Override
    public int task() {
        return task;
    }

    private static void requireUninterrupted(@Nullable RuntimeException cause) {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedRunException("the run was interrupted", cause);
        }
    }

    private void requireNoFailure() {
        ArrowShareException known = failure;
        if (known != null) {
            throw known;
        }
    }

    @Override
    public void fail(ArrowShareException cause) {
        failure = cause;
        crew.cancel();
    }

    /** The calling thread can be left behind by nobody. */
    @Override
    public void lost(int worker, ArrowShareException cause) {
        rules.warn(String.valueOf(cause.getMessage()));
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
