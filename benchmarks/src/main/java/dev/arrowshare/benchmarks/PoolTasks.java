package dev.arrowshare.benchmarks;

import static dev.arrowshare.dataset.TaskOptions.tasks;

import dev.arrowshare.dataset.TaskOptions;
import dev.arrowshare.dataset.WorkerPool;
import dev.arrowshare.dataset.Workers;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Trivial tasks in a pool of two workers: {@code PoolTasks threads|processes automatic|one COUNT}, in chunks of a size that the pool
 * chooses, or one task a message.
 *
 * <p>Timed: one call of {@code map} over that many numbers, in a pool that is kept; divide by the count.
 */
final class PoolTasks implements Contestant {
    private static final int WORKERS = 2;

    private final WorkerPool pool;
    private final TaskOptions options;
    private final List<Integer> numbers;

    private PoolTasks(String kind, String chunks, int count) {
        this.pool = WorkerPool.open(kind.equals("threads") ? Workers.threads(WORKERS) : Workers.processes(WORKERS));
        this.options = chunks.equals("one") ? tasks().chunkSize(1) : tasks();
        this.numbers = new Numbers(count);
    }

    @Override
    public long nanos() {
        long begin = System.nanoTime();
        results();
        return System.nanoTime() - begin;
    }

    private List<Integer> results() {
        return pool.map(numbers, number -> number + 1, options);
    }

    /** The sum of all results and their number. */
    @Override
    public String gate() {
        List<Integer> results = results();
        return results.size() + " "
                + results.stream().mapToLong(Integer::longValue).sum();
    }

    @Override
    public void close() {
        pool.close();
    }

    public static void main(String[] arguments) throws Exception {
        new PoolTasks(arguments[0], arguments[1], Integer.parseInt(arguments[2])).serve();
    }

    /** 0, 1, 2, … without an array of them. */
    private static final class Numbers extends AbstractList<Integer> implements RandomAccess {
        private final int count;

        Numbers(int count) {
            this.count = count;
        }

        @Override
        public Integer get(int index) {
            return index;
        }

        @Override
        public int size() {
            return count;
        }
    }
}
