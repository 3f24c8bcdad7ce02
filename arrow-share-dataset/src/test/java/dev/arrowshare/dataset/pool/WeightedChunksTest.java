package dev.arrowshare.dataset.pool;

import static dev.arrowshare.dataset.TaskOptions.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.dataset.TaskOptions;
import dev.arrowshare.dataset.event.EventStream;
import dev.arrowshare.dataset.event.RunEvent;
import dev.arrowshare.dataset.event.RunEvents;
import dev.arrowshare.error.ArrowShareException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Schedules in a time that is counted, not measured: of the scheduler's own chunks, by workers that take them as drivers do. */
class WeightedChunksTest {
    private static final double NEAR = 1.1;

    private static Job job(List<Double> costs, TaskOptions options, Job.Order order, Window window, int workers) {
        return new Job(0, Source.of(costs), (Double cost) -> cost, options, order, window, workers, events());
    }

    private static Job weighted(List<Double> costs, int workers) {
        return job(costs, tasks().weights((Double cost) -> cost), Job.Order.INPUT, Window.unlimited(), workers);
    }

    /** A worker, and until when it is busy. */
    private static final class Worker {
        private final int number;
        private double free;

        Worker(int number) {
            this.number = number;
        }
    }

    /** When the last task is done, if workers take chunks one by one, as a driver does with those of tasks with weights. */
    private static double makespan(Job job, int workers) throws InterruptedException {
        Scheduler scheduler = new Scheduler(workers);
        PriorityQueue<Worker> byTime = new PriorityQueue<>(
                Comparator.<Worker>comparingDouble(worker -> worker.free).thenComparingInt(worker -> worker.number));
        for (int i = 0; i < workers; i++) {
            byTime.add(new Worker(i));
        }
        double last = 0;
        for (Chunk fed = job.feed(workers); fed != null; fed = job.feed(workers)) {
            scheduler.put(fed);
            Worker worker = byTime.remove();
            Chunk taken = scheduler.poll(worker.number);
            worker.free +=
                    taken.items().stream().mapToDouble(cost -> (Double) cost).sum();
            last = Math.max(last, worker.free);
            byTime.add(worker);
        }
        return last;
    }

    /** No schedule is shorter than the heaviest task, or than all of them divided by the workers. */
    private static double shortest(List<Double> costs, int workers) {
        double all = costs.stream().mapToDouble(cost -> cost).sum();
        return Math.max(Collections.max(costs), all / workers);
    }

    private static void assertNear(List<Double> costs, int workers, String what) throws InterruptedException {
        double shortest = shortest(costs, workers);
        double made = makespan(weighted(costs, workers), workers);
        assertTrue(made <= NEAR * shortest, what + ": " + made + ", and " + shortest + " is the shortest");
    }

    private static List<Double> equalButOne(int count, int heavyAt, double heavy) {
        List<Double> costs = new ArrayList<>(Collections.nCopies(count, 1.0));
        costs.set(heavyAt, heavy);
        return costs;
    }

    @Test
    void oneTaskOfAHundredTimesTheOthersIsNoTrouble() throws InterruptedException {
        for (int workers : List.of(1, 2, 4, 16)) {
            for (int heavyAt : List.of(0, 57, 500, 999)) {
                assertNear(equalButOne(1_000, heavyAt, 100), workers, workers + " workers, heavy at " + heavyAt);
            }
        }
    }

    @Test
    void withoutWeightsThatTaskWouldBeTrouble() throws InterruptedException {
        List<Double> costs = equalButOne(1_000, 999, 400);
        Job unweighted = job(costs, tasks().chunkSize(20), Job.Order.INPUT, Window.unlimited(), 4);
        assertTrue(makespan(unweighted, 4) > NEAR * shortest(costs, 4), "else the test above shows nothing");
    }

    @Test
    void anySkewIsNoTrouble() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            long seed = 4_711L + round;
            Random random = new Random(seed);
            List<Double> costs = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                costs.add(Math.exp(2 * random.nextGaussian()));
            }
            int workers = 1 + random.nextInt(16);
            assertNear(costs, workers, "seed " + seed + ", " + workers + " workers");
        }
    }

    @Test
    void chunksAreConsecutiveAndHaveEachTaskOnce() throws InterruptedException {
        List<Double> costs = equalButOne(1_000, 300, 100);
        Job job = weighted(costs, 3);
        List<Chunk> chunks = new ArrayList<>();
        for (Chunk chunk = job.feed(3); chunk != null; chunk = job.feed(3)) {
            chunks.add(chunk);
        }
        assertEquals(
                List.of(100.0),
                chunks.stream()
                        .filter(chunk -> chunk.first() == 300)
                        .findFirst()
                        .orElseThrow()
                        .items());
        chunks.sort(Comparator.comparingLong(Chunk::first));
        long next = 0;
        for (Chunk chunk : chunks) {
            assertEquals(next, chunk.first());
            next += chunk.size();
        }
        assertEquals(1_000, next);
    }

    @Test
    void anOrderedStreamKeepsItsOrderAndItsWindow() throws InterruptedException {
        Window window = new Window(10, Long.MAX_VALUE);
        TaskOptions options = tasks().weights((Double cost) -> cost);
        Job job = job(equalButOne(1_000, 300, 100), options, Job.Order.INPUT, window, 3);
        long next = 0;
        for (Chunk chunk = job.feed(3); chunk != null; chunk = job.feed(3)) {
            assertEquals(next, chunk.first());
            assertTrue(chunk.size() <= 10, chunk.size() + " tasks");
            next += chunk.size();
            job.used(chunk.size(), 0);
        }
        assertEquals(1_000, next);
    }

    @Test
    void chunksByNumberAreOfEqualWeight() throws InterruptedException {
        TaskOptions options = tasks().chunks(4).weights((Double cost) -> cost);
        Job job = job(List.of(3.0, 1.0, 1.0, 1.0, 3.0, 3.0), options, Job.Order.INPUT, Window.unlimited(), 2);
        List<List<Object>> chunks = new ArrayList<>();
        for (Chunk chunk = job.feed(2); chunk != null; chunk = job.feed(2)) {
            chunks.add(List.copyOf(chunk.items()));
        }
        assertEquals(List.of(List.of(3.0), List.of(1.0, 1.0, 1.0), List.of(3.0), List.of(3.0)), chunks);
    }

    @Test
    void weightsThatAreNoneEndTheRun() {
        for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            Job job = weighted(List.of(1.0, wrong), 2);
            ArrowShareException failure = assertThrows(ArrowShareException.class, () -> {
                job.feed(2);
                job.take();
            });
            assertEquals(
                    "weights: item 1 (" + wrong + ") weighs " + wrong + ": a finite number, not below 0, is needed",
                    failure.getCause().getMessage());
        }
    }

    @Test
    void itemsOfAnUnknownNumberHaveNoWeights() {
        Iterator<Double> some = Stream.of(1.0).iterator();
        TaskOptions options = tasks().weights((Double cost) -> cost);
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class,
                () -> new Job(
                        0,
                        Source.of(some, OptionalLong.empty()),
                        (Double cost) -> cost,
                        options,
                        Job.Order.INPUT,
                        Window.unlimited(),
                        2,
                        events()));
        assertEquals(
                "weights(cost) divides items of a known number, and these are none: collect them into a list first",
                failure.getMessage());
    }

    private static RunEvents events() {
        return RunEvents.start(
                new EventStream(List.of()),
                new RunEvents.Subject(
                        RunEvent.Kind.CALL, "F", "threads(1)", 1, OptionalLong.empty(), OptionalLong.empty()));
    }
}
