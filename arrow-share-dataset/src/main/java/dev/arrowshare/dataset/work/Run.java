package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.Workers;
import dev.arrowshare.dataset.event.RunEvents;
import dev.arrowshare.dataset.share.BlockFeed;
import dev.arrowshare.dataset.share.RunInput;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.schema.SchemaFields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A run from the start of its workers to their end: the coordinator of tasks and answers.
 *
 * <pre>{@code
 * try (Run run = Run.start(input, request, events)) {
 *     for (Answer answer = run.next(); answer != null; answer = run.next()) {
 *         try (Answer current = answer) { … }
 *     }
 *     RunTotals totals = run.finish();
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the caller closes it, and each answer. It holds the input until then.
 *
 * <p><b>Errors:</b> the first failure of any worker, after all were stopped; {@link dev.arrowshare.error.InterruptedRunException}.
 */
public final class Run implements AutoCloseable {
    private final RunInput.Hold hold;
    private final MemoryBudget.Share memory;
    private final FirstResult agreement;
    private final WorkerCrew crew;
    private final @Nullable OffThreadReader reader;
    private final Answers answers;
    private final RunWatch watch;
    private final FailureListener failures;
    private final RunEvents events;
    private final BlockFeed.Listening arrivals;
    private final HeldMarks held;
    private final boolean isMarked;
    private long rowsLeft;
    private long rowsOut;
    private TaskReport totals = TaskReport.NOTHING;
    private final boolean converting;
    private volatile @Nullable ArrowShareException watchFailure;
    private volatile boolean finishing;
    private boolean ended;

    /** Starts the workers. */
    public static Run start(RunInput input, RunRequest request, RunEvents events) {
        RunInput.Hold hold = input.hold();
        try {
            return new Run(hold, request, events);
        } catch (RuntimeException | Error e) {
            try (hold) {
                throwConversionFailure(hold);
            }
            throw e;
        }
    }

    /** A file that could not be made is missing, which is no news to whoever gave its source. */
    private static void throwConversionFailure(RunInput.Hold hold) {
        var unused = hold.blocks().await(0, () -> true);
    }

    private Run(RunInput.Hold hold, RunRequest request, RunEvents events) {
        this.hold = hold;
        this.events = events;
        this.failures = request.failures();
        this.agreement = new FirstResult(request.plan().declared(), failures::noted);
        this.held = new HeldMarks(agreement, Allocators.root());
        this.isMarked = request.plan().failureRules().marks();
        this.rowsLeft = request.outputLimit();
        this.converting = !hold.isComplete();
        this.arrivals =
                hold.blocks().onArrival((block, nanos) -> events.inputRead(0, block.rows(), block.bodyLength(), nanos));
        boolean isLocal = !(request.workers() instanceof Workers.Processes);
        if (isLocal) {
            long mappedBytes = request.plan().memory().mappedBytes();
            hold.mapping().ifPresent(mapping -> mapping.keepMapped(mappedBytes));
        }
        boolean inline = request.workers() instanceof Workers.Inline;
        this.reader = inline ? new OffThreadReader(hold.reader()) : null;
        RunRules rules = request.rules();
        this.crew = crew(request.workers(), rules);
        TaskDealer dealer = new TaskDealer(
                hold.blocks(),
                request.taskRows(),
                request.taskBytes(hold.columns()),
                request.inputLimit(),
                request.done(),
                isLocal ? block -> hold.reader().skip(block) : block -> {});
        this.memory = request.plan().memory().budget().open();
        try {
            crew.start(request.plan(), agreement);
            this.answers = inline
                    ? new InlineAnswers(crew, dealer, rules)
                    : new ParallelAnswers(
                            crew,
                            dealer,
                            new AnswerWindow(
                                    request.order(), request.plan().memory().windowBytes(), memory, request.done()),
                            agreement::cancel,
                            rules);
            this.watch = RunWatch.start(crew, rules, events, new Ends());
        } catch (RuntimeException | Error e) {
            closeCrew();
            throw e;
        }
    }

    private WorkerCrew crew(Workers workers, RunRules rules) {
        if (workers instanceof Workers.Processes processes) {
            return new ProcessCrew(processes.count(), rules, events);
        }
        return new LocalCrew(workers.count(), hold.mapping(), reader == null ? hold.reader() : reader, events);
    }

    /** The next answer, cut off at the limit of the output; null after the last. */
    public @Nullable Answer next() {
        Answer answer = ended ? null : nextAnswer();
        if (answer == null) {
            return null;
        }
        totals = totals.plus(answer.report());
        return limited(answer);
    }

    /** The index of the task whose answer {@link #next} gave last. */
    public int task() {
        return answers.task();
    }

    /** In order: behind rows that failed, whose columns are not known yet, all others wait. */
    private @Nullable Answer nextAnswer() {
        while (true) {
            Answer ready = held.next();
            if (ready != null) {
                return ready;
            }
            Answer answer = awaitAnswer();
            if (answer == null) {
                requireSchema();
                return null;
            }
            if (!(answer instanceof Answer.Marks) && held.isEmpty()) {
                return answer;
            }
            held.add(answer);
        }
    }

    private void requireSchema() {
        if (!held.isEmpty()) {
            throw noResult();
        }
    }

    /** The answer itself; those who listen have had the rows that failed. */
    private @Nullable Answer awaitAnswer() {
        Answer answer = workersAnswer();
        if (!(answer instanceof Answer.WithFailed failed)) {
            return answer;
        }
        try {
            failures.failed(failed.rows());
        } catch (RuntimeException | Error e) {
            failed.answer().close();
            throw e;
        } finally {
            failed.rows().forEach(Batch::close);
        }
        return failed.answer();
    }

    private @Nullable Answer workersAnswer() {
        try {
            return answers.next();
        } catch (MapperException | InterruptedRunException e) {
            throw e;
        } catch (ArrowShareException e) {
            throwConversionFailure(hold);
            throw e;
        }
    }

    private Answer limited(Answer answer) {
        long rows = answer.report().rowsOut();
        rowsOut += Math.min(rows, rowsLeft);
        if (rows < rowsLeft) {
            rowsLeft -= rows;
            return answer;
        }
        ended = true;
        return answer instanceof Answer.Batches batches && rows > rowsLeft ? firstRows(batches) : answer;
    }

    private Answer firstRows(Answer.Batches answer) {
        List<Batch> taken = new ArrayList<>();
        try (answer) {
            for (Batch batch : answer.batches()) {
                long rows = Math.min(rowsLeft, batch.rows());
                if (rows > 0) {
                    taken.add(batch.slice(0, rows));
                }
                rowsLeft -= rows;
            }
        }
        return new Answer.Batches(taken, answer.heldBytes(), answer.report());
    }

    /** What the batches are read from, for messages. */
    public String inputName() {
        return hold.name();
    }

    /**
     * The schema of the output; known from the first answer on that has rows, if not before.
     *
     * @throws MapperException when there was no result to say it
     */
    public Schema schema() {
        if (!agreement.isSettled()) {
            throw noResult();
        }
        SchemaFields agreed = agreement.await();
        return (isMarked ? Marking.output(agreed) : agreed).schema();
    }

    private MapperException noResult() {
        TaskReport all = totals.plus(held.reports());
        FailureNote first = agreement.firstFailure();
        return new MapperException(
                hold.name() + ": no batch has a result that says what the output's columns are: "
                        + all.failures().batches() + " of " + all.batchesIn() + " failed"
                        + (first == null
                                ? ""
                                : ", the first so: " + first.cause().getMessage())
                        + "; returning(schema) says it without a result",
                first == null ? null : first.cause().getCause());
    }

    /**
     * After the last answer: ends the workers and says what they did.
     *
     * @throws MapperException when a mapper has written to its input
     */
    public RunTotals finish() {
        answers.close();
        CrewReport report = finishCrew();
        if (report.dirtyBytes() > 0) {
            hold.dropIfWritten();
            throw writtenTo(report);
        }
        return new RunTotals(totals, rowsOut, report, converting ? hold.convertTime() : Duration.ZERO);
    }

    private CrewReport finishCrew() {
        finishing = true;
        requireInTime();
        if (events.isHeard()) {
            watch.sayMemory();
        }
        CrewReport report = crew.finish();
        requireInTime();
        return report;
    }

    private void requireInTime() {
        ArrowShareException late = watchFailure;
        if (late != null) {
            throw late;
        }
    }

    /** Failures that the watch finds may come when no answer is waited for any more. */
    private final class Ends implements RunWatch.Ends {
        @Override
        public void fail(ArrowShareException failure) {
            watchFailure = failure;
            if (finishing) {
                crew.kill();
            } else {
                answers.fail(failure);
            }
        }

        @Override
        public void lost(int worker, ArrowShareException failure) {
            answers.lost(worker, failure);
        }
    }

    private MapperException writtenTo(CrewReport report) {
        String where = report.written().isEmpty()
                ? report.dirtyBytes() + " bytes"
                : report.written().toString();
        return new MapperException("a mapper wrote to its input; use edit: " + where + " of " + hold.name()
                + " as this process or its workers have it mapped (the file is unchanged); Batch.edit(name, type) gives a"
                + " copy that may be written to");
    }

    /** Ends what still runs, and waits for it. */
    @Override
    public void close() {
        try {
            agreement.cancel();
            watch.close();
            answers.close();
        } finally {
            held.drop();
            closeCrew();
            try {
                // A run that failed may have written too; the next one must not see it.
                hold.dropIfWritten();
            } finally {
                hold.close();
            }
        }
    }

    private void closeCrew() {
        arrivals.close();
        memory.close();
        try {
            crew.close();
        } finally {
            if (reader != null) {
                reader.close();
            }
        }
    }
}
