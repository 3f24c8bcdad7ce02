package dev.arrowshare.dataset;

import dev.arrowshare.dataset.event.RunAdvice;
import dev.arrowshare.dataset.event.RunEvent;
import dev.arrowshare.dataset.resume.Resumption;
import dev.arrowshare.dataset.share.RunInput;
import dev.arrowshare.dataset.sink.ParquetRunSink;
import dev.arrowshare.dataset.sink.RunSink;
import dev.arrowshare.dataset.sink.Target;
import dev.arrowshare.dataset.work.Answer;
import dev.arrowshare.dataset.work.DoneTasks;
import dev.arrowshare.dataset.work.Output;
import dev.arrowshare.dataset.work.PageFault;
import dev.arrowshare.dataset.work.Run;
import dev.arrowshare.dataset.work.RunMemory;
import dev.arrowshare.dataset.work.RunPlan;
import dev.arrowshare.dataset.work.RunRequest;
import dev.arrowshare.dataset.work.RunTotals;
import dev.arrowshare.dataset.work.Sharing;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.schema.SchemaFields;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** One run of a pipeline, from its source to its summary. */
final class PipelineRun implements AutoCloseable {
    /** So many tasks a worker at least, so that the slowest does not decide. */
    private static final int TASKS_A_WORKER = 4;

    /** As if there were so many workers, where tasks are to be the same whatever the workers are. */
    private static final int USUAL_WORKERS = 4;

    private final Workers workers;
    private final PipelineEvents events;
    private final Source.Opened source;
    private final Run run;
    private final RunFailures failures;
    private final MemoryBudget budget;
    private final ResumableJob.Begun job;
    private final long begun;

    private PipelineRun(
            Recipe recipe,
            Source.Opened source,
            Run run,
            PipelineEvents events,
            RunFailures failures,
            MemoryBudget budget,
            ResumableJob.Begun job,
            long begun) {
        this.workers = recipe.workers();
        this.events = events;
        this.source = source;
        this.run = run;
        this.failures = failures;
        this.budget = budget;
        this.job = job;
        this.begun = begun;
    }

    /** @param taskRows the most rows of a task, but for its last block */
    static PipelineRun start(Recipe recipe, Output output, long taskRows) {
        return start(recipe, output, taskRows, MemoryBudget.ofMachine());
    }

    /** @param budget of the output, which counts if it is the smallest */
    static PipelineRun start(Recipe recipe, Output output, long taskRows, MemoryBudget budget) {
        return start(recipe, output, taskRows, budget, (input, request) -> ResumableJob.Begun.NOTHING);
    }

    /** @param jobs tells what of the run is done already */
    static PipelineRun start(
            Recipe recipe,
            Output output,
            long taskRows,
            MemoryBudget budget,
            BiFunction<RunInput, RunRequest, ResumableJob.Begun> jobs) {
        long begun = System.nanoTime();
        Source.Opened source = recipe.source().open(recipe);
        PipelineEvents events = PipelineEvents.start(recipe, source.input());
        try {
            RunInput input = source.input();
            MemoryBudget own = recipe.budget().orElse(input.memoryBudget());
            int taskWorkers =
                    output.dependsOnTasks() ? USUAL_WORKERS : recipe.workers().count();
            MemoryBudget smaller = budget.bytes() < own.bytes() ? budget : own;
            RunFailures failures = RunFailures.of(
                    recipe.failing(), Verbs.selected(input.schema(), recipe.stepsBeforeFunctions()), smaller);
            input.knownPath().ifPresent(failures::requireOther);
            RunPlan plan = new RunPlan(
                    input.file().orElse(null),
                    recipe.steps(),
                    recipe.attach(),
                    output,
                    RunMemory.of(smaller, recipe.workers(), taskWorkers),
                    schema(recipe, input),
                    recipe.failing().rules());
            long rows = Math.min(input.rowsAtMost(), recipe.inputLimit());
            long fairShare = rows / ((long) TASKS_A_WORKER * taskWorkers);
            RunRequest request = new RunRequest(
                    plan,
                    recipe.workers(),
                    recipe.order(),
                    Math.max(1, Math.min(taskRows, fairShare)),
                    recipe.inputLimit(),
                    recipe.outputLimit(),
                    recipe.rules(),
                    failures,
                    DoneTasks.NONE);
            return start(recipe, source, request, events, failures, smaller, jobs.apply(input, request), begun);
        } catch (RuntimeException | Error e) {
            events.failed(e);
            events.close();
            source.close();
            throw e;
        }
    }

