package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What failed for good in one worker: counted, and as the rules want it marked in its place or kept to be handed back.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class FailedBatches implements AutoCloseable {
    private final FailureRules rules;
    private final Consumer<FailureNote> notes;
    private final Consumer<BatchOutcome.Mark> marks;
    private final MemoryBudget budget;
    private MemoryBudget.@Nullable Share memory;
    private final List<Batch> kept = new ArrayList<>();
    private @Nullable FailedRows current;
    private FailureCounts counts = FailureCounts.NONE;
    private boolean isNoted;
    private long keptBatches;
    private long keptBytes;

    /**
     * @param notes told of the first failure
     * @param marks told of rows that keep their place
     */
    FailedBatches(RunPlan plan, Consumer<FailureNote> notes, Consumer<BatchOutcome.Mark> marks) {
        this.rules = plan.failureRules();
        this.notes = notes;
        this.marks = marks;
        this.budget = plan.memory().budget();
    }

    /** A batch fails, which stays the caller's; until {@link #end}, all that is added belongs to it. */
    void begin(Batch batch, Place place) {
        current = new FailedRows(batch, place);
    }

    /** Rows of the current batch, behind those that were added before. */
    void add(long from, long rows, Place place, FailedCall failure) {
        FailedRows batch = Objects.requireNonNull(current, "no batch has failed");
        counts = counts.plus(new FailureCounts(batch.isEmpty() ? 1 : 0, rows, 0));
        note(rows, place, failure);
        if (rules.marks()) {
            marks.accept(new BatchOutcome.Mark(rows, failure.type(), failure.message(rows)));
        }
        batch.add(from, rows, failure);
    }

    private void note(long rows, Place place, FailedCall failure) {
        if (!isNoted) {
            isNoted = true;
            notes.accept(
                    new FailureNote(place.batch(), place.number(0), rows, failure.attempts(), failure.exception()));
        }
    }

    void end() {
        FailedRows batch = Objects.requireNonNull(current, "no batch has failed");
        current = null;
        if (!batch.isEmpty() && keptBatches < rules.mostKept()) {
            keptBatches++;
            keep(batch.toBatch());
        }
    }

    private void keep(Batch rows) {
        kept.add(rows);
        long bytes = rows.copiedBytes();
        keptBytes += bytes;
        memory().hold(bytes);
    }

    private MemoryBudget.Share memory() {
        MemoryBudget.Share opened = memory;
        if (opened == null) {
            opened = budget.open();
            memory = opened;
        }
        return opened;
    }

    /** Since the last call. */
    FailureCounts takeCounts() {
        FailureCounts taken = counts;
        counts = FailureCounts.NONE;
        return taken;
    }

    /** The answer, and with it the rows that were kept since the last call, which it owns from now on. */
    Answer with(Answer answer) {
        if (kept.isEmpty()) {
            return answer;
        }
        Answer whole = new Answer.WithFailed(answer, List.copyOf(kept), keptBytes);
        forget();
        return whole;
    }

    private void forget() {
        kept.clear();
        if (memory != null) {
            memory.letGo(keptBytes);
        }
        keptBytes = 0;
    }

    /** Forgets what was not handed back. */
    void drop() {
        kept.forEach(Batch::close);
        forget();
        counts = FailureCounts.NONE;
        current = null;
    }

    @Override
    public void close() {
        drop();
        if (memory != null) {
            memory.close();
        }
    }
}
