package dev.arrowshare.benchmarks;

import static dev.arrowshare.dataset.TaskOptions.tasks;

import dev.arrowshare.dataset.PoolOptions;
import dev.arrowshare.dataset.Shared;
import dev.arrowshare.dataset.WorkerPool;
import dev.arrowshare.dataset.Workers;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;

/**
 * Short tasks in a pool that is kept: {@code PoolTasks threads|processes WHAT COUNT [heard]}, with a listener of all events if it is to be heard, where
 * WHAT is
 *
 * <ul>
 *   <li>{@code automatic}: so many trivial tasks, in chunks of a size that the pool chooses, by two workers
 *   <li>{@code one}: the same, one task a message
 *   <li>{@code runs}: five calls of so many trivial tasks
 *   <li>{@code matrix}: so many calls of a function with an 8 MB matrix that four workers share
 * </ul>
 *
 * <p>Timed: from the call until the list of all results is there.
 */
final class PoolTasks implements Contestant {
    private static final int SIDE = 1_000;

    private final WorkerPool pool;
    private final Callable<List<? extends Number>> work;

    private PoolTasks(String kind, String what, int count, boolean isHeard) {
        int workers = what.equals("matrix") ? 4 : 2;
        LongAdder events = new LongAdder();
        PoolOptions options = PoolOptions.pool();
        this.pool = WorkerPool.open(
                kind.equals("threads") ? Workers.threads(workers) : Workers.processes(workers),
                isHeard ? options.onEvent(event -> events.increment()) : options);
        this.work = work(what, new Numbers(count));
    }

    private Callable<List<? extends Number>> work(String what, List<Integer> numbers) {
        return switch (what) {
            case "automatic" -> () -> pool.map(numbers, number -> number + 1);
            case "one" -> () -> pool.map(numbers, number -> number + 1, tasks().chunkSize(1));
            case "runs" -> () -> fiveRuns(numbers);
            case "matrix" -> withMatrix(numbers);
            default -> throw new IllegalArgumentException(what + "; there are automatic, one, runs, matrix");
        };
    }

    private List<Integer> fiveRuns(List<Integer> numbers) {
        List<Integer> results = new ArrayList<>();
        for (int run = 0; run < 5; run++) {
            results.addAll(pool.map(numbers, number -> number + 1));
        }
        return results;
    }

    private Callable<List<? extends Number>> withMatrix(List<Integer> numbers) {
        double[][] matrix = new double[SIDE][SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            matrix[i / SIDE][i % SIDE] = i;
        }
        Shared<double[][]> shared = pool.share(matrix);
        return () -> pool.map(numbers, number -> shared.get()[number % SIDE][0] + number);
    }

    @Override
    public long nanos() throws Exception {
        long begin = System.nanoTime();
        List<? extends Number> results = work.call();
        long nanos = System.nanoTime() - begin;
        if (results.isEmpty()) {
            throw new IllegalStateException("no results");
        }
        return nanos;
    }

    /** The number of all results and their sum. */
    @Override
    public String gate() throws Exception {
        List<? extends Number> results = work.call();
        double sum = results.stream().mapToDouble(Number::doubleValue).sum();
        return results.size() + " " + Math.round(sum);
    }

    @Override
    public void close() {
        pool.close();
    }

    public static void main(String[] arguments) throws Exception {
        new PoolTasks(arguments[0], arguments[1], Integer.parseInt(arguments[2]), arguments.length > 3).serve();
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