    private static PipelineRun start(
            Recipe recipe,
            Source.Opened source,
            RunRequest request,
            PipelineEvents events,
            RunFailures failures,
            MemoryBudget budget,
            ResumableJob.Begun job,
            long begun) {
        try {
            Run run = Run.start(source.input(), job.after(request), events.run());
            return new PipelineRun(recipe, source, run, events, failures, budget, job, begun);
        } catch (RuntimeException | Error e) {
            job.resumption().ifPresent(Resumption::close);
            throw e;
        }
    }

    /** Without a function the output's schema is known. */
    private static Optional<SchemaFields> schema(Recipe recipe, RunInput input) {
        Optional<Schema> known = recipe.declared().isPresent() || recipe.hasMapper()
                ? recipe.declared()
                : Optional.of(Verbs.selected(input.schema(), recipe.steps()));
        return known.map(SchemaFields::of);
    }

    /** Refuses an output that would replace the file of the input. */
    void requireOther(Path target) {
        failures.requireOther(target);
        source.input().knownPath().ifPresent(input -> Target.requireOther(target, input));
    }

    /** What this run may take in all its processes. */
    MemoryBudget budget() {
        return budget;
    }

    /** The file that the batches are mapped from. */
    String inputName() {
        return run.inputName();
    }

    /** The next answer, or null after the last. */
    @Nullable
    Answer next() {
        try {
            return nextAnswer();
        } catch (RuntimeException | Error e) {
            events.failed(e);
            throw e;
        }
    }

    private @Nullable Answer nextAnswer() {
        try {
            return run.next();
        } catch (InternalError e) {
            PageFault.rethrow(e, inputName());
            throw e;
        }
    }

    /** Whoever takes what comes out has failed, and with it the run. */
    void failed(Throwable cause) {
        events.failed(cause);
    }

    /** Writes all answers to the sink that is made for their schema. */
    RunSummary writeTo(Function<Schema, RunSink> sinks) {
        return events.during(() -> PageFault.named(inputName(), () -> write(sinks)));
    }

    /** A sink for that Parquet file, which goes on with what is done already. */
    RunSink sink(Path file, Schema schema, ParquetWriteOptions options) {
        return job.resumption()
                .flatMap(resumption -> resumption.sink(schema, options))
                .orElseGet(() -> new ParquetRunSink(file, schema, options));
    }

    private RunSummary write(Function<Schema, RunSink> sinks) {
        try {
            RunSummary summary = writeAll(sinks);
            job.resumption().ifPresent(Resumption::done);
            return summary;
        } catch (RuntimeException | Error e) {
            job.resumption().ifPresent(resumption -> resumption.failed(e));
            throw e;
        }
    }

    private RunSummary writeAll(Function<Schema, RunSink> sinks) {
        RunSink sink = null;
        long writing = 0;
        if (before().tasks() > 0) {
            long tasks = before().tasks();
            long rows = before().rows().in();
            events.run().say((id, now) -> new RunEvent.RunResumed(id, now, tasks, rows));
        }
        try {
            for (Answer answer = run.next(); answer != null; answer = run.next()) {
                try (Answer current = answer) {
                    long from = System.nanoTime();
                    if (!isNothing(current)) {
                        sink = sink == null ? sinks.apply(run.schema()) : sink;
                        sink.begin(run.task());
                        sink.append(current);
                    }
                    long took = System.nanoTime() - from;
                    writing += took;
                    events.run().outputWritten(current.report().rowsOut(), current.heldBytes(), took);
                }
            }
            RunTotals totals = finishRun();
            long from = System.nanoTime();
            // There is always a first answer, if only an empty one.
            sink = sink == null ? sinks.apply(run.schema()) : sink;
            sink.skipped(source.input().skippedFiles());
            failures.commit(sink::commit);
            long committing = System.nanoTime() - from;
            events.run().outputWritten(0, 0, committing);
            return summary(totals, sink.bytes(), files(sink), writing + committing, events.succeeded());
        } finally {
            if (sink != null) {
                sink.close();
            }
        }
    }

