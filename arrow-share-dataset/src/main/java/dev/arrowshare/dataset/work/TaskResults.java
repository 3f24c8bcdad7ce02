package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.schema.SchemaFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What one worker's functions returned, task by task: held against the schema of the output, and turned into what the output wants of a
 * worker. Rows that failed and keep their place stand among them.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class TaskResults implements AutoCloseable {
    private final RunPlan plan;
    private final SchemaAgreement agreement;
    private final BufferAllocator allocator;
    private final List<BatchOutcome> waiting = new ArrayList<>();
    private @Nullable Task task;
    private @Nullable ResultCheck check;
    private @Nullable Marking marking;
    private @Nullable RowGroupResults encoded;
    private long waitingRows;
    private long waitingBytes;
    private TaskReport worked = TaskReport.NOTHING;

    TaskResults(RunPlan plan, SchemaAgreement agreement, BufferAllocator allocator) {
        this.plan = plan;
        this.agreement = agreement;
        this.allocator = allocator;
    }

    void begin(Task begun) {
        task = begun;
        worked = TaskReport.NOTHING;
    }

    /** Takes over the batch. */
    void add(Batch batch, Place place) {
        waiting.add(new BatchOutcome.Result(batch, place));
        waitingBytes += batch.mappedBytes() + batch.copiedBytes();
        added(batch.rows());
    }

    /** Rows that failed and keep their place. */
    void add(BatchOutcome.Mark mark) {
        waiting.add(mark);
        added(mark.rows());
    }

    private void added(long rows) {
        worked = worked.plus(new TaskReport(0, 0, 1, rows, 0, 0, 0, 0, 0));
        waitingRows += rows;
        if (plan.output() instanceof Output.RowGroups groups && isRowGroup(groups) && check()) {
            encode(groups);
        }
    }

    /** Whether what waits is enough for one: a function may give many more rows than it was given. */
    private boolean isRowGroup(Output.RowGroups groups) {
        return waitingRows >= groups.options().rowGroupRows()
                || waitingBytes >= plan.memory().rowGroupBytes();
    }

    /** False where there is no result yet that could say what the columns are. */
    private boolean check() {
        if (check == null && !agree()) {
            return false;
        }
        ResultCheck agreed = Objects.requireNonNull(check, "the schema is agreed on");
        for (BatchOutcome outcome : waiting) {
            if (outcome instanceof BatchOutcome.Result result) {
                agreed.check(result);
            }
        }
        return true;
    }

    private boolean agree() {
        Optional<BatchOutcome.Result> first = firstResult();
        if (first.isEmpty() && plan.failureRules().goesOn()) {
            return false;
        }
        first.ifPresent(result -> settle(BatchLayout.of(result.batch())));
        SchemaFields agreed = agreement.await();
        check = new ResultCheck(agreed);
        if (plan.failureRules().marks()) {
            marking = new Marking(agreed, BatchLayout.of(first.orElseThrow().batch()), allocator);
        }
        return true;
    }

    private Optional<BatchOutcome.Result> firstResult() {
        return waiting.stream()
                .filter(BatchOutcome.Result.class::isInstance)
                .map(BatchOutcome.Result.class::cast)
                .findFirst();
    }

    /** Where nothing may fail the first task has a result, and nobody else needs to say what he has. */
    private void settle(@Nullable BatchLayout layout) {
        int index = Objects.requireNonNull(task, "no task was begun").index();
        if (plan.declared().isEmpty() && (index == 0 || plan.failureRules().goesOn())) {
            agreement.settle(index, layout);
        }
    }

    private void encode(Output.RowGroups groups) {
        RowGroupResults to = encoded;
        if (to == null) {
            to = new RowGroupResults(groups, plan.memory(), outputSchema().schema());
            encoded = to;
        }
        for (BatchOutcome outcome : waiting) {
            try (Batch batch = output(outcome)) {
                to.add(batch);
            }
        }
        end();
    }

    private SchemaFields outputSchema() {
        return marking == null ? agreement.await() : marking.output();
    }

    /** As the output has it; the caller closes it, and the outcome. */
    private Batch output(BatchOutcome outcome) {
        return marking == null ? ((BatchOutcome.Result) outcome).batch().retain() : marking.marked(outcome);
    }

    /** All of the task. */
    Answer answer(TaskReport input) {
        TaskReport report = input.plus(worked);
        boolean isKnown = check();
        if (isKnown && plan.output() instanceof Output.RowGroups groups && (encoded == null || !waiting.isEmpty())) {
            encode(groups);
        }
        if (!isKnown) {
            settle(null);
        }
        if (plan.output() instanceof Output.Counts) {
            return new Answer.Counts(report);
        }
        if (!isKnown) {
            return marks(report);
        }
        return encoded == null ? batches(report) : encoded.end(Objects.requireNonNull(task), report);
    }

    private Answer marks(TaskReport report) {
        List<BatchOutcome.Mark> marks =
                waiting.stream().map(BatchOutcome.Mark.class::cast).toList();
        return marks.isEmpty() ? new Answer.Batches(List.of(), 0, report) : new Answer.Marks(marks, report);
    }

    /** The batches leave with the answer. */
    private Answer batches(TaskReport report) {
        List<Batch> batches = new ArrayList<>();
        try {
            waiting.forEach(outcome -> batches.add(output(outcome)));
        } catch (RuntimeException | Error e) {
            batches.forEach(Batch::close);
            throw e;
        }
        return new Answer.Batches(
                List.copyOf(batches),
                batches.stream().mapToLong(Batch::copiedBytes).sum(),
                report);
    }

    /** Lets go of what no answer has taken along. */
    void end() {
        waiting.forEach(BatchOutcome::close);
        waiting.clear();
        waitingRows = 0;
        waitingBytes = 0;
    }

    /** Forgets what was encoded since the last answer. */
    void drop() {
        if (encoded != null) {
            encoded.drop();
        }
    }

    @Override
    public void close() {
        if (encoded != null) {
            encoded.close();
        }
    }
}
