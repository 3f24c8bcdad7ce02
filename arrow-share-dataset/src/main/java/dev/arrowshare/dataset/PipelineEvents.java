package dev.arrowshare.dataset;

import dev.arrowshare.dataset.event.EventStream;
import dev.arrowshare.dataset.event.RunAdvice;
import dev.arrowshare.dataset.event.RunEvent;
import dev.arrowshare.dataset.event.RunEvents;
import dev.arrowshare.dataset.share.RunInput;
import dev.arrowshare.dataset.work.CancelledRunException;
import dev.arrowshare.dataset.work.NamedFunction;
import dev.arrowshare.dataset.work.Step;
import dev.arrowshare.error.InterruptedRunException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a pipeline tells its listeners, and how it ended.
 *
 * <p><b>Threads:</b> the run's; what happens in between is said by any.
 */
final class PipelineEvents implements AutoCloseable {
    private final EventStream stream;
    private final RunEvents run;
    private @Nullable Throwable failure;

    private PipelineEvents(EventStream stream, RunEvents run) {
        this.stream = stream;
        this.run = run;
    }

    static PipelineEvents start(Recipe recipe, RunInput input) {
        EventStream stream = new EventStream(recipe.rules().listeners());
        long rows = Math.min(input.rowsAtMost(), recipe.inputLimit());
        RunEvents run = RunEvents.start(
                stream,
                new RunEvents.Subject(
                        RunEvent.Kind.PIPELINE,
                        what(recipe.steps(), input.knownPath()),
                        recipe.workers().toString(),
                        recipe.workers().count(),
                        OptionalLong.empty(),
                        OptionalLong.of(rows)));
        return new PipelineEvents(stream, run);
    }

    /** {@code TipShare over trips.arrow}. */
    private static String what(List<Step> steps, Optional<Path> input) {
        String functions = steps.stream()
                .flatMap(step -> function(step).stream())
                .map(NamedFunction::nameOf)
                .collect(Collectors.joining(", "));
        String over = input.map(path -> " over " + path.getFileName()).orElse("");
        return (functions.isEmpty() ? "no function" : functions) + over;
    }

    private static Optional<Object> function(Step step) {
        if (step instanceof Step.Map map) {
            return Optional.of(map.mapper());
        }
        return step instanceof Step.MapWith<?> with ? Optional.of(with.mapper()) : Optional.empty();
    }

    RunEvents run() {
        return run;
    }

    /** A part of the run, whose failure is that of the run. */
    <T> T during(Supplier<T> part) {
        try {
            return part.get();
        } catch (RuntimeException | Error e) {
            failed(e);
            throw e;
        }
    }

    void failed(Throwable cause) {
        failure = failure == null ? cause : failure;
    }

    /** All is done. */
    Optional<RunAdvice> succeeded() {
        run.end(RunEvent.Outcome.SUCCEEDED, null);
        return run.advice();
    }

    /** Unless it succeeded it failed, or nobody wanted the rest. */
    @Override
    public void close() {
        boolean isCancelled = failure == null
                || failure instanceof InterruptedRunException
                || failure instanceof CancelledRunException
                || Thread.currentThread().isInterrupted();
        run.end(isCancelled ? RunEvent.Outcome.CANCELLED : RunEvent.Outcome.FAILED, failure);
        stream.close();
    }
}