    /** What failed as a whole may come before the first result, without which there is no schema. */
    private static boolean isNothing(Answer answer) {
        return answer instanceof Answer.Batches batches && batches.batches().isEmpty();
    }

    /** That a function wrote to its input is found out at the end: then nothing of what it made is right. */
    private RunTotals finishRun() {
        try {
            return run.finish();
        } catch (MapperException e) {
            job.resumption().ifPresent(Resumption::discard);
            throw e;
        }
    }

    private RunSummary.Resumed before() {
        return job.resumption()
                .map(Resumption::before)
                .map(before -> new RunSummary.Resumed(
                        before.tasks(),
                        new RunSummary.Flow(before.rowsIn(), before.rowsOut()),
                        new RunSummary.Flow(before.batchesIn(), before.batchesOut()),
                        job.note()))
                .orElse(new RunSummary.Resumed(0, new RunSummary.Flow(0, 0), new RunSummary.Flow(0, 0), job.note()));
    }

    private static List<RunSummary.OutputFile> files(RunSink sink) {
        return sink.files().stream()
                .map(file -> new RunSummary.OutputFile(file.path(), file.rows(), file.bytes()))
                .toList();
    }

    long count() {
        return events.during(this::countRows);
    }

    private long countRows() {
        for (Answer answer = run.next(); answer != null; answer = run.next()) {
            answer.close();
        }
        long rows = run.finish().rowsOut();
        failures.commit(() -> {});
        var unused = events.succeeded();
        return rows;
    }

    /** After the last answer, when nothing was written. */
    RunSummary finish() {
        return events.during(() -> {
            RunTotals totals = run.finish();
            failures.commit(() -> {});
            events.run().atCallersPace();
            return summary(totals, 0, List.of(), 0, events.succeeded());
        });
    }

    private RunSummary summary(
            RunTotals totals,
            long bytesWritten,
            List<RunSummary.OutputFile> files,
            long writingNanos,
            Optional<RunAdvice> advice) {
        var tasks = totals.tasks();
        var crew = totals.crew();
        RunSummary.Resumed resumed = before();
        return new RunSummary(
                workers,
                new RunSummary.Flow(
                        tasks.rowsIn() + resumed.rows().in(),
                        totals.rowsOut() + resumed.rows().out()),
                new RunSummary.Flow(
                        tasks.batchesIn() + resumed.batches().in(),
                        tasks.batchesOut() + resumed.batches().out()),
                bytes(totals, bytesWritten),
                memory(totals),
                new RunSummary.Times(
                        crew.start(),
                        totals.convert(),
                        Duration.ofNanos(tasks.attachNanos()),
                        Duration.ofNanos(tasks.workNanos()),
                        Duration.ofNanos(tasks.encodeNanos() + writingNanos),
                        Duration.ofNanos(System.nanoTime() - begun)),
                source.input().skipped(),
                source.input().skippedFiles(),
                resumed,
                files,
                failures.summary(tasks.failures()),
                advice);
    }

    /** Within one process nothing has to be measured: what was handed over by reference was not copied. */
    private RunSummary.Bytes bytes(RunTotals totals, long written) {
        long mapped = totals.tasks().bytesMapped();
        long copied = totals.tasks().bytesCopied();
        long decoded = source.input().decodedBytes();
        return totals.crew()
                .sharing()
                .map(measured -> new RunSummary.Bytes(
                        mapped,
                        copied,
                        decoded,
                        written,
                        measured.onceBytes(),
                        measured.notCopiedBytes(),
                        RunSummary.Basis.PSS))
                .orElseGet(() -> new RunSummary.Bytes(
                        mapped, copied, decoded, written, mapped, mapped, RunSummary.Basis.HANDED_OVER));
    }

    private static RunSummary.Memory memory(RunTotals totals) {
        return totals.crew()
                .sharing()
                .map(Sharing::workers)
                .map(workers -> new RunSummary.Memory(workers.pssBytes(), workers.privateBytes()))
                .orElse(RunSummary.Memory.NOT_MEASURED);
    }

    @Override
    public void close() {
        try (events;
                source;
                failures) {
            try {
                run.close();
            } finally {
                job.resumption().ifPresent(Resumption::close);
            }
        }
    }
}
