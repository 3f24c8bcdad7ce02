package dev.arrowshare.dataset.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.dataset.event.RunAdvice.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is made of events that might have happened; times in milliseconds. */
class RunAdviceTest {
    private static final long RUN = 7;

    private final List<RunEvent> events = new ArrayList<>();

    private static long nanos(double millis) {
        return Math.round(millis * 1e6);
    }

    private void started(int workers) {
        events.add(new RunEvent.RunStarted(
                RUN,
                0,
                Instant.EPOCH,
                OptionalLong.empty(),
                RunEvent.Kind.CALL,
                "F",
                "threads(" + workers + ")",
                workers,
                OptionalLong.empty(),
                OptionalLong.empty()));
    }

    private void task(double at, int tasks, double work, long bytes, double transfer) {
        RunEvent.Work done = new RunEvent.Work(0, 0, 0, bytes, 0, nanos(work), 0, nanos(transfer));
        events.add(
                new RunEvent.TaskEnded(RUN, nanos(at), 0, events.size(), tasks, RunEvent.TaskOutcome.DONE, 0, 0, done));
    }

    private void ended(double at, RunEvent.Outcome outcome) {
        events.add(new RunEvent.RunEnded(RUN, nanos(at), outcome, Optional.empty(), Optional.empty()));
    }

    private Optional<RunAdvice> advice() {
        return RunAdvice.of(events);
    }

    @Test
    void workersThatHaveToStartFirst() {
        started(2);
        events.add(new RunEvent.WorkerReady(RUN, nanos(400), 0, 1, 2, 3));
        task(410, 1, 5, 0, 0);
        ended(450, RunEvent.Outcome.SUCCEEDED);
        assertEquals(
                Optional.of(new RunAdvice(
                        Cause.START_UP,
                        Duration.ofMillis(450),
                        Duration.ofMillis(5),
                        "the run took 450.0 ms; inline() would have taken about 5.0 ms: the first task was begun after 400.0 ms;"
                                + " use threads(n), or a pool that is kept, for so little work")),
                advice());
    }

    @Test
    void tasksThatAreTooSmall() {
        started(2);
        for (int i = 1; i <= 1_000; i++) {
            task(0.05 * i, 1, 0.002, 9, 0.001);
        }
        ended(51, RunEvent.Outcome.SUCCEEDED);
        assertEquals(Optional.of(Cause.TASKS_TOO_SMALL), advice().map(RunAdvice::cause));
        assertEquals(
                "the run took 51.0 ms; inline() would have taken about 2.0 ms: a message to a worker held 1 task and 2 µs of work;"
                        + " leave the size of chunks to the pool, or give a task more to do",
                advice().orElseThrow().toString());
    }

    @Test
    void resultsThatAreTooBig() {
        started(2);
        for (int i = 1; i <= 100; i++) {
            task(4 * i + 3, 1, 1, 10_000_000, 5);
        }
        ended(404, RunEvent.Outcome.SUCCEEDED);
        assertEquals(Optional.of(Cause.RESULTS_TOO_BIG), advice().map(RunAdvice::cause));
        assertEquals(
                "the run took 404.0 ms; inline() would have taken about 100.0 ms: results of 10000000 bytes a task took 500.0 ms"
                        + " to be read here, after they had been written; use threads(n), or return less",
                advice().orElseThrow().text());
    }

    @Test
    void oneTaskThatTakesMostOfTheTime() {
        started(2);
        for (int i = 1; i <= 10; i++) {
            task(i, 1, 1, 0, 0);
        }
        task(204, 1, 200, 0, 0);
        ended(205, RunEvent.Outcome.SUCCEEDED);
        assertEquals(Optional.of(Cause.SKEW), advice().map(RunAdvice::cause));
        assertEquals(
                "the run took 205.0 ms; inline() would have taken about 210.0 ms: one task took 200.0 ms; divide it, so that"
                        + " others can help",
                advice().orElseThrow().text());
    }

    @Test
    void nothingIsSaidOfARunThatWasFaster() {
        started(2);
        for (int i = 1; i <= 20; i++) {
            task(5.5 * i, 1, 10, 0, 0);
        }
        ended(111, RunEvent.Outcome.SUCCEEDED);
        assertEquals(Optional.empty(), advice());
    }

    @Test
    void nothingIsSaidWhereTheInputTookTheTime() {
        started(2);
        for (int i = 1; i <= 100; i++) {
            events.add(new RunEvent.InputRead(RUN, nanos(3 * i), 1, 0, 0, nanos(3)));
            task(3 * i + 0.2, 1, 0.1, 0, 0);
        }
        ended(301, RunEvent.Outcome.SUCCEEDED);
        assertEquals(Optional.empty(), advice());
    }

    @Test
    void nothingIsSaidOfShortRunsAndOfThoseThatFailed() {
        started(2);
        task(18, 1, 1, 0, 0);
        ended(19, RunEvent.Outcome.SUCCEEDED);
        assertEquals(Optional.empty(), advice());

        events.clear();
        started(2);
        task(1_800, 1, 1, 0, 0);
        ended(1_900, RunEvent.Outcome.FAILED);
        assertEquals(Optional.empty(), advice());
    }

    @Test
    void oneWorkerIsToldOnlyWhatItCostsMuch() {
        started(1);
        task(100, 1, 90, 0, 0);
        ended(105, RunEvent.Outcome.SUCCEEDED);
        assertEquals(Optional.empty(), advice());

        events.clear();
        started(1);
        task(400, 1, 90, 0, 0);
        ended(401, RunEvent.Outcome.SUCCEEDED);
        assertEquals(Optional.of(Cause.START_UP), advice().map(RunAdvice::cause));
    }

    @Test
    void otherRunsAmongTheEventsDoNotCount() {
        started(2);
        events.add(new RunEvent.InputRead(8, 5, 1, 0, 0, nanos(10_000)));
        task(410, 1, 5, 0, 0);
        ended(450, RunEvent.Outcome.SUCCEEDED);
        assertEquals(Optional.of(Cause.START_UP), advice().map(RunAdvice::cause));
    }
}
