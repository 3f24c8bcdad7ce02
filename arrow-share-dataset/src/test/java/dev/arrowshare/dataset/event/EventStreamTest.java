package dev.arrowshare.dataset.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EventStreamTest {
    private final List<RunEvent> heard = Collections.synchronizedList(new ArrayList<>());

    private static RunEvents run(EventStream stream) {
        return RunEvents.start(
                stream,
                new RunEvents.Subject(
                        RunEvent.Kind.CALL, "F", "threads(2)", 2, OptionalLong.empty(), OptionalLong.empty()));
    }

    private static void tasks(RunEvents run, int count) {
        for (int i = 0; i < count; i++) {
            run.taskStarted(0, i, 1, 0);
            run.taskEnded(0, i, 1, RunEvent.TaskOutcome.DONE, 0, 0, 8, 100, 0);
        }
    }

    private static List<String> names(List<RunEvent> events) {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    @Test
    void listenersAreToldInOrderOnAThreadThatIsNoneOfTheRuns() {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        try (EventStream stream = new EventStream(List.of(heard::add, event -> threads.add(Thread.currentThread())))) {
            RunEvents run = run(stream);
            tasks(run, 1);
            run.end(RunEvent.Outcome.SUCCEEDED, null);
            run.settle();
            assertEquals(List.of("RunStarted", "TaskStarted", "TaskEnded", "RunEnded"), names(heard));
        }
        assertEquals(1, threads.stream().distinct().count());
        assertNotSame(Thread.currentThread(), threads.get(0));
    }

    @Test
    void aListenerThatThrowsIsToldOfWhatElseHappensAndSoAreTheOthers() {
        Consumer<RunEvent> failing = event -> {
            throw new IllegalStateException("not " + event);
        };
        try (EventStream stream = new EventStream(List.of(failing, heard::add))) {
            RunEvents run = run(stream);
            tasks(run, 10);
            run.end(RunEvent.Outcome.SUCCEEDED, null);
        }
        assertEquals(22, heard.size());
    }

    @Test
    void aSlowListenerIsWaitedForOnceAndForASecond() {
        CountDownLatch end = new CountDownLatch(1);
        Consumer<RunEvent> slow = event -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        EventStream stream = new EventStream(List.of(slow));
        long from = System.nanoTime();
        RunEvents first = run(stream);
        tasks(first, 1_000);
        first.end(RunEvent.Outcome.SUCCEEDED, null);
        first.settle();
        long once = System.nanoTime();
        RunEvents second = run(stream);
        tasks(second, 1_000);
        second.end(RunEvent.Outcome.SUCCEEDED, null);
        second.settle();
        stream.close();
        long twice = System.nanoTime();
        end.countDown();

        assertTrue(once - from >= TimeUnit.MILLISECONDS.toNanos(900), "waited for " + (once - from) + " ns");
        assertTrue(twice - once < once - from, "then for " + (twice - once) + " ns");
    }

    @Test
    void whatASlowListenerMissesIsCounted() throws InterruptedException {
        CountDownLatch isTold = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Consumer<RunEvent> slow = event -> {
            isTold.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        int all = EventStream.MOST_WAITING;
        try (EventStream stream = new EventStream(List.of(slow, heard::add))) {
            RunEvents run = run(stream);
            isTold.await();
            tasks(run, all);
            run.end(RunEvent.Outcome.SUCCEEDED, null);
            end.countDown();
        }
        long dropped = heard.stream()
                .mapToLong(event -> event instanceof RunEvent.EventsDropped gap ? gap.events() : 0)
                .sum();
        long told = heard.stream()
                .filter(event -> event instanceof RunEvent.TaskStarted || event instanceof RunEvent.TaskEnded)
                .count();
        assertEquals(all, dropped);
        assertEquals(2L * all, told + dropped);
        assertInstanceOf(RunEvent.RunEnded.class, heard.get(heard.size() - 1));
    }

    @Test
    void whatARunLeavesOpenIsEndedBeforeIt() {
        try (EventStream stream = new EventStream(List.of(heard::add))) {
            RunEvents run = run(stream);
            run.of(1).started();
            run.of(1).ready(0, 0, 5);
            run.taskStarted(1, 0, 3, 0);
            run.end(RunEvent.Outcome.CANCELLED, null);
            run.taskEnded(1, 0, 3, RunEvent.TaskOutcome.DONE, 0, 0, 0, 5, 0);
            run.of(1).died("late", Optional.empty());
        }
        assertEquals(
                List.of(
                        "RunStarted",
                        "WorkerStarted",
                        "WorkerReady",
                        "TaskStarted",
                        "TaskEnded",
                        "WorkerEnded",
                        "RunEnded"),
                names(heard));
        assertEquals(RunEvent.TaskOutcome.CANCELLED, ((RunEvent.TaskEnded) heard.get(4)).outcome());
    }

    @Test
    void nobodyIsMadeWhereNobodyListens() {
        try (EventStream stream = new EventStream(List.of())) {
            RunEvents run = run(stream);
            tasks(run, 10);
            run.end(RunEvent.Outcome.SUCCEEDED, null);
            assertEquals(100, run.longestNanos());
            assertTrue(Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("arrow-share events")));
        }
    }
}
