package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.Retry;
import dev.arrowshare.error.MapperException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the first function of a pipeline whose run goes on when a function fails. What comes in here fails as a whole, whichever
 * of the functions behind it does: their results are passed on when all of them are there. Where rows are to fail rather than batches, a
 * batch that fails is divided until the rows that do are alone; the results of the others take their place, in order.
 *
 * <p>A function that fails whatever it is given would be called twice for each row: after {@link #MOST_CALLS} for one batch nothing of it
 * is divided any further, and a part that fails is taken for rows that do.
 *
 * <p>Only what a function throws, or returns although it must not, is a failure. A cancellation, an interrupt, a truncated file, a
 * resource that cannot be opened, a write to the input and a result of another schema end the run, as without this.
 */
final class FailingBatches implements StepRunner {
    static final int MOST_CALLS = 1 << 15;

    /** Parts begin at such rows where they can, so that their bitmaps need not be copied. */
    private static final long ALIGNMENT = 64;

    private final FailureRules rules;
    private final MapperCalls calls;
    private final FailedBatches failures;
    private final Next results;
    private final Queue<BatchOutcome.Result> held = new ArrayDeque<>();
    private Next functions = (batch, place) -> {
        throw new IllegalStateException("no function was set");
    };
    private int callsLeft;

    /** @param results of batches that did not fail */
    FailingBatches(FailureRules rules, MapperCalls calls, FailedBatches failures, Next results) {
        this.rules = rules;
        this.calls = calls;
        this.failures = failures;
        this.results = results;
    }

    /** What is behind this, and ends in {@link #hold}. */
    void before(Next guarded) {
        functions = guarded;
    }

    void hold(Batch result, Place place) {
        held.add(new BatchOutcome.Result(result, place));
    }

    @Override
    public void take(Batch batch, Place place) {
        try (batch) {
            callsLeft = MOST_CALLS;
            FailedCall failure = attempt(batch, place, rules.retry());
            if (failure != null) {
                failures.begin(batch, place);
                divide(new Part(batch, place, 0), failure);
                failures.end();
            }
        }
    }

    /**
     * Rows of the batch that came in.
     *
     * @param from which of its rows on
     */
    private record Part(Batch rows, Place place, long from) {
        boolean isOne() {
            return rows.rows() <= 1;
        }
    }

    private void divide(Part part, FailedCall failure) {
        if (rules.grain() == FailureRules.Grain.BATCHES || part.isOne() || callsLeft <= 0) {
            failures.add(part.from(), part.rows().rows(), part.place(), failure);
            return;
        }
        long rows = part.rows().rows();
        long half = rows > 2 * ALIGNMENT ? rows / 2 / ALIGNMENT * ALIGNMENT : rows / 2;
        take(part, 0, half);
        take(part, half, rows - half);
    }

    private void take(Part whole, long from, long rows) {
        try (Batch slice = whole.rows().slice(from, rows)) {
            Part part = new Part(slice, whole.place().slice(from, rows), whole.from() + from);
            callsLeft--;
            // A part that fails is divided and tried again in any case.
            FailedCall failure = attempt(slice, part.place(), part.isOne() ? rules.retry() : Retry.none());
            if (failure != null) {
                divide(part, failure);
            }
        }
    }

    /** Null if no function failed; then the results have been passed on. */
    private @Nullable FailedCall attempt(Batch batch, Place place, Retry retry) {
        calls.retry(retry);
        try {
            functions.take(batch.retain(), place);
            passOn();
            return null;
        } catch (MapperException e) {
            FailedCall failure = calls.failureOf(e);
            if (failure == null) {
                throw e;
            }
            return failure;
        } finally {
            drop();
        }
    }

    private void passOn() {
        for (BatchOutcome.Result result = held.poll(); result != null; result = held.poll()) {
            results.take(result.batch(), result.place());
        }
    }

    private void drop() {
        held.forEach(BatchOutcome::close);
        held.clear();
    }
}
