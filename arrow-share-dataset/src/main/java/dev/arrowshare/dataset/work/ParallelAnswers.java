package dev.arrowshare.dataset.work;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.InterruptedRunException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Has a thread a worker that deals it its tasks; the first failure ends all. */
final class ParallelAnswers implements Answers {
    /** How long a function may go on after its run was cancelled until we leave its thread behind. */
    private static final long PATIENCE_MILLIS = 5_000;

    private final WorkerCrew crew;
    private final TaskDealer dealer;
    private final AnswerWindow window;
    private final Runnable onCancel;
    private final RunRules rules;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<Thread> lost = ConcurrentHashMap.newKeySet();
    private volatile @Nullable RuntimeException leaveFailure;
    private @Nullable RuntimeException thrown;
    private boolean closed;

    /** @param onCancel wakes whoever waits for something else than this window */
    ParallelAnswers(WorkerCrew crew, TaskDealer dealer, AnswerWindow window, Runnable onCancel, RunRules rules) {
        this.crew = crew;
        this.dealer = dealer;
        this.window = window;
        this.onCancel = onCancel;
        this.rules = rules;
        for (int worker = 0; worker < crew.size(); worker++) {
            threads.add(thread(worker));
        }
        threads.forEach(Thread::start);
    }

    private Thread thread(int worker) {
        window.workerEnters();
        return new WorkerThread(() -> work(worker), worker);
    }

    private void work(int worker) {
        doTasks(worker);
        try {
            crew.leave(worker);
        } catch (RuntimeException e) {
            leaveFailure = e;
            fail(e);
        } finally {
            window.workerLeaves();
        }
    }

    private void doTasks(int worker) {
        try {
            new Dealing(crew, worker, dealer, window, rules.prefetch()).run();
        } catch (RuntimeException | Error e) {
            // The failure counts from now on, not only when the worker has closed what it holds.
            fail(e);
        }
    }

    private void fail(Throwable failure) {
        window.fail(failure);
        cancelCrew();
    }

    @Override
    public void fail(ArrowShareException failure) {
        fail((Throwable) failure);
    }

    @Override
    public void lost(int worker, ArrowShareException failure) {
        lost.add(threads.get(worker));
        fail(failure);
    }

    private void cancelCrew() {
        crew.cancel();
        onCancel.run();
    }

    @Override
    public @Nullable Answer next() {
        try {
            return window.take();
        } catch (RuntimeException e) {
            thrown = e;
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("the run was interrupted", e);
        }
    }

    @Override
    public int task() {
        return window.taken();
    }

    /** Throws what a worker threw when it left, even where the run was over by then, unless {@link #next} did. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        end();
        RuntimeException failure = leaveFailure;
        if (failure != null && failure != thrown) {
            throw failure;
        }
    }

    private void end() {
        window.cancel();
        if (threads.stream().anyMatch(Thread::isAlive)) {
            cancelCrew();
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        threads.stream().filter(thread -> !lost.contains(thread)).forEach(thread -> joinUntil(thread, deadline));
        threads.stream()
                .filter(thread -> thread.isAlive() && !lost.contains(thread))
                .forEach(this::leaveBehind);
        window.drop();
    }

    private void leaveBehind(Thread thread) {
        rules.warn(
                "the run is over, but a function ignores the interrupt of its thread, which is left behind, a daemon, at:\n"
                        + Stacks.of(thread));
    }

    /** An interrupt does not shorten the waiting, since nothing may be left behind; it is restored. */
    private static void joinUntil(Thread thread, long deadline) {
        boolean interrupted = false;
        long left = deadline - System.nanoTime();
        while (thread.isAlive() && left > 0) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = deadline - System.nanoTime();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
