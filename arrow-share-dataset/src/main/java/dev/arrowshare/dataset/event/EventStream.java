package dev.arrowshare.dataset.event;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * For the engine: brings events to their listeners, on a thread of its own, so that no run waits for them. That thread is woken about once a
 * millisecond at most, however many events there are.
 *
 * <p><b>Threads:</b> safe; its monitor is that of all runs that put events here.
 *
 * <p><b>Ownership:</b> closing it ends the thread when all has been told.
 */
public final class EventStream implements AutoCloseable {
    static final int MOST_WAITING = 1 << 16;

    private static final String LOGGER = "dev.arrowshare.dataset";
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long GATHER_MILLIS = 1;

    private final List<Consumer<RunEvent>> listeners;
    private Queue<RunEvent> waiting = new ArrayDeque<>();
    private @Nullable Thread teller;
    private long put;
    private long told;
    private long dropped;
    private int settling;
    private boolean sleeping;
    private boolean late;
    private boolean failed;
    private boolean closed;

    public EventStream(List<Consumer<RunEvent>> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Whether anybody listens. */
    public boolean isHeard() {
        return !listeners.isEmpty();
    }

    /** Called with the monitor of this held, which makes the order of events that of their times. */
    void put(RunEvent event) {
        if (listeners.isEmpty()) {
            return;
        }
        if (waiting.size() >= MOST_WAITING && isDispensable(event)) {
            dropped++;
            return;
        }
        if (dropped > 0) {
            add(new RunEvent.EventsDropped(event.run(), event.nanos(), dropped));
            dropped = 0;
        }
        add(event);
        wake();
    }

    private void add(RunEvent event) {
        waiting.add(event);
        put++;
    }

    /** What may be many. */
    private static boolean isDispensable(RunEvent event) {
        return event instanceof RunEvent.TaskStarted
                || event instanceof RunEvent.TaskEnded
                || event instanceof RunEvent.TaskFailed
                || event instanceof RunEvent.InputRead
                || event instanceof RunEvent.OutputWritten
                || event instanceof RunEvent.MemorySampled;
    }

    private void wake() {
        if (teller == null) {
            teller = new Thread(this::tell, "arrow-share events");
            teller.setDaemon(true);
            teller.start();
        } else if (sleeping) {
            sleeping = false;
            notifyAll();
        }
    }

    private void tell() {
        for (Queue<RunEvent> events = next(); !events.isEmpty(); events = next()) {
            events.forEach(this::tell);
            wereTold(events.size());
        }
    }

    /** What waits, waited for; nothing when closed. */
    private synchronized Queue<RunEvent> next() {
        gather();
        while (waiting.isEmpty() && !closed) {
            sleeping = true;
            try {
                wait();
            } catch (InterruptedException e) {
                // By a listener, which had this thread at hand: the others want to be told all the same.
            }
        }
        sleeping = false;
        Queue<RunEvent> events = waiting;
        waiting = new ArrayDeque<>();
        return events;
    }

    /** Events that come meanwhile need not wake anybody. */
    private synchronized void gather() {
        if (settling == 0 && !closed) {
            try {
                TimeUnit.MILLISECONDS.timedWait(this, GATHER_MILLIS);
            } catch (InterruptedException e) {
                // As above.
            }
        }
    }

    private void tell(RunEvent event) {
        for (Consumer<RunEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException | Error e) {
                failed(listener, event, e);
            }
        }
    }

    private void failed(Consumer<RunEvent> listener, RunEvent event, Throwable cause) {
        if (!failed) {
            failed = true;
            LoggerFactory.getLogger(LOGGER)
                    .warn(
                            "a listener of events, {}, failed at {}; the run goes on, and so does the telling, and this is said once",
                            listener.getClass().getName(),
                            event,
                            cause);
        }
    }

    private synchronized void wereTold(int events) {
        told += events;
        notifyAll();
    }

    /** Waits until all that has happened so far was told, but not for long, and never again after that was in vain. */
    public void settle() {
        boolean interrupted = false;
        boolean isLate = false;
        synchronized (this) {
            long upTo = put;
            if (late || told >= upTo || Thread.currentThread() == teller) {
                return;
            }
            settling++;
            notifyAll();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (long left = PATIENCE.toNanos(); told < upTo && left > 0; left = deadline - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            settling--;
            isLate = told < upTo && !late;
            late |= isLate;
        }
        if (isLate) {
            LoggerFactory.getLogger(LOGGER)
                    .warn(
                            "listeners of events are too slow: after {} s not all was told when a run ended; nobody waits for them any more",
                            PATIENCE.toSeconds());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What has happened is told still. */
    @Override
    public void close() {
        settle();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
    }
}
