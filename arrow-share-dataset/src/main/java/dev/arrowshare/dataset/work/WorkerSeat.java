package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.event.RunEvent;
import dev.arrowshare.dataset.event.WorkerEvents;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.PostMortem;
import dev.arrowshare.error.WorkerFailedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A worker process and, when it dies, another one in its place, which is sent what the dead one had not answered. What it had answered
 * is not done again, and stays readable.
 *
 * <p>The task that a worker was at is to blame for its death. One that was to blame more often than the rules forgive is a poison task,
 * and ends the run.
 *
 * <p><b>Threads:</b> {@link #send}, {@link #receive} and {@link #finish} by one at a time; the rest by any.
 */
final class WorkerSeat {
    private final BiFunction<TaskClock, WorkerEvents, WorkerDesk> hiring;
    private final BooleanSupplier over;
    private final RunRules rules;
    private final WorkerEvents events;
    private final TaskClock clock = new TaskClock();
    private final Queue<Task> unanswered = new ArrayDeque<>();
    private final Map<Integer, Integer> deaths = new HashMap<>();
    private volatile WorkerDesk desk;
    private volatile @Nullable Sentence sentence;
    private boolean isNew;
    private int deathsAtStart;

    /**
     * Why we kill a worker.
     *
     * @param stint that it is at
     * @param failure to report, unless another worker is to do the same again
     */
    private record Sentence(Stint stint, @Nullable ArrowShareException failure) {}

    /**
     * @param hiring starts a worker
     * @param over whether the run is, and workers are killed on purpose
     * @param events told who sits here, and what he does
     */
    WorkerSeat(
            BiFunction<TaskClock, WorkerEvents, WorkerDesk> hiring,
            BooleanSupplier over,
            RunRules rules,
            WorkerEvents events) {
        this.hiring = hiring;
        this.over = over;
        this.rules = rules;
        this.events = events;
        this.desk = hiring.apply(clock, events);
    }

    /** The worker that is here now. */
    WorkerDesk desk() {
        return desk;
    }

    TaskClock clock() {
        return clock;
    }

    void send(Task task) {
        unanswered.add(task);
        if (isNew) {
            return;
        }
        try {
            desk.send(task);
        } catch (WorkerFailedException e) {
            replace(e);
        }
    }

    /** The answer to the oldest task. */
    Answer receive() {
        while (true) {
            try {
                if (isNew) {
                    desk.send(unanswered.element());
                }
                Answer answer = desk.receive();
                unanswered.remove();
                sendRest();
                return answer;
            } catch (WorkerFailedException e) {
                replace(e);
            } catch (RuntimeException | Error e) {
                clock.stop();
                sayFailed(e);
                throw e;
            }
        }
    }

    /** What a new worker is to do besides; before its first answer it may ask, and hears nothing but what it asked for. */
    private void sendRest() {
        if (isNew) {
            isNew = false;
            try {
                unanswered.forEach(desk::send);
            } catch (WorkerFailedException e) {
                replace(e);
            }
        }
    }

    private void replace(WorkerFailedException death) {
        if (over.getAsBoolean()) {
            throw death;
        }
        WorkerDesk dead = desk;
        PostMortem found = ofThat(dead, death);
        Stint last = clock.stint();
        clock.stop();
        Sentence why = sentence;
        sentence = null;
        boolean isSentenced = why != null && why.stint().equals(last);
        if (why == null || isSentenced) {
            try {
                requireAnother(why);
                count(dead, found, death);
            } catch (RuntimeException e) {
                sayFailed(e);
                throw e;
            }
        }
        events.died(found.end(), Optional.of(found));
        rules.warn(found + (isSentenced ? "\n    it was killed since it seemed to hang" : "")
                + "\n    another worker takes its place, and is sent again what it had not answered");
        dead.retire();
        events.replaced(isSentenced ? RunEvent.Why.STALLED : RunEvent.Why.DIED);
        desk = hiring.apply(clock, events);
        isNew = true;
    }

    private void sayFailed(Throwable failure) {
        Task task = unanswered.peek();
        if (task != null) {
            TaskWords.failed(events, task, over.getAsBoolean() ? new CancelledRunException() : failure);
        }
    }

    private static void requireAnother(@Nullable Sentence why) {
        if (why != null && why.failure() != null) {
            throw why.failure();
        }
    }

    /** A function may fail with that exception too, of a run of its own. */
    private static PostMortem ofThat(WorkerDesk desk, WorkerFailedException death) {
        return death.postMortem()
                .filter(found -> found.process() == desk.process().pid())
                .orElseThrow(() -> death);
    }

    private void count(WorkerDesk dead, PostMortem found, WorkerFailedException death) {
        Task blamed = unanswered.element();
        int count = dead.isReady() ? deaths.merge(blamed.index(), 1, Integer::sum) : ++deathsAtStart;
        if (count <= rules.workerRetries()) {
            return;
        }
        if (count == 1) {
            throw death;
        }
        String what = dead.isReady()
                ? blamed + " is a poison task: " + count + " workers ended at it"
                : count + " workers ended before they were ready";
        throw new WorkerFailedException(what + "; the last was " + found, found, death);
    }

    void expire(Stint stint, Duration limit) {
        WorkerProcess culprit = desk.process();
        ArrowShareException failure = stint.isStart()
                ? culprit.notReady(limit, new TimeoutException("not ready after " + RunRules.text(limit)))
                : RunWatch.taskTimeout(
                        stint,
                        limit,
                        "worker " + culprit.number() + " (process " + culprit.pid() + ")",
                        culprit.stacks());
        kill(culprit, new Sentence(stint, failure));
    }

    void replaceHanging(Stint stint) {
        kill(desk.process(), new Sentence(stint, null));
    }

    private void kill(WorkerProcess culprit, Sentence why) {
        if (why.stint().equals(clock.stint())) {
            sentence = why;
            culprit.kill();
        }
    }

    /** What the worker measured of itself; nothing of one that died when all was done. */
    WorkerFigures finish() {
        try {
            WorkerFigures figures = desk.awaitFinish();
            events.ended();
            return figures;
        } catch (WorkerFailedException e) {
            PostMortem found = ofThat(desk, e);
            events.died(found.end(), Optional.of(found));
            rules.warn(found + "\n    all of its results are there");
            return WorkerFigures.NONE;
        }
    }

    void askToFinish() {
        try {
            desk.askToFinish();
        } catch (WorkerFailedException e) {
            // It is said when its figures are waited for.
            var unused = ofThat(desk, e);
        }
    }
}
