package dev.arrowshare.dataset.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chunks that wait for a worker: those of all jobs, first come, first served.
 *
 * <p><b>Threads:</b> safe.
 */
final class Scheduler {
    private final int limit;
    private final Deque<Chunk> forAny = new ArrayDeque<>();
    private final List<Deque<Chunk>> forOne = new ArrayList<>();
    private int waiting;
    private boolean isFull;
    private boolean closed;

    Scheduler(int workers) {
        this.limit = 16 * workers;
        for (int i = 0; i < workers; i++) {
            forOne.add(new ArrayDeque<>());
        }
    }

    /** Waits while there is enough for all workers, so that chunks are cut as late as may be. */
    synchronized void put(Chunk chunk) throws InterruptedException {
        while (isFull && !closed) {
            wait();
        }
        queue(chunk).addLast(chunk);
        waiting++;
        isFull = waiting >= limit;
        notifyAll();
    }

    /** Before all others, and whatever waits: it was given out before. */
    synchronized void putBack(Collection<Chunk> chunks) {
        for (Chunk chunk : chunks) {
            queue(chunk).addFirst(chunk);
            waiting++;
        }
        notifyAll();
    }

    private Deque<Chunk> queue(Chunk chunk) {
        return chunk.worker() == Chunk.ANY ? forAny : forOne.get(chunk.worker());
    }

    /** The next one for that worker, waited for; null when closed. */
    synchronized @Nullable Chunk take(int worker) throws InterruptedException {
        Chunk chunk = poll(worker);
        while (chunk == null && !closed) {
            wait();
            chunk = poll(worker);
        }
        return closed ? null : chunk;
    }

    /** The next one for that worker, if there is one now. */
    synchronized @Nullable Chunk poll(int worker) {
        Chunk own = forOne.get(worker).pollFirst();
        Chunk chunk = own == null ? forAny.pollFirst() : own;
        if (chunk != null) {
            waiting--;
            letFeedersGoOn();
        }
        return chunk;
    }

    /** Half of it at a time: else who feeds and who takes would wake each other for every chunk. */
    private void letFeedersGoOn() {
        if (isFull && waiting <= limit / 2) {
            isFull = false;
            notifyAll();
        }
    }

    /** Nobody wants the chunks of that job any more. */
    synchronized void forget(Job job) {
        forAny.removeIf(chunk -> chunk.job() == job);
        forOne.forEach(queue -> queue.removeIf(chunk -> chunk.job() == job));
        waiting = forAny.size() + forOne.stream().mapToInt(Deque::size).sum();
        letFeedersGoOn();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
