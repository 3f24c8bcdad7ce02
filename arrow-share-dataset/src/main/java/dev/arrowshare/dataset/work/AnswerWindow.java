package dev.arrowshare.dataset.work;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.MemoryBudget;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers between the workers that give them and the one who takes them, in order or as they come. Once those that wait hold too many
 * bytes no further task is dealt: the one that is waited for is always dealt already.
 *
 * <p><b>Threads:</b> safe.
 */
final class AnswerWindow {
    private final Order order;
    private final long bytes;
    private final MemoryBudget.Share memory;
    private final DoneTasks done;
    private final Map<Integer, Answer> waiting = new HashMap<>();
    private long waitingBytes;
    private int next;
    private int taken = -1;
    private int workers;
    private boolean cancelled;
    private @Nullable Throwable failure;

    /**
     * @param bytes that may wait
     * @param memory told about batches that wait; row groups were counted when they were encoded
     * @param done tasks that have no answer
     */
    AnswerWindow(Order order, long bytes, MemoryBudget.Share memory, DoneTasks done) {
        this.order = order;
        this.bytes = bytes;
        this.memory = memory;
        this.done = done;
    }

    synchronized void workerEnters() {
        workers++;
    }

    synchronized void workerLeaves() {
        workers--;
        notifyAll();
    }

    /** Waits until another task may be dealt; false when there is no more use for one. */
    synchronized boolean awaitRoom() {
        boolean interrupted = false;
        while (!cancelled && waitingBytes > bytes) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !cancelled;
    }

    /** Whether another task may be dealt now. */
    synchronized boolean hasRoom() {
        return !cancelled && waitingBytes <= bytes;
    }

    /** Takes over the answer. */
    synchronized void put(int task, Answer answer) {
        if (cancelled) {
            answer.close();
            return;
        }
        waiting.put(task, answer);
        waitingBytes += answer.heldBytes();
        memory.hold(batchBytes(answer));
        notifyAll();
    }

    /** The first failure counts, and ends the run. */
    synchronized void fail(Throwable cause) {
        if (failure == null && !cancelled) {
            failure = cause;
        }
        cancel();
    }

    synchronized void cancel() {
        cancelled = true;
        notifyAll();
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** The next answer, which is the caller's to close; null after the last. */
    synchronized @Nullable Answer take() throws InterruptedException {
        while (true) {
            throwFailure();
            Integer task = nextTask();
            Answer answer = waiting.remove(task);
            if (answer != null) {
                taken = task;
                next++;
                waitingBytes -= answer.heldBytes();
                memory.letGo(batchBytes(answer));
                notifyAll();
                return answer;
            }
            if (workers == 0 || cancelled) {
                return null;
            }
            wait();
        }
    }

    /** Whose answer was taken last. */
    synchronized int taken() {
        return taken;
    }

    private static long batchBytes(Answer answer) {
        if (answer instanceof Answer.WithFailed failed) {
            return failed.rowsBytes() + batchBytes(failed.answer());
        }
        return answer instanceof Answer.RowGroups groups ? groups.restBytes() : answer.heldBytes();
    }

    private Integer nextTask() {
        while (done.contains(next)) {
            next++;
        }
        boolean any = order == Order.UNORDERED && !waiting.isEmpty();
        return any ? waiting.keySet().iterator().next() : Integer.valueOf(next);
    }

    private void throwFailure() {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure != null) {
            throw new ArrowShareException("a worker failed: " + failure, failure);
        }
    }

    /** Closes what nobody has taken. */
    synchronized void drop() {
        waiting.values().forEach(Answer::close);
        waiting.clear();
        waitingBytes = 0;
    }
}
