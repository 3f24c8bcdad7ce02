package dev.arrowshare.dataset.work;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Deals one worker its tasks until there are no more: one at a time, so that skew balances itself, but of short ones as many ahead as the
 * worker does in two milliseconds. Else each side would sleep while the other works, and waking up takes longer than such a task.
 *
 * <p><b>Threads:</b> one.
 */
final class Dealing {
    private static final long AHEAD_NANOS = 2_000_000;

    /** What is sent ahead must fit into a socket's buffer, since nobody reads answers while it is sent. */
    private static final int MOST_BLOCKS = 512;

    private final WorkerCrew crew;
    private final int worker;
    private final TaskDealer dealer;
    private final AnswerWindow window;
    private final int prefetch;
    private final Queue<Task> sent = new ArrayDeque<>();
    private int blocksSent;
    private long taskNanos = AHEAD_NANOS;
    private long answeredAt;
    private boolean answered;

    /** @param prefetch how many tasks are to wait at the worker, at least, if the crew sends any ahead */
    Dealing(WorkerCrew crew, int worker, TaskDealer dealer, AnswerWindow window, int prefetch) {
        this.crew = crew;
        this.worker = worker;
        this.dealer = dealer;
        this.window = window;
        this.prefetch = prefetch;
    }

    void run() {
        while (deal()) {
            Answer answer = crew.receive(worker);
            answered = true;
            measure();
            Task task = sent.remove();
            blocksSent -= task.blocks().size();
            window.put(task.index(), answer);
        }
    }

    /** Whether there is an answer to wait for. */
    private boolean deal() {
        if (sent.isEmpty()) {
            send(window.awaitRoom() ? dealer.next(window::isCancelled) : null);
            answeredAt = System.nanoTime();
        }
        int most = tasksAtOnce();
        // In bunches: each that leaves is a system call and perhaps wakes the worker.
        if (sent.size() <= most / 2) {
            while (sent.size() < most && send(nextAtOnce())) {}
        }
        return !sent.isEmpty();
    }

    private boolean send(@Nullable Task task) {
        if (task == null) {
            return false;
        }
        crew.send(worker, task);
        sent.add(task);
        blocksSent += task.blocks().size();
        return true;
    }

    /** Never waits: the answer that the window has no room without may be the one that this worker is about to give. */
    private @Nullable Task nextAtOnce() {
        return blocksSent < MOST_BLOCKS && window.hasRoom() ? dealer.nextAtOnce() : null;
    }

    private int tasksAtOnce() {
        long ahead = answered ? 1 + prefetch : 1;
        return (int) Math.min(crew.tasksAtOnce(), Math.max(ahead, AHEAD_NANOS / taskNanos));
    }

    private void measure() {
        long now = System.nanoTime();
        taskNanos = Math.max(1, (3 * taskNanos + now - answeredAt) / 4);
        answeredAt = now;
    }
}
