package dev.arrowshare.dataset.event;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * For the engine: where a run says what happens in it. That the events of a run are well formed is seen to here, whoever says what and when:
 * it starts first and ends last, tasks that are started end once, and workers end before their run does.
 *
 * <p>Without a listener figures are added up, and nothing is made.
 *
 * <p><b>Threads:</b> safe.
 */
public final class RunEvents {
    private static final AtomicLong RUNS = new AtomicLong();

    private final EventStream stream;
    private final boolean isHeard;
    private final long run = RUNS.incrementAndGet();
    private final RunFigures figures = new RunFigures();
    private final Map<Long, Started> tasks = new LinkedHashMap<>();
    private final Set<Integer> workers = new TreeSet<>();
    private boolean ended;

    /** Tasks that a worker is at. */
    private record Started(int worker, int tasks) {}

    /** What a run is. */
    public record Subject(
            RunEvent.Kind kind, String what, String workers, int workerCount, OptionalLong tasks, OptionalLong rows) {}

    /** An event that has yet to be told of which run it is, and when it was. */
    @FunctionalInterface
    public interface Saying {
        RunEvent at(long run, long nanos);
    }

    private RunEvents(EventStream stream) {
        this.stream = stream;
        this.isHeard = stream.isHeard();
    }

    /** A run that starts now. */
    public static RunEvents start(EventStream stream, Subject subject) {
        return start(stream, OptionalLong.empty(), subject);
    }

    /** A call that starts now, within the run of its pool. */
    public RunEvents startCall(Subject subject) {
        return start(stream, OptionalLong.of(run), subject);
    }

    private static RunEvents start(EventStream stream, OptionalLong within, Subject of) {
        RunEvents events = new RunEvents(stream);
        synchronized (stream) {
            long now = System.nanoTime();
            events.figures.started(now, of.workerCount());
            events.put(new RunEvent.RunStarted(
                    events.run,
                    now,
                    Instant.now(),
                    within,
                    of.kind(),
                    of.what(),
                    of.workers(),
                    of.workerCount(),
                    of.tasks(),
                    of.rows()));
        }
        return events;
    }

    /** Whether anybody listens. */
    public boolean isHeard() {
        return isHeard;
    }

    /** That worker's. */
    public WorkerEvents of(int worker) {
        return new WorkerEvents(this, worker);
    }

    /** What happens seldom. */
    public void say(Saying what) {
        if (isHeard) {
            synchronized (stream) {
                put(what.at(run, System.nanoTime()));
            }
        }
    }

    private void put(RunEvent event) {
        if (!ended) {
            stream.put(event);
        }
    }

    void workerStarted(int worker, OptionalLong process) {
        if (isHeard) {
            synchronized (stream) {
                long now = System.nanoTime();
                endWorker(worker, now);
                workers.add(worker);
                put(new RunEvent.WorkerStarted(run, now, worker, process));
            }
        }
    }

    void workerReady(int worker, long spawnNanos, long connectNanos, long initNanos) {
        synchronized (stream) {
            long now = System.nanoTime();
            figures.ready(now);
            if (isHeard) {
                put(new RunEvent.WorkerReady(run, now, worker, spawnNanos, connectNanos, initNanos));
            }
        }
    }

    void workerEnded(int worker) {
        synchronized (stream) {
            endWorker(worker, System.nanoTime());
        }
    }

    private void endWorker(int worker, long now) {
        if (workers.remove(worker)) {
            loseTasks(worker, now);
            put(new RunEvent.WorkerEnded(run, now, worker));
        }
    }

    /** What it had started is lost first. */
    void workerDied(int worker, Saying death) {
        synchronized (stream) {
            long now = System.nanoTime();
            if (workers.remove(worker)) {
                loseTasks(worker, now);
                put(death.at(run, now));
            }
        }
    }

    private void loseTasks(int worker, long now) {
        for (Iterator<Map.Entry<Long, Started>> each = tasks.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Long, Started> task = each.next();
            if (task.getValue().worker() == worker) {
                each.remove();
                put(over(task.getKey(), task.getValue(), now, RunEvent.TaskOutcome.LOST));
            }
        }
    }

    private RunEvent over(long task, Started started, long now, RunEvent.TaskOutcome outcome) {
        return new RunEvent.TaskEnded(run, now, started.worker(), task, 0, outcome, 0, 0, RunEvent.Work.NOTHING);
    }

    /** A worker begins with so many tasks. */
    public void taskStarted(int worker, long task, int count, long rows) {
        if (isHeard) {
            synchronized (stream) {
                start(worker, task, count, rows, System.nanoTime());
            }
        }
    }

    private void start(int worker, long task, int count, long rows, long now) {
        if (!ended && tasks.putIfAbsent(task, new Started(worker, count)) == null) {
            put(new RunEvent.TaskStarted(run, now, worker, task, count, rows));
        }
    }

    /** Their worker is gone; nothing if they have not been started. */
    public void taskLost(long task) {
        over(task, RunEvent.TaskOutcome.LOST);
    }

