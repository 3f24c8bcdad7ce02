package dev.arrowshare.benchmarks;

import static dev.arrowshare.dataset.PoolOptions.pool;
import static dev.arrowshare.dataset.TaskOptions.tasks;

import dev.arrowshare.dataset.PoolWorker;
import dev.arrowshare.dataset.Shared;
import dev.arrowshare.dataset.WorkerPool;
import dev.arrowshare.dataset.Workers;
import java.util.List;
import java.util.stream.IntStream;

/**
 * MPIRE's own three benchmarks, by two workers: {@code PoolJobs threads|processes WHAT}, where WHAT is
 *
 * <ul>
 *   <li>{@code convolution}: twenty filters of 4 × 4 over an image of 5,000 × 5,000 that workers share, every fifth row and column returned
 *   <li>{@code words}: prefixes of the words of 2,000 documents counted, every second document three times as long; each worker keeps its
 *       counts, and gives back those that are frequent when it stops
 *   <li>{@code network}: a network of 784, 512 and 10 neurons, made when a worker starts, evaluated 10 times in each of 50 calls
 * </ul>
 *
 * <p>Timed: opening the pool, the work, closing the pool. benchmarks/peers/pool_jobs.py makes the same data.
 */
final class PoolJobs implements Contestant {
    private static final int FILTERS = 20;
    private static final int DOCUMENTS = 2_000;
    private static final int CALLS = 50;
    private static final int EVALUATIONS = 10;

    private final Workers workers;
    private final String what;
    private final double[] image;
    private final List<byte[][]> documents;

    private PoolJobs(String kind, String what) {
        this.workers = kind.equals("threads") ? Workers.threads(2) : Workers.processes(2);
        this.what = what;
        this.image = what.equals("convolution") ? Convolution.image() : new double[0];
        this.documents = what.equals("words")
                ? IntStream.range(0, DOCUMENTS).mapToObj(PrefixCounts::document).toList()
                : List.of();
    }

    private double done() {
        return switch (what) {
            case "convolution" -> convolution();
            case "words" -> words();
            case "network" -> network();
            default -> throw new IllegalArgumentException(what + "; there are convolution, words, network");
        };
    }

    private double convolution() {
        try (WorkerPool pool = WorkerPool.open(workers)) {
            Shared<double[]> shared = pool.share(image);
            double sum = 0;
            try (var results = pool.stream(
                    numbers(FILTERS), filter -> Convolution.of(shared.get(), filter), tasks().chunkSize(1))) {
                for (double[] result : results) {
                    sum += Sums.of(result);
                }
            }
            return sum;
        }
    }

    private double words() {
        WorkerPool pool = WorkerPool.open(
                workers,
                pool().onStart(worker -> worker.state(PrefixCounts.class, PrefixCounts::new))
                        .onStop(worker -> worker.state(PrefixCounts.class).popular()));
        double sum = 0;
        try (pool) {
            for (var counted : pool.mapUnordered(documents, PoolJobs::count)) {
                sum += counted.value();
            }
        }
        if (pool.stopResults().stream().anyMatch(popular -> ((List<?>) popular).isEmpty())) {
            throw new IllegalStateException("a worker counted nothing");
        }
        return sum;
    }

    private static long count(byte[][] document) {
        return PoolWorker.current().state(PrefixCounts.class).add(document);
    }

    private double network() {
        double sum = 0;
        try (WorkerPool pool =
                WorkerPool.open(workers, pool().onStart(worker -> worker.state(Network.class, Network::new)))) {
            for (int call = 0; call < CALLS; call++) {
                for (var result : pool.mapUnordered(
                        numbers(EVALUATIONS),
                        index -> PoolWorker.current().state(Network.class).evaluate(index))) {
                    sum += Sums.of(result.value());
                }
            }
        }
        return sum;
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Override
    public long nanos() {
        long begin = System.nanoTime();
        done();
        return System.nanoTime() - begin;
    }

    @Override
    public String gate() {
        return String.valueOf(Math.round(done()));
    }

    public static void main(String[] arguments) throws Exception {
        new PoolJobs(arguments[0], arguments[1]).serve();
    }

    private static final class Sums {
        static double of(double[] values) {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return sum;
        }
    }
}
