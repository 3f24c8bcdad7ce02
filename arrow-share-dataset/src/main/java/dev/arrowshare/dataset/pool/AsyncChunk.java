package dev.arrowshare.dataset.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of a message whose function returns futures, and what has become of them. Guarded by its {@link AsyncCalls}.
 *
 * @param <C> what the answer is to be given to
 */
final class AsyncChunk<C> {
    final AsyncJob<C> job;
    final List<AsyncTask<C>> tasks;

    private final C tag;
    private final List<? extends @Nullable Object> items;
    private final @Nullable Object[] values;
    private final List<TaskFailure> failures = new ArrayList<>();
    private long begun;
    private long nanos;
    private int left;
    private int retries;
    private ChunkAnswer.End end = ChunkAnswer.End.DONE;
    private int answered;

    AsyncChunk(AsyncJob<C> job, C tag, List<? extends @Nullable Object> items) {
        this.job = job;
        this.tag = tag;
        this.items = items;
        this.values = new Object[items.size()];
        this.left = items.size();
        this.answered = left;
        this.tasks = IntStream.range(0, left)
                .mapToObj(offset -> new AsyncTask<>(this, offset))
                .toList();
    }

    C tag() {
        return tag;
    }

    Object item(int offset) {
        return items.get(offset);
    }

    void noteBegin(long now) {
        begun = begun == 0 ? now : begun;
    }

    void succeeded(int offset, @Nullable Object value) {
        values[offset] = value;
        ended();
    }

    void failed(TaskFailure failure) {
        failures.add(failure);
        ended();
        if (job.rules.stopsAtFailure()) {
            end = ChunkAnswer.End.STOPPED;
            answered = failure.offset() + 1;
        }
    }

    private void ended() {
        left--;
        nanos = System.nanoTime() - begun;
    }

    void retried() {
        retries++;
    }

    /** Nobody waits for its results. */
    void cancelled() {
        end = ChunkAnswer.End.CANCELLED;
        answered = 0;
    }

    boolean isComplete() {
        return left == 0;
    }

    /** Whether there is an answer, though tasks may go on. */
    boolean isOver() {
        return left == 0 || end != ChunkAnswer.End.DONE;
    }

    /** After a failure that ends the run, tasks before it may be without a value: nobody gets to see those. */
    ChunkAnswer answer() {
        List<@Nullable Object> there = Chunk.items(values, answered);
        List<TaskFailure> inOrder = failures.stream()
                .filter(failure -> failure.offset() < answered)
                .sorted(Comparator.comparingInt(TaskFailure::offset))
                .toList();
        return new ChunkAnswer(there, inOrder, retries, nanos, ResultBytes.of(there), end);
    }
}
