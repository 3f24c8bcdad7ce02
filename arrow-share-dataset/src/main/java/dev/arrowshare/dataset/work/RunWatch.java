package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.OnStall;
import dev.arrowshare.dataset.event.RunEvents;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.error.RunTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the workers of a run: whether a task, a start or the run itself takes longer than it may, and whether a worker seems to
 * hang. That a worker has died needs no looking: its channel ends.
 *
 * <p><b>Threads:</b> its own, which mostly sleeps.
 */
final class RunWatch implements AutoCloseable {
    /** A thread that goes on for so long after its interrupt ignores it. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A task is not suspicious before it has taken so many times as long as the longest one so far. */
    private static final int TIMES_LONGEST = 4;

    private static final int LOOKS_A_LIMIT = 16;
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Watched workers;
    private final RunRules rules;
    private final RunEvents events;
    private final Ends ends;
    private final long begun = System.nanoTime();
    private final List<Seen> seen;
    private final Thread thread = new Thread(this::watch, "arrow-share watch");
    private volatile boolean closed;
    private boolean overdue;
    private long sampled = begun - SAMPLE_NANOS;

    /** What a watch can do to a run. */
    interface Ends {
        /** Ends the run with that failure. */
        void fail(ArrowShareException failure);

        /** Ends it, and does not wait for that worker, which does not listen. */
        void lost(int worker, ArrowShareException failure);
    }

    private RunWatch(Watched workers, RunRules rules, RunEvents events, Ends ends) {
        this.workers = workers;
        this.rules = rules;
        this.events = events;
        this.ends = ends;
        this.seen = IntStream.range(0, workers.size()).mapToObj(Seen::new).toList();
        thread.setDaemon(true);
    }

    static RunWatch start(Watched workers, RunRules rules, RunEvents events, Ends ends) {
        RunWatch watch = new RunWatch(workers, rules, events, ends);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        long pause = pauseNanos();
        try {
            while (!closed) {
                TimeUnit.NANOSECONDS.sleep(pause);
                look(System.nanoTime());
            }
        } catch (InterruptedException e) {
            // The run is over.
        } catch (RuntimeException e) {
            // Whoever is told of warnings is the user's.
            ends.fail(new ArrowShareException("the watch over a run failed: " + e, e));
        }
    }

    private long pauseNanos() {
        long shortest = Math.min(
                RunRules.nanos(rules.startTimeout()),
                RunRules.nanos(rules.onStall().after()));
        shortest = Math.min(shortest, rules.taskTimeout().map(RunRules::nanos).orElse(shortest));
        shortest = Math.min(shortest, rules.runTimeout().map(RunRules::nanos).orElse(shortest));
        return Math.max(SHORTEST_PAUSE_NANOS, Math.min(LONGEST_PAUSE_NANOS, shortest / LOOKS_A_LIMIT));
    }

    private void look(long now) {
        if (!overdue
                && rules.runTimeout().isPresent()
                && now - begun > RunRules.nanos(rules.runTimeout().get())) {
            overdue = true;
            ends.fail(runTimeout(rules.runTimeout().get()));
        }
        for (Seen worker : seen) {
            if (!closed) {
                worker.look(now);
            }
        }
        if (events.isHeard() && now - sampled >= SAMPLE_NANOS && !closed) {
            sampled = now;
            sayMemory();
        }
    }

    /** Of all processes of the run. */
    void sayMemory() {
        MemoryWords.ofCoordinator(events);
        seen.forEach(worker -> workers.sayMemory(worker.number));
    }

    private RunTimeoutException runTimeout(Duration limit) {
        List<String> busy = new ArrayList<>();
        for (Seen worker : seen) {
            Stint stint = workers.clock(worker.number).stint();
            if (stint != null) {
                busy.add("worker " + worker.number + " was at " + stint.what() + ":\n" + workers.stacks(worker.number));
            }
        }
        return new RunTimeoutException("the run was not done after " + RunRules.text(limit)
                + ", which is its limit (runTimeout)" + (busy.isEmpty() ? "" : "; " + String.join("\n", busy)));
    }

    /** The failure of a task that has taken too long. */
    static MapperException taskTimeout(Stint stint, Duration limit, String worker, String stacks) {
        String time = RunRules.text(limit);
        return new MapperException(
                stint.what() + ": not done after " + time + ", which is its limit (taskTimeout); " + worker
                        + " was at:\n" + stacks,
                new TimeoutException("not done after " + time));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was seen of one worker. */
    private final class Seen {
        private final int number;
        private @Nullable Stint shown;
        private @Nullable Stint expired;
        private long expiredAt;

        Seen(int number) {
            this.number = number;
        }

        void look(long now) {
            workers.sample(number);
            Stint stint = workers.clock(number).stint();
            if (stint == null) {
                return;
            }
            Duration limit =
                    stint.isStart() ? rules.startTimeout() : rules.taskTimeout().orElse(null);
            if (limit != null && stint.nanosAt(now) > RunRules.nanos(limit)) {
                expire(stint, limit, now);
            } else if (!stint.isStart() && !stint.equals(shown) && stint.nanosAt(now) > stallNanos()) {
                shown = stint;
                stalled(stint, now);
            }
        }

        private void expire(Stint stint, Duration limit, long now) {
            if (!stint.equals(expired)) {
                expired = stint;
                expiredAt = now;
                workers.expire(number, stint, limit);
            } else if (expiredAt != 0 && now - expiredAt > GRACE_NANOS) {
                expiredAt = 0;
                ends.lost(number, ignoring(stint, limit));
            }
        }

        private MapperException ignoring(Stint stint, Duration limit) {
            return taskTimeout(
                    stint,
                    limit,
                    "worker " + number + " ignores its interrupt and is left behind, a daemon; it",
                    workers.stacks(number));
        }

        private long stallNanos() {
            long longest = seen.stream()
                    .mapToLong(worker -> workers.clock(worker.number).longestNanos())
                    .max()
                    .orElse(0);
            return Math.max(RunRules.nanos(rules.onStall().after()), TIMES_LONGEST * longest);
        }

        private void stalled(Stint stint, long now) {
            OnStall.Reaction reaction = rules.onStall().reaction();
            if (reaction == OnStall.Reaction.IGNORE) {
                return;
            }
            String stacks = workers.stacks(number);
            events.of(number).stalled(stint.what().toString(), stint.sinceNanos(), stacks);
            rules.warn("worker " + number + " has been at " + stint.what() + " for " + RunRules.text(stint.nanosAt(now))
                    + " and seems to hang at:\n" + stacks);
            if (reaction == OnStall.Reaction.REPLACE) {
                workers.replace(number, stint);
            }
        }
    }
}
