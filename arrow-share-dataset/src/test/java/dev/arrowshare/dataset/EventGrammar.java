package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.dataset.event.RunEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a stream of events, fails at whatever cannot have happened so, and adds up what each run did. */
final class EventGrammar {
    private final Map<Long, Read> runs = new LinkedHashMap<>();
    private long last = Long.MIN_VALUE;

    /** One run, as far as it was read. */
    static final class Read {
        final RunEvent.RunStarted start;
        final Map<Long, RunEvent.TaskStarted> open = new HashMap<>();
        final Map<Integer, String> workers = new HashMap<>();
        final List<RunEvent.TaskFailed> failures = new ArrayList<>();
        RunEvent.RunEnded end;
        long tasks;
        long failed;
        long retries;
        long lost;
        long rowsIn;
        long rowsOut;
        long rowsWritten;

        Read(RunEvent.RunStarted start) {
            this.start = start;
        }
    }

    static EventGrammar read(List<RunEvent> events) {
        EventGrammar grammar = new EventGrammar();
        for (RunEvent event : List.copyOf(events)) {
            try {
                grammar.add(event);
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + " at " + event + " of " + events, e);
            }
        }
        grammar.runs.values().forEach(run -> assertNotNull(run.end, () -> "no end of " + run.start + " in " + events));
        return grammar;
    }

    List<Read> of(RunEvent.Kind kind) {
        return runs.values().stream().filter(run -> run.start.kind() == kind).toList();
    }

    /** The only one. */
    Read one(RunEvent.Kind kind) {
        assertEquals(1, of(kind).size(), () -> "runs " + runs.values());
        return of(kind).get(0);
    }

    private void add(RunEvent event) {
        assertTrue(event.nanos() >= last, "time goes back");
        last = event.nanos();
        if (event instanceof RunEvent.RunStarted start) {
            assertNull(runs.put(start.run(), new Read(start)), "a run starts twice");
            start.within().ifPresent(pool -> assertNull(runs.get(pool).end, "the pool has ended"));
            return;
        }
        Read run = runs.get(event.run());
        assertNotNull(run, "a run that has not started");
        assertNull(run.end, "a run that has ended");
        if (event instanceof RunEvent.RunEnded end) {
            assertEquals(Map.of(), run.open, "tasks are open");
            assertFalse(
                    run.workers.containsValue("started") || run.workers.containsValue("ready"), "workers are there");
            run.end = end;
        } else if (event instanceof RunEvent.TaskStarted task) {
            started(run, task);
        } else if (event instanceof RunEvent.TaskEnded task) {
            ended(run, task);
        } else if (event instanceof RunEvent.TaskFailed task) {
            assertTrue(run.open.values().stream().anyMatch(open -> holds(open, task)), "a task that nobody is at");
            run.failures.add(task);
        } else if (event instanceof RunEvent.OutputWritten output) {
            run.rowsWritten += output.rows();
        } else {
            worker(run, event);
        }
    }

    private static boolean holds(RunEvent.TaskStarted open, RunEvent.TaskFailed task) {
        return open.worker() == task.worker() && open.task() <= task.task() && task.task() < open.task() + open.tasks();
    }

    private void started(Read run, RunEvent.TaskStarted task) {
        assertNull(run.open.put(task.task(), task), "a task starts twice");
        Read owner =
                run.start.within().isPresent() ? runs.get(run.start.within().getAsLong()) : run;
        assertEquals("ready", owner.workers.get(task.worker()), "the worker is not ready");
        assertTrue(task.tasks() > 0, "no tasks");
    }

    private static void ended(Read run, RunEvent.TaskEnded task) {
        RunEvent.TaskStarted started = run.open.remove(task.task());
        assertNotNull(started, "a task that has not started");
        assertEquals(started.worker(), task.worker(), "another worker");
        assertTrue(task.tasks() <= started.tasks(), "more tasks than were started");
        if (task.outcome() == RunEvent.TaskOutcome.DONE) {
            assertEquals(started.tasks(), task.tasks(), "done");
        }
        run.lost += task.outcome() == RunEvent.TaskOutcome.LOST ? started.tasks() - task.tasks() : 0;
        run.tasks += task.tasks();
        run.failed += task.failed();
        run.retries += task.retries();
        run.rowsIn += task.work().rowsIn();
        run.rowsOut += task.work().rowsOut();
    }

    private static void worker(Read run, RunEvent event) {
        if (event instanceof RunEvent.WorkerStarted worker) {
            become(run, worker.worker(), List.of("none", "replaced"), "started");
        } else if (event instanceof RunEvent.WorkerReady worker) {
            become(run, worker.worker(), List.of("started"), "ready");
        } else if (event instanceof RunEvent.WorkerEnded worker) {
            become(run, worker.worker(), List.of("started", "ready"), "ended");
            nothingOpen(run, worker.worker());
        } else if (event instanceof RunEvent.WorkerDied worker) {
            become(run, worker.worker(), List.of("started", "ready"), "died");
            nothingOpen(run, worker.worker());
        } else if (event instanceof RunEvent.WorkerReplaced worker) {
            become(run, worker.worker(), List.of("ended", "died"), "replaced");
        }
    }

    private static void become(Read run, int worker, List<String> before, String after) {
        String state = run.workers.getOrDefault(worker, "none");
        assertTrue(before.contains(state), () -> "worker " + worker + " is " + state + " before it is " + after);
        run.workers.put(worker, after);
    }

    private static void nothingOpen(Read run, int worker) {
        assertTrue(run.open.values().stream().noneMatch(task -> task.worker() == worker), "it was at a task");
    }
}
