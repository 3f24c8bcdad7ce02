package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.sink.DeadLetter;
import dev.arrowshare.dataset.sink.FailureLog;
import dev.arrowshare.dataset.work.FailureCounts;
import dev.arrowshare.dataset.work.FailureListener;
import dev.arrowshare.dataset.work.FailureNote;
import dev.arrowshare.memory.MemoryBudget;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What failed in a run that went on: the first failure is shown at once, rows go where they were to be put.
 *
 * <p><b>Threads:</b> {@link #noted} is called by any, the rest by the run's.
 */
final class RunFailures implements FailureListener, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Pipeline.class);

    private final Consumer<RunSummary.Failure> onFirst;
    private final AtomicReference<RunSummary.@Nullable Failure> first = new AtomicReference<>();
    private final Optional<DeadLetter> deadLetter;
    private final Optional<FailureLog> log;

    private RunFailures(FailureRecipe recipe, Optional<DeadLetter> deadLetter, Optional<FailureLog> log) {
        this.onFirst = recipe.onFirst();
        this.deadLetter = deadLetter;
        this.log = log;
    }

    /** @param input the columns that the first function sees */
    static RunFailures of(FailureRecipe recipe, Schema input, MemoryBudget budget) {
        Optional<DeadLetter> letter = recipe.deadLetter().map(file -> DeadLetter.at(file, input, budget));
        Optional<FailureLog> log = recipe.policy()
                .filter(OnError.Log.class::isInstance)
                .map(OnError.Log.class::cast)
                .map(chosen -> FailureLog.in(chosen.folder(), chosen.mostFiles()));
        return new RunFailures(recipe, letter, log);
    }

    /** What becomes of the first failure unless somebody listens. */
    static void warn(RunSummary.Failure failure) {
        LOGGER.warn("{}; the run goes on, further failures are counted", failure.message());
    }

    /** Refuses a dead letter in the place of what the run reads or writes. */
    void requireOther(Path used) {
        deadLetter.ifPresent(letter -> letter.requireOther(used));
    }

    @Override
    public void noted(FailureNote note) {
        RunSummary.Failure failure = new RunSummary.Failure(
                note.cause().getMessage() == null
                        ? note.cause().toString()
                        : note.cause().getMessage(),
                note.batch(),
                note.firstRow(),
                note.rows(),
                note.attempts());
        if (first.compareAndSet(null, failure)) {
            onFirst.accept(failure);
        }
    }

    @Override
    public void failed(List<Batch> rows) {
        deadLetter.ifPresent(letter -> letter.append(rows));
        log.ifPresent(files -> files.append(rows));
    }

    /** Publishes the rows that failed together with the output. */
    void commit(Runnable output) {
        if (deadLetter.isPresent()) {
            deadLetter.get().commit(output);
        } else {
            output.run();
        }
    }

    RunSummary.Failures summary(FailureCounts counts) {
        return new RunSummary.Failures(
                counts.batches(), counts.rows(), counts.retries(), Optional.ofNullable(first.get()));
    }

    @Override
    public void close() {
        deadLetter.ifPresent(DeadLetter::close);
    }
}
