package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.ipc.BlockLocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

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
    private final SchemaAgreement agreement;
    private final UserCode door = new UserCode();
    private final StepRunners steps;
    private final List<Result> results = new ArrayList<>();
    private final Queue<Task> done = new ConcurrentLinkedQueue<>();
    private @Nullable ResultCheck check;
    private @Nullable RowGroupResults encoded;
    private boolean isFirst;
    private long waitingRows;
    private long waitingBytes;
    private TaskReport worked = TaskReport.NOTHING;

    /** @param allocator of what the functions return */
    public TaskRunner(RunPlan plan, BlockReader input, SchemaAgreement agreement, BufferAllocator allocator) {
        this.plan = plan;
        this.input = new InputBatches(plan, input, allocator);
        this.agreement = agreement;
        this.steps = new StepRunners(
                this.input.stepsAfterRead(), new MapperCalls(door, allocator, input.name()), this::collect);
    }

    /** A result and where it comes from. */
    record Result(Batch batch, Place place) {}

    private void collect(Batch batch, Place place) {
        results.add(new Result(batch, place));
        worked = worked.plus(new TaskReport(0, 0, 1, batch.rows(), 0, 0, 0, 0, 0));
        waitingRows += batch.rows();
        waitingBytes += batch.mappedBytes() + batch.copiedBytes();
        if (plan.output() instanceof Output.RowGroups groups && isRowGroup(groups)) {
            encodeResults(groups);
        }
    }

    /** Whether what waits is enough for one: a function may give many more rows than it was given. */
    private boolean isRowGroup(Output.RowGroups groups) {
        return waitingRows >= groups.options().rowGroupRows()
                || waitingBytes >= plan.memory().rowGroupBytes();
    }

    private void encodeResults(Output.RowGroups groups) {
        checkResults();
        if (encoded == null) {
            encoded =
                    new RowGroupResults(groups, plan.memory(), agreement.await().schema());
        }
        RowGroupResults to = encoded;
        results.forEach(result -> to.add(result.batch()));
        closeResults();
    }

    private void closeResults() {
        results.forEach(result -> result.batch().close());
        results.clear();
        waitingRows = 0;
        waitingBytes = 0;
    }

    /** Does the task. */
    public Answer run(Task task) {
        done.add(task);
        door.begin(task);
        input.resetCounts();
        worked = TaskReport.NOTHING;
        isFirst = task.index() == 0;
        long workBefore = steps.workNanos();
        boolean succeeded = false;
        try {
            Answer answer = PageFault.named(input.name(), () -> {
                map(task);
                return answer(task, workBefore);
            });
            succeeded = true;
            return answer;
        } finally {
            closeResults();
            if (!succeeded && encoded != null) {
                encoded.drop();
            }
        }
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

    private void checkResults() {
        if (check == null) {
            if (isFirst && plan.declared().isEmpty()) {
                agreement.settle(results.get(0).batch().schemaFields());
            }
            check = new ResultCheck(agreement.await());
        }
        results.forEach(check::check);
    }

    private Answer answer(Task task, long workBefore) {
        if (plan.output() instanceof Output.RowGroups groups && (encoded == null || !results.isEmpty())) {
            encodeResults(groups);
        } else {
            checkResults();
        }
        TaskReport report = input.counts().plus(worked).plus(TaskReport.working(steps.workNanos() - workBefore));
        if (plan.output() instanceof Output.Counts) {
            return new Answer.Counts(report);
        }
        return encoded == null ? batches(report) : encoded.end(task, report);
    }

    /** The batches leave with the answer. */
    private Answer batches(TaskReport report) {
        List<Batch> batches = results.stream().map(Result::batch).toList();
        results.clear();
        return new Answer.Batches(
                batches, batches.stream().mapToLong(Batch::copiedBytes).sum(), report);
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
            if (encoded != null) {
                encoded.close();
            }
        }
    }
}
