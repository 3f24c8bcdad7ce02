package dev.arrowshare.parquet;

import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.page.EndingThreads;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that decode a file, or several that are read one after the other. An idle thread takes the next step of the first file that
 * has one, and goes on to later ones where there is none, so that no thread is idle at a file's end. With one thread there is none:
 * who waits for a batch decodes it.
 *
 * <p>What is decoded before anybody waits for it is limited: by bytes for all files together, and by the memory budget.
 *
 * <p><b>Threads:</b> safe. One lock guards all but the steps; files use it for what is theirs.
 *
 * <p><b>Ownership:</b> closed by whoever made it, after all files.
 */
final class DecodingThreads implements AutoCloseable {
    /** When to look again whether others have let go of the budget: they do not tell. */
    private static final long OTHERS_MILLIS = 20;

    /** A file that is decoded in steps. All is called under the lock. */
    interface Work {
        /**
         * The next step, which is done without the lock; null where there is none, or no room for it.
         *
         * @param isFirst whether this file is the one that is waited for
         */
        @Nullable
        Runnable begin(boolean isFirst);

        /** Bytes of what was decoded and nobody has asked for yet. */
        long waitingBytes();

        MemoryBudget.Share memory();

        /** Notes that no more will be decoded. */
        void fail(RuntimeException cause);
    }

    private final Object lock = new Object();
    private final int most;
    private final long readAheadBytes;
    private final List<Work> works = new ArrayList<>();
    private final IdentityHashMap<Work, Integer> running = new IdentityHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable Supplier<@Nullable Runnable> idle;
    private int idleThreads;
    private int removals;
    private boolean closed;

    DecodingThreads(ParquetReadOptions options) {
        this.most = options.threads();
        this.readAheadBytes = options.readAheadBytes();
    }

    /** Says what else is to be done, where a thread has nothing to do: it is asked for under the lock, and done without it. */
    void whenIdle(Supplier<@Nullable Runnable> more) {
        synchronized (lock) {
            idle = more;
        }
    }

    Object lock() {
        return lock;
    }

    /** Whether the caller has to decode. */
    boolean areNone() {
        return most == 1;
    }

    /** Begins with a file, behind all others, which has work for so many threads. */
    void add(Work work, int useful) {
        synchronized (lock) {
            works.add(work);
            int wanted = idle == null ? Math.min(most, useful) : most;
            while (most > 1 && threads.size() < wanted) {
                Thread thread = new Thread(this::work, "arrow-share parquet " + threads.size());
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
            lock.notifyAll();
        }
    }

    /** Takes no more steps of the file, and waits for those that are being done. */
    void remove(Work work) {
        boolean interrupted = false;
        synchronized (lock) {
            works.remove(work);
            lock.notifyAll();
            removals++;
            while (running.containsKey(work)) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            removals--;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether so many bytes more may be decoded before anybody waits for them. Under the lock. */
    boolean mayGoAhead(Work work, long bytes) {
        return waitingBytes() < readAheadBytes && work.memory().hasRoomAhead(bytes);
    }

    /** Whether anything more may be begun before anybody waits for it. Under the lock. */
    boolean hasRoomAhead() {
        return works.isEmpty() || mayGoAhead(works.get(works.size() - 1), 0);
    }

    private long waitingBytes() {
        long waiting = 0;
        for (Work each : works) {
            waiting += each.waitingBytes();
        }
        return waiting;
    }

    private void work() {
        for (Runnable step = take(); step != null; step = take()) {
            step.run();
        }
    }

    /** What to do next, once there is something; null when there will be nothing any more. */
    private @Nullable Runnable take() {
        synchronized (lock) {
            while (!closed) {
                Runnable step = possibleStep();
                if (step != null) {
                    return step;
                }
                idleThreads++;
                try {
                    lock.wait(isWithOthers() ? OTHERS_MILLIS : 0);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    fail(new InterruptedRunException("a thread that decodes Parquet was interrupted", e));
                } finally {
                    idleThreads--;
                }
            }
            return null;
        }
    }

    /**
     * Says that there may be a step that there was not before. Under the lock. Where no thread waits for one, nobody is woken: with a
     * thousand columns a step takes some microseconds, and whoever waits for a batch would be woken a thousand times for each.
     */
    void stepsMayBePossible() {
        if (idleThreads > 0) {
            lock.notifyAll();
        }
    }

    private @Nullable Runnable possibleStep() {
        for (int i = 0; i < works.size(); i++) {
            Runnable step = works.get(i).begin(i == 0);
            if (step != null) {
                return begun(works.get(i), step);
            }
        }
        return idle == null ? null : idle.get();
    }

    private boolean isWithOthers() {
        return works.stream().anyMatch(work -> work.memory().isWithOthers());
    }

    private void fail(RuntimeException cause) {
        closed = true;
        works.forEach(work -> work.fail(cause));
        lock.notifyAll();
    }

    private Runnable begun(Work work, Runnable step) {
        running.merge(work, 1, Integer::sum);
        return () -> {
            try {
                step.run();
            } finally {
                synchronized (lock) {
                    running.computeIfPresent(work, (same, count) -> count == 1 ? null : count - 1);
                    if (removals > 0) {
                        lock.notifyAll();
                    }
                }
            }
        };
    }

    /** Ends the threads; those that still decode, after their step. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        EndingThreads.await(threads);
    }
}
