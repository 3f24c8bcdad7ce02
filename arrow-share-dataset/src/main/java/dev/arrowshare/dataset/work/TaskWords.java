package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.event.RunEvent;
import dev.arrowshare.dataset.event.WorkerEvents;

/** What is said of a pipeline's tasks. */
final class TaskWords {
    private TaskWords() {}

    static void started(WorkerEvents worker, Task task) {
        worker.taskStarted(task.index(), task.rows());
    }

    static void ended(WorkerEvents worker, Task task, Answer answer) {
        TaskReport report = answer.report();
        RunEvent.Work work = new RunEvent.Work(
                report.rowsIn(),
                report.rowsOut(),
                report.bytesMapped() + report.bytesCopied(),
                answer.heldBytes(),
                report.attachNanos(),
                report.workNanos(),
                report.encodeNanos(),
                0);
        worker.taskEnded(
                task.index(), report.failures().batches(), report.failures().retries(), work);
    }

    /** The run goes on after that. */
    static void failed(WorkerEvents worker, Task task, FailureNote note) {
        String batch = new Place(note.batch(), note.firstRow(), note.rows()).toString();
        worker.failed(task.index(), note.attempts(), batch, note.cause());
    }

    /** The run ends with that, unless it has ended, and the task with it. */
    static void failed(WorkerEvents worker, Task task, Throwable failure) {
        if (failure instanceof CancelledRunException) {
            worker.taskCancelled(task.index());
        } else {
            worker.taskFailed(task.index(), task.toString(), failure);
        }
    }
}
