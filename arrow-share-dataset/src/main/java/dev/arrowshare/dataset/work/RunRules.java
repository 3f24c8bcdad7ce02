package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.OnStall;
import dev.arrowshare.dataset.event.RunEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * How long the workers of a run may take, and what becomes of them when they die or hang; the coordinator's business alone.
 *
 * @param taskTimeout for one task
 * @param startTimeout from the start of a worker process until it is ready
 * @param runTimeout for the whole run
 * @param workerRetries how often a task is sent again whose worker died
 * @param onStall what becomes of a worker that seems to hang
 * @param prefetch how many tasks wait at a worker process while it works on another, at least
 * @param warnings told what a run has to say while it goes on, by any thread
 * @param listeners told of all that happens in a run
 */
public record RunRules(
        Optional<Duration> taskTimeout,
        Duration startTimeout,
        Optional<Duration> runTimeout,
        int workerRetries,
        OnStall onStall,
        int prefetch,
        Consumer<String> warnings,
        List<Consumer<RunEvent>> listeners) {
    /** The fewest that are good against chance: a machine's one bad moment. */
    private static final int USUAL_RETRIES = 2;

    private static final int MOST_PREFETCH = 31;
    private static final Duration USUAL_START = Duration.ofMinutes(1);

    public RunRules {
        taskTimeout.ifPresent(time -> requirePositive("taskTimeout", time));
        requirePositive("startTimeout", startTimeout);
        runTimeout.ifPresent(time -> requirePositive("runTimeout", time));
        if (workerRetries < 0) {
            throw new IllegalArgumentException(
                    "workerRetries(" + workerRetries + "): a number of times is not negative");
        }
        if (prefetch < 0 || prefetch > MOST_PREFETCH) {
            throw new IllegalArgumentException("prefetch(" + prefetch + "): 0 to " + MOST_PREFETCH + " tasks");
        }
    }

    private static void requirePositive(String what, Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException(what + "(" + time + "): a positive time");
        }
    }

    /** Where nothing was said. */
    public static RunRules usual() {
        return new RunRules(
                Optional.empty(),
                USUAL_START,
                Optional.empty(),
                USUAL_RETRIES,
                OnStall.warn(),
                0,
                RunRules::log,
                List.of());
    }

    /** The logger is looked for when there is something to say, which is hardly ever. */
    private static void log(String warning) {
        LoggerFactory.getLogger("dev.arrowshare.dataset").warn(warning);
    }

    public RunRules taskTimeout(Duration time) {
        return new RunRules(
                Optional.of(time), startTimeout, runTimeout, workerRetries, onStall, prefetch, warnings, listeners);
    }

    public RunRules startTimeout(Duration time) {
        return new RunRules(taskTimeout, time, runTimeout, workerRetries, onStall, prefetch, warnings, listeners);
    }

    public RunRules runTimeout(Duration time) {
        return new RunRules(
                taskTimeout, startTimeout, Optional.of(time), workerRetries, onStall, prefetch, warnings, listeners);
    }

    public RunRules workerRetries(int times) {
        return new RunRules(taskTimeout, startTimeout, runTimeout, times, onStall, prefetch, warnings, listeners);
    }

    public RunRules onStall(OnStall reaction) {
        return new RunRules(
                taskTimeout, startTimeout, runTimeout, workerRetries, reaction, prefetch, warnings, listeners);
    }

    public RunRules prefetch(int tasks) {
        return new RunRules(taskTimeout, startTimeout, runTimeout, workerRetries, onStall, tasks, warnings, listeners);
    }

    public RunRules warnings(Consumer<String> told) {
        return new RunRules(taskTimeout, startTimeout, runTimeout, workerRetries, onStall, prefetch, told, listeners);
    }

    public RunRules listener(Consumer<RunEvent> one) {
        List<Consumer<RunEvent>> all = new ArrayList<>(listeners);
        all.add(one);
        return new RunRules(
                taskTimeout, startTimeout, runTimeout, workerRetries, onStall, prefetch, warnings, List.copyOf(all));
    }

    void warn(String text) {
        warnings.accept(text);
    }

    /** Of a limit that may be longer than a {@code long} has nanoseconds. */
    static long nanos(Duration time) {
        return time.compareTo(Duration.ofDays(10_000)) > 0 ? Long.MAX_VALUE / 2 : time.toNanos();
    }

    /** {@code 1m30s}. */
    static String text(Duration time) {
        return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    /** As {@link #text(Duration)}, of a time that was measured. */
    static String text(long nanos) {
        return text(Duration.ofMillis(nanos / 1_000_000));
    }
}