    void taskCancelled(long task) {
        over(task, RunEvent.TaskOutcome.CANCELLED);
    }

    private void over(long task, RunEvent.TaskOutcome outcome) {
        if (isHeard) {
            synchronized (stream) {
                Started started = tasks.remove(task);
                if (started != null) {
                    put(over(task, started, System.nanoTime(), outcome));
                }
            }
        }
    }

    /** What was started has failed, and ended the run. */
    public void taskFailed(int worker, long task, String input, Throwable failure) {
        if (isHeard) {
            synchronized (stream) {
                long now = System.nanoTime();
                if (tasks.remove(task) != null) {
                    put(new RunEvent.TaskFailed(run, now, worker, task, 1, input, failure));
                    put(new RunEvent.TaskEnded(
                            run, now, worker, task, 1, RunEvent.TaskOutcome.FAILED, 1, 0, RunEvent.Work.NOTHING));
                }
            }
        }
    }

    /** What was started is over; if nobody said that it was, it starts just before. */
    public void taskEnded(
            int worker,
            long task,
            int count,
            RunEvent.TaskOutcome outcome,
            long failed,
            long retries,
            long bytesOut,
            long workNanos,
            long transferNanos) {
        synchronized (stream) {
            long now = System.nanoTime();
            if (!ended) {
                figures.ended(now, count, workNanos, bytesOut, transferNanos);
                figures.failed(failed, retries);
            }
            if (isHeard) {
                end(worker, task, count, 0, now);
                RunEvent.Work work = new RunEvent.Work(0, 0, 0, bytesOut, 0, workNanos, 0, transferNanos);
                put(new RunEvent.TaskEnded(run, now, worker, task, count, outcome, failed, retries, work));
            }
        }
    }

    /** As {@link #taskEnded(int, long, int, RunEvent.TaskOutcome, long, long, long, long, long)}, of a pipeline's. */
    public void taskEnded(int worker, long task, long failed, long retries, RunEvent.Work work) {
        synchronized (stream) {
            long now = System.nanoTime();
            if (!ended) {
                figures.ended(now, 1, work.busyNanos(), work.bytesOut(), work.transferNanos());
                figures.failed(failed, retries);
            }
            if (isHeard) {
                end(worker, task, 1, work.rowsIn(), now);
                RunEvent.TaskOutcome done = RunEvent.TaskOutcome.DONE;
                put(new RunEvent.TaskEnded(run, now, worker, task, 1, done, failed, retries, work));
            }
        }
    }

    private void end(int worker, long task, int count, long rows, long now) {
        start(worker, task, count, rows, now);
        tasks.remove(task);
    }

    /** More of the input is there. */
    public void inputRead(int count, long rows, long bytes, long readNanos) {
        synchronized (stream) {
            figures.read(readNanos);
            if (isHeard) {
                put(new RunEvent.InputRead(run, System.nanoTime(), count, rows, bytes, readNanos));
            }
        }
    }

    /** Results went to the output. */
    public void outputWritten(long rows, long bytes, long writeNanos) {
        synchronized (stream) {
            figures.wrote(writeNanos);
            if (isHeard) {
                put(new RunEvent.OutputWritten(run, System.nanoTime(), rows, bytes, writeNanos));
            }
        }
    }

    /** The longest that a worker took for what it was given at once; 0 before it has answered. */
    public long longestNanos() {
        synchronized (stream) {
            return figures.longestNanos();
        }
    }

    /** Tasks that were answered for before the run ended. */
    public long tasks() {
        synchronized (stream) {
            return figures.tasks();
        }
    }

    /** How many of these failed for good. */
    public long failed() {
        synchronized (stream) {
            return figures.failed();
        }
    }

    /** Attempts at these but for the first ones. */
    public long retries() {
        synchronized (stream) {
            return figures.retries();
        }
    }

    /** How long it takes is decided by who takes the results: no advice, then. */
    public void atCallersPace() {
        synchronized (stream) {
            figures.atCallersPace();
        }
    }

    /** What could be done better; once the run has ended. */
    public Optional<RunAdvice> advice() {
        synchronized (stream) {
            return figures.advice();
        }
    }

    /** The run is over: so is all that it had started. Again is harmless. */
    public void end(RunEvent.Outcome outcome, @Nullable Throwable failure) {
        synchronized (stream) {
            if (ended) {
                return;
            }
            long now = System.nanoTime();
            figures.ended(now, outcome);
            if (isHeard) {
                tasks.forEach((task, started) -> put(over(task, started, now, RunEvent.TaskOutcome.CANCELLED)));
                tasks.clear();
                workers.forEach(worker -> put(new RunEvent.WorkerEnded(run, now, worker)));
                workers.clear();
                put(new RunEvent.RunEnded(run, now, outcome, Optional.ofNullable(failure), figures.advice()));
            }
            ended = true;
        }
    }

    /** Waits a moment for listeners, who are to know of the end before whoever waits for it goes on. */
    public void settle() {
        if (isHeard) {
            stream.settle();
        }
    }
}
