package dev.arrowshare.dataset.share;

import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.ipc.BlockLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The blocks of a file that is being written. */
final class GrowingFeed implements BlockFeed {
    /** How long a run that was given up goes on waiting for a block at most. */
    private static final long POLL_MILLIS = 20;

    private final List<BlockLocation> blocks = new ArrayList<>();
    private final List<Arrivals> listeners = new ArrayList<>();
    private long cameAt = System.nanoTime();
    private boolean complete;
    private @Nullable RuntimeException failure;

    synchronized void add(BlockLocation block) {
        blocks.add(block);
        long now = System.nanoTime();
        listeners.forEach(listener -> listener.arrived(block, now - cameAt));
        cameAt = now;
        notifyAll();
    }

    @Override
    public synchronized Listening onArrival(Arrivals told) {
        listeners.add(told);
        return () -> forget(told);
    }

    private synchronized void forget(Arrivals told) {
        listeners.remove(told);
    }

    synchronized void complete() {
        complete = true;
        notifyAll();
    }

    synchronized void fail(RuntimeException cause) {
        failure = cause;
        notifyAll();
    }

    @Override
    public synchronized @Nullable BlockLocation await(int index, BooleanSupplier givenUp) {
        waitUntil(() -> index < blocks.size() || complete || givenUp.getAsBoolean());
        return index < blocks.size() ? blocks.get(index) : null;
    }

    /** The rows of all blocks, once it is known which they are. */
    synchronized long awaitRows() {
        awaitComplete();
        return blocks.stream().mapToLong(BlockLocation::rows).sum();
    }

    /** Waits for the end of the writing. */
    synchronized void awaitComplete() {
        waitUntil(() -> complete);
    }

    /** A failure ends the waiting, and comes before blocks that were written in front of it. */
    private synchronized void waitUntil(BooleanSupplier done) {
        try {
            while (failure == null && !done.getAsBoolean()) {
                wait(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("interrupted while waiting for the conversion", e);
        }
        if (failure != null) {
            throw failure;
        }
    }
}
