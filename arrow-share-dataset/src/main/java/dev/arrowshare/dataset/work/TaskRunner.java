package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.ipc.BlockLocation;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.arrow.memory.BufferAllocator;

/**
 * One worker's hands: runs the steps of a plan over the blocks of a task, in a thread as in a process. A resource of a resource mapper
 * is opened for its first batch and closed with the runner.
 *
 * <p><b>Threads:</b> {@link #run} and {@link #close} are called by one thread; {@link #cancel} by any.
 *
 * <p><b>Ownership:</b> answers are the caller's. Their buffers belong to the allocator, or are those of the input.
 *
 * <p><b>Errors:</b> {@link dev.arrowshare.error.MapperException} with the user's exception as cause, and the batch; {@link
 * dev.arrowshare.error.SchemaMismatchException} for a result of another schema; {@link CancelledRunException}.
 */
public final class TaskRunner implements AutoCloseable {
    private final RunPlan plan;
    private final InputBatches input;
    private final UserCode door = new UserCode();
    private final TaskResults results;
    private final FailedBatches failed;
    private final StepRunners steps;
    private final Queue<Task> done = new ConcurrentLinkedQueue<>();

    /** @param allocator of what the functions return */
    public TaskRunner(RunPlan plan, BlockReader input, SchemaAgreement agreement, BufferAllocator allocator) {
        this.plan = plan;
        this.input = new InputBatches(plan, input, allocator);
        this.results = new TaskResults(plan, agreement, allocator);
        this.failed = new FailedBatches(plan, agreement::note, results::add);
        this.steps = steps(new MapperCalls(door, allocator, input.name()));
    }

    private StepRunners steps(MapperCalls calls) {
        FailureRules rules = plan.failureRules();
        calls.retry(rules.retry());
        List<Step> all = input.stepsAfterRead();
        return rules.goesOn()
                ? new StepRunners(all, calls, new FailingBatches(rules, calls, failed, results::add))
                : new StepRunners(all, calls, results::add);
    }

    /** Nobody but us interrupts the thread that calls {@link #run}. */
    void onOwnThread() {
        door.onOwnThread();
    }

    /** Does the task. */
    public Answer run(Task task) {
        done.add(task);
        door.begin(task);
        input.resetCounts();
        results.begin(task);
        long workBefore = steps.workNanos();
        long retriesBefore = steps.retries();
        boolean succeeded = false;
        try {
            Answer answer = PageFault.named(input.name(), () -> {
                map(task);
                return answer(workBefore, retriesBefore);
            });
            succeeded = true;
            return answer;
        } finally {
            results.end();
            if (!succeeded) {
                results.drop();
                failed.drop();
            }
        }
    }

    private Answer answer(long workBefore, long retriesBefore) {
        FailureCounts failures = failed.takeCounts().plus(new FailureCounts(0, 0, steps.retries() - retriesBefore));
        TaskReport report = input.counts()
                .plus(TaskReport.working(steps.workNanos() - workBefore))
                .plus(TaskReport.failing(failures));
        return failed.with(results.answer(report));
    }

    /** The tasks that this worker was given. */
    Collection<Task> done() {
        return done;
    }

    private void map(Task task) {
        if (task.blocks().isEmpty()) {
            steps.take(input.empty(), new Place(task.firstBatch(), task.firstRow(), 0));
        }
        int batch = task.firstBatch();
        long row = task.firstRow();
        long end = row + task.rows();
        for (BlockLocation block : task.blocks()) {
            door.requireGoingOn();
            Batch whole = input.read(block, end - row);
            take(whole, new Place(batch, row, whole.rows()));
            batch++;
            row += block.rows();
        }
        // A function that has not heard of its end is late all the same.
        door.requireGoingOn();
    }

    private void take(Batch whole, Place place) {
        if (!input.isToBeChecked()) {
            steps.take(whole, place);
            return;
        }
        try (WriteCheck writes = WriteCheck.of(whole)) {
            steps.take(whole, place);
            writes.require(place, input.name());
        }
    }

    /** Interrupts the user's function if it runs, and makes {@link #run} throw {@link CancelledRunException} at the next step. */
    public void cancel() {
        door.cancel();
    }

    /** The time of that task is over: the same, for that task, with that failure. */
    void expire(Task task, ArrowShareException failure) {
        door.expire(task, failure);
    }

    /** Closes the resources of this worker. */
    @Override
    public void close() {
        try {
            steps.close();
        } finally {
            failed.close();
            results.close();
        }
    }
}
