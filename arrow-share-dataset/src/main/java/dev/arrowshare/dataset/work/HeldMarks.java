package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Answers of tasks without a result, which keep their place among the others: they wait here until one of a later task has said what the
 * output's columns are.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class HeldMarks {
    private final FirstResult agreement;
    private final BufferAllocator allocator;
    private final Queue<Answer> held = new ArrayDeque<>();
    private @Nullable Marking marking;

    HeldMarks(FirstResult agreement, BufferAllocator allocator) {
        this.agreement = agreement;
        this.allocator = allocator;
    }

    /** Behind those that are held. */
    void add(Answer answer) {
        held.add(answer);
    }

    /** The next one whose columns are known, which is the caller's; null if there is none. */
    @Nullable
    Answer next() {
        boolean isReady = !held.isEmpty() && (!(held.element() instanceof Answer.Marks) || agreement.isSettled());
        if (!isReady) {
            return null;
        }
        Answer answer = held.remove();
        return answer instanceof Answer.Marks marks ? marked(marks) : answer;
    }

    private Answer marked(Answer.Marks answer) {
        Marking known = marking;
        if (known == null) {
            known = new Marking(agreement.await(), agreement.awaitLayout(), allocator);
            marking = known;
        }
        List<Batch> batches = new ArrayList<>();
        try {
            for (BatchOutcome.Mark mark : answer.marks()) {
                batches.add(known.marked(mark));
            }
        } catch (RuntimeException | Error e) {
            batches.forEach(Batch::close);
            throw e;
        }
        return new Answer.Batches(
                batches, batches.stream().mapToLong(Batch::copiedBytes).sum(), answer.report());
    }

    /** Of all that is held. */
    TaskReport reports() {
        return held.stream().map(Answer::report).reduce(TaskReport.NOTHING, TaskReport::plus);
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    void drop() {
        held.forEach(Answer::close);
        held.clear();
    }
}
