package dev.arrowshare.dataset.event;

import dev.arrowshare.error.PostMortem;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * For the engine: what happens to one worker of a run.
 *
 * <p><b>Threads:</b> safe.
 */
public final class WorkerEvents {
    private final RunEvents run;
    private final int worker;

    WorkerEvents(RunEvents run, int worker) {
        this.run = run;
        this.worker = worker;
    }

    /** The one whose worker it is. */
    public RunEvents run() {
        return run;
    }

    /** Its number, which who takes its place has too. */
    public int worker() {
        return worker;
    }

    /** It begins to start: a thread. */
    public void started() {
        run.workerStarted(worker, OptionalLong.empty());
    }

    /** It begins to start: a process. */
    public void started(long process) {
        run.workerStarted(worker, OptionalLong.of(process));
    }

    /** It is ready. */
    public void ready(long spawnNanos, long connectNanos, long initNanos) {
        run.workerReady(worker, spawnNanos, connectNanos, initNanos);
    }

    /** It has ended as it should; nothing if it has ended already. */
    public void ended() {
        run.workerEnded(worker);
    }

    /** It has ended before it should; nothing if it has ended already. */
    public void died(String cause, Optional<PostMortem> postMortem) {
        run.workerDied(worker, (id, now) -> new RunEvent.WorkerDied(id, now, worker, cause, postMortem));
    }

    /** Another takes its place. */
    public void replaced(RunEvent.Why why) {
        run.say((id, now) -> new RunEvent.WorkerReplaced(id, now, worker, why));
    }

    /** It seems to hang. */
    public void stalled(String what, long sinceNanos, String stacks) {
        run.say((id, now) -> new RunEvent.WorkerStalled(id, now, worker, what, sinceNanos, stacks));
    }

    /** It begins with a task of a pipeline. */
    public void taskStarted(long task, long rows) {
        run.taskStarted(worker, task, 1, rows);
    }

    /** It is done with a task of a pipeline. */
    public void taskEnded(long task, long failed, long retries, RunEvent.Work work) {
        run.taskEnded(worker, task, failed, retries, work);
    }

    /** The run was over before the task was. */
    public void taskCancelled(long task) {
        run.taskCancelled(task);
    }

    /** A task has ended the run. */
    public void taskFailed(long task, String input, Throwable failure) {
        run.taskFailed(worker, task, input, failure);
    }

    /** Part of a task has failed, and the run goes on. */
    public void failed(long task, int attempts, String input, Throwable failure) {
        run.say((id, now) -> new RunEvent.TaskFailed(id, now, worker, task, attempts, input, failure));
    }
}
