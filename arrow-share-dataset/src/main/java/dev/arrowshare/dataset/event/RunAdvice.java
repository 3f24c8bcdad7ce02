package dev.arrowshare.dataset.event;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a run was no faster than it would have been on the calling thread alone, as measured.
 *
 * <pre>{@code
 * trips.mapBatches(new TipShare()).workers(processes(4)).writeParquet(out).advice().ifPresent(System.out::println);
 * }</pre>
 *
 * <p>What the calling thread would have taken is the sum of what workers took for the tasks, and of reading the input and writing the output;
 * what workers cost besides, it would not have had. There is none for runs of less than 20 ms, for those that did not succeed, and where the
 * caller decides how fast results are taken.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param cause the one that cost most
 * @param elapsed what the run took
 * @param inline what it would have taken without workers
 * @param text what was measured, and what to do about it
 */
public record RunAdvice(Cause cause, Duration elapsed, Duration inline, String text) {
    private static final long SHORTEST_NANOS = 20_000_000;

    /** One worker alone is never faster; it may be there for other reasons. */
    private static final double TOLERATED_OF_ONE = 1.25;

    private static final double TOLERATED = 0.95;
    private static final double MOST_OF_IT = 0.5;

    /** Less than that may be anything. */
    private static final double LEAST_LOST = 0.2;

    private static final long LARGE_RESULT_BYTES = 1_024;

    /** A worker that is given less at once is busy with being given it. */
    private static final long SHORT_MESSAGE_NANOS = 5_000_000;

    /** To bring such a task to a worker may take longer than to do it, however many go together. */
    private static final long SHORT_TASK_NANOS = 20_000;

    /** Results are written on the other side, which takes about as long as to read them here. */
    private static final int BOTH_SIDES = 2;

    /** What cost most. */
    public enum Cause {
        /** Workers had to be started first. */
        START_UP,
        /** A message to a worker, and back, took longer than what it was asked for. */
        TASKS_TOO_SMALL,
        /** Results took longer to travel than to be made. */
        RESULTS_TOO_BIG,
        /** One task took most of the time, with the others done meanwhile. */
        SKEW
    }

    /** Of the first run among these events; none if it was faster than inline, or if nothing that is known explains it. */
    public static Optional<RunAdvice> of(Iterable<? extends RunEvent> events) {
        return RunFigures.of(events).advice();
    }

    static Optional<RunAdvice> of(RunFigures run) {
        long elapsed = run.elapsedNanos();
        long inline = run.inlineNanos();
        double tolerated = run.workers() > 1 ? TOLERATED : TOLERATED_OF_ONE;
        if (elapsed < SHORTEST_NANOS || elapsed < tolerated * inline) {
            return Optional.empty();
        }
        return cause(run)
                .map(cause -> new RunAdvice(
                        cause, Duration.ofNanos(elapsed), Duration.ofNanos(inline), text(cause, run, elapsed, inline)));
    }

    private static Optional<Cause> cause(RunFigures run) {
        double lost = run.elapsedNanos() - run.shareNanos();
        if (lost < LEAST_LOST * run.elapsedNanos()) {
            return Optional.empty();
        }
        if (run.startNanos() >= MOST_OF_IT * lost) {
            return Optional.of(Cause.START_UP);
        }
        if (run.workers() > 1 && run.longestNanos() >= MOST_OF_IT * run.elapsedNanos()) {
            return Optional.of(Cause.SKEW);
        }
        boolean isLarge = run.bytesOut() / run.tasks() >= LARGE_RESULT_BYTES;
        if (isLarge && BOTH_SIDES * run.transferNanos() >= MOST_OF_IT * lost) {
            return Optional.of(Cause.RESULTS_TOO_BIG);
        }
        boolean isSmall = run.busyNanos() / run.messages() < SHORT_MESSAGE_NANOS
                || run.busyNanos() / run.tasks() < SHORT_TASK_NANOS;
        return isSmall ? Optional.of(Cause.TASKS_TOO_SMALL) : Optional.empty();
    }

    private static String text(Cause cause, RunFigures run, long elapsed, long inline) {
        return "the run took " + time(elapsed) + "; inline() would have taken about " + time(inline) + ": "
                + why(cause, run);
    }

    private static String why(Cause cause, RunFigures run) {
        return switch (cause) {
            case START_UP ->
                "the first task was begun after " + time(run.startNanos())
                        + "; use threads(n), or a pool that is kept, for so little work";
            case TASKS_TOO_SMALL ->
                "a message to a worker held " + tasks(run.tasks() / run.messages()) + " and "
                        + time(run.busyNanos() / run.messages())
                        + " of work; leave the size of chunks to the pool, or give a task more to do";
            case RESULTS_TOO_BIG ->
                "results of " + run.bytesOut() / Math.max(1, run.tasks()) + " bytes a task took "
                        + time(run.transferNanos())
                        + " to be read here, after they had been written; use threads(n), or return less";
            case SKEW ->
                "one " + (run.tasks() == run.messages() ? "task" : "message of tasks") + " took "
                        + time(run.longestNanos()) + "; divide it, so that others can help";
        };
    }

    private static String tasks(long count) {
        return count == 1 ? "1 task" : count + " tasks";
    }

    /** {@code 350 µs}, {@code 12.3 ms}, {@code 4.56 s}. */
    private static String time(long nanos) {
        if (nanos < 1_000_000) {
            return nanos / 1_000 + " µs";
        }
        return nanos < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    @Override
    public String toString() {
        return text;
    }
}
