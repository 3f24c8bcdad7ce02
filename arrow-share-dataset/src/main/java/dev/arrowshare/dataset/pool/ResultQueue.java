package dev.arrowshare.dataset.pool;

import dev.arrowshare.error.ArrowShareException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Results on their way to the one who takes them, in order or as they come. A failure comes before what has not been taken yet.
 *
 * <p><b>Threads:</b> safe.
 */
final class ResultQueue {
    private final Job.Order order;
    private final Queue<Job.Piece> ready = new ArrayDeque<>();
    private final Map<Long, Job.Piece> early = new TreeMap<>();
    private long next;
    private boolean ended;
    private @Nullable ArrowShareException failure;

    ResultQueue(Job.Order order) {
        this.order = order;
    }

    synchronized void put(Job.Piece piece) {
        if (order == Job.Order.COMPLETION) {
            ready.add(piece);
        } else {
            early.put(piece.first(), piece);
            release();
        }
        notifyAll();
    }

    private void release() {
        for (Job.Piece piece = early.remove(next); piece != null; piece = early.remove(next)) {
            ready.add(piece);
            next += piece.values().size();
            if (piece.values().size() == 0) {
                return;
            }
        }
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized void fail(ArrowShareException cause) {
        failure = cause;
        ended = true;
        notifyAll();
    }

    /** Nobody takes what there is. */
    synchronized void cancel() {
        ready.clear();
        early.clear();
        end();
    }

    synchronized Job.@Nullable Piece take() throws InterruptedException {
        while (ready.isEmpty() && !ended) {
            wait();
        }
        return takeNow();
    }

    synchronized Job.@Nullable Piece takeNow() {
        if (failure != null) {
            throw failure;
        }
        return ready.poll();
    }

    synchronized boolean isExhausted() {
        return ended && ready.isEmpty() && failure == null;
    }
}
