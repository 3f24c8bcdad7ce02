package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.OnStall;
import dev.arrowshare.dataset.PoolOptions;
import dev.arrowshare.dataset.event.RunEvents;
import dev.arrowshare.dataset.work.MemoryWords;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Looks after the workers of a pool while it has something to do: whether one seems to hang, and how much memory they hold.
 *
 * <p><b>Threads:</b> the clock of the pool.
 */
final class PoolWatch {
    /** A message is not suspicious before it has taken so many times as long as the longest one of its call so far. */
    private static final int TIMES_LONGEST = 4;

    private static final int LOOKS_A_LIMIT = 16;
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PoolOptions options;
    private final RunEvents events;
    private final Set<Chunk> shown = new HashSet<>();
    private long sampled = System.nanoTime() - LONGEST_PAUSE_NANOS;

    PoolWatch(PoolOptions options, RunEvents events) {
        this.options = options;
        this.events = events;
    }

    /** Whether there is anything to look for. */
    boolean isWanted() {
        return events.isHeard() || options.onStall().reaction() != OnStall.Reaction.IGNORE;
    }

    Duration pause() {
        long limit = Durations.nanos(options.onStall().after());
        return Duration.ofNanos(Math.max(SHORTEST_PAUSE_NANOS, Math.min(LONGEST_PAUSE_NANOS, limit / LOOKS_A_LIMIT)));
    }

    /** @param lanes of callers that do the work themselves */
    void look(List<Driver> drivers, Collection<LocalLane> lanes) {
        long now = System.nanoTime();
        Set<Chunk> current = new HashSet<>();
        for (Driver driver : drivers) {
            Turn turn = driver.turn();
            if (turn != null && current.add(turn.chunk()) && isNews(turn, now)) {
                say(driver.number(), turn, now, driver.stacks());
                replace(driver, turn);
            }
        }
        for (LocalLane lane : lanes) {
            Turn turn = lane.turn();
            if (turn != null && current.add(turn.chunk()) && isNews(turn, now)) {
                say(lane.number(), turn, now, lane.stacks());
            }
        }
        shown.retainAll(current);
        if (events.isHeard() && now - sampled >= LONGEST_PAUSE_NANOS) {
            sampled = now;
            sayMemory(drivers);
        }
    }

    private boolean isNews(Turn turn, long now) {
        OnStall rules = options.onStall();
        long longest = turn.chunk().job().events.longestNanos();
        long limit = Math.max(Durations.nanos(rules.after()), TIMES_LONGEST * longest);
        return rules.reaction() != OnStall.Reaction.IGNORE && now - turn.since() > limit && shown.add(turn.chunk());
    }

    private void say(int worker, Turn turn, long now, String stacks) {
        turn.chunk().job().events.of(worker).stalled(turn.what(), turn.since(), stacks);
        options.onWarning()
                .accept("worker " + worker + " has been at " + turn.what() + " for "
                        + Durations.text(now - turn.since()) + " and seems to hang at:\n" + stacks);
    }

    /** Unless it went on while it was asked for its stacks. */
    private void replace(Driver driver, Turn turn) {
        if (turn.equals(driver.turn()) && options.onStall().reaction() == OnStall.Reaction.REPLACE) {
            driver.killForHanging();
        }
    }

    void sayMemory(List<Driver> drivers) {
        MemoryWords.ofCoordinator(events);
        drivers.forEach(Driver::sayMemory);
    }
}
