package dev.arrowshare.dataset.pool;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tasks of one job whose function returns futures, at one worker. Guarded by its {@link AsyncCalls}. */
final class AsyncJob<C> {
    final long number;
    final AsyncFunction<Object, Object> function;
    final JobRules rules;
    final Set<AsyncChunk<C>> open = new LinkedHashSet<>();

    private final int most;
    private final Deque<AsyncTask<C>> waiting = new ArrayDeque<>();
    private final Queue<AsyncTask<C>> again = new PriorityQueue<>(Comparator.comparingLong(AsyncTask::due));
    private int underWay;

    /** @param most tasks that are under way at once */
    AsyncJob(long number, AsyncFunction<Object, Object> function, JobRules rules, int most) {
        this.number = number;
        this.function = function;
        this.rules = rules;
        this.most = most;
    }

    void add(AsyncChunk<C> chunk) {
        open.add(chunk);
        waiting.addAll(chunk.tasks);
    }

    /** The next task to begin, if one may be begun: those that are tried again come first. */
    @Nullable
    AsyncTask<C> toBegin() {
        if (underWay >= most) {
            return null;
        }
        AsyncTask<C> task = nanosUntilDue() <= 0 ? again.poll() : waiting.poll();
        underWay += task == null ? 0 : 1;
        return task;
    }

    /** Until a task can be tried again, if there is room for it; {@link Long#MAX_VALUE} when there is none. */
    long nanosUntilDue() {
        AsyncTask<C> first = again.peek();
        return first == null || underWay >= most ? Long.MAX_VALUE : first.due() - System.nanoTime();
    }

    /** An attempt has ended. */
    void ended() {
        underWay--;
    }

    void again(AsyncTask<C> task) {
        again.add(task);
    }

    void forget(AsyncChunk<C> chunk) {
        open.remove(chunk);
        if (!chunk.isComplete()) {
            waiting.removeIf(task -> task.chunk == chunk);
            again.removeIf(task -> task.chunk == chunk);
        }
    }
}
