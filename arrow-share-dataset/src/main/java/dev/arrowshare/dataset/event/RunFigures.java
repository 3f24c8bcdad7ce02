package dev.arrowshare.dataset.event;

import java.util.Optional;

/**
 * What the events of one run add up to, as far as advice needs it.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class RunFigures {
    private static final long UNKNOWN = Long.MAX_VALUE;

    private long started;
    private long ended;
    private int workers;
    private boolean succeeded;
    private boolean isCallersPace;
    private long ready = UNKNOWN;
    private long begun = UNKNOWN;
    private long readBefore;
    private long messages;
    private long tasks;
    private long failed;
    private long retries;
    private long busyNanos;
    private long longestNanos;
    private long bytesOut;
    private long transferNanos;
    private long readNanos;
    private long writeNanos;

    /** Of the first run among those events. */
    static RunFigures of(Iterable<? extends RunEvent> events) {
        RunFigures figures = new RunFigures();
        long run = 0;
        for (RunEvent event : events) {
            run = run == 0 ? event.run() : run;
            if (event.run() == run) {
                figures.add(event);
            }
        }
        return figures;
    }

    private void add(RunEvent event) {
        if (event instanceof RunEvent.RunStarted start) {
            started(start.nanos(), start.workerCount());
        } else if (event instanceof RunEvent.WorkerReady worker) {
            ready(worker.nanos());
        } else if (event instanceof RunEvent.TaskEnded task) {
            RunEvent.Work work = task.work();
            ended(task.nanos(), task.tasks(), work.busyNanos(), work.bytesOut(), work.transferNanos());
            failed(task.failed(), task.retries());
        } else if (event instanceof RunEvent.InputRead input) {
            read(input.readNanos());
        } else if (event instanceof RunEvent.OutputWritten output) {
            wrote(output.writeNanos());
        } else if (event instanceof RunEvent.RunEnded end) {
            ended(end.nanos(), end.outcome());
        }
    }

    void atCallersPace() {
        isCallersPace = true;
    }

    void started(long now, int workerCount) {
        started = now;
        workers = workerCount;
    }

    void ready(long now) {
        ready = Math.min(ready, now);
    }

    void ended(long now, int count, long busy, long bytes, long transfer) {
        if (count == 0) {
            return;
        }
        readBefore = messages == 0 ? readNanos : readBefore;
        begun = Math.min(begun, now - busy - transfer);
        messages++;
        tasks += count;
        busyNanos += busy;
        longestNanos = Math.max(longestNanos, busy);
        bytesOut += bytes;
        transferNanos += transfer;
    }

    void failed(long count, long attemptsMore) {
        failed += count;
        retries += attemptsMore;
    }

    void read(long nanos) {
        readNanos += nanos;
    }

    void wrote(long nanos) {
        writeNanos += nanos;
    }

    void ended(long now, RunEvent.Outcome outcome) {
        ended = now;
        succeeded = outcome == RunEvent.Outcome.SUCCEEDED;
    }

    long longestNanos() {
        return longestNanos;
    }

    /** None for a run that did not come to its end. */
    Optional<RunAdvice> advice() {
        return succeeded && !isCallersPace && tasks > 0 && workers > 0 ? RunAdvice.of(this) : Optional.empty();
    }

    int workers() {
        return workers;
    }

    long elapsedNanos() {
        return ended - started;
    }

    /** What the calling thread alone would have had to do. */
    long inlineNanos() {
        return busyNanos + readNanos + writeNanos;
    }

    /** What is the least that could be hoped for: only the work is shared. */
    double shareNanos() {
        return readNanos + writeNanos + (double) busyNanos / workers;
    }

    /** Until the first worker was ready; of a call, whose workers are its pool's, until the first task was begun, but for reading items. */
    long startNanos() {
        if (ready != UNKNOWN) {
            return ready - started;
        }
        return begun == UNKNOWN ? 0 : Math.max(0, begun - started - readBefore);
    }

    long messages() {
        return messages;
    }

    long tasks() {
        return tasks;
    }

    long failed() {
        return failed;
    }

    long retries() {
        return retries;
    }

    long busyNanos() {
        return busyNanos;
    }

    long bytesOut() {
        return bytesOut;
    }

    long transferNanos() {
        return transferNanos;
    }
}
