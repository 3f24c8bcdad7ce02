package dev.arrowshare.dataset;

import static dev.arrowshare.dataset.TaskOptions.tasks;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.TaskFailedException;
import dev.arrowshare.error.WorkerFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What every kind of workers does the same: the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class WorkerPoolContract {
    private final LeftBehind before = new LeftBehind();
    private WorkerPool pool;

    abstract Workers workers();

    @BeforeAll
    void open() {
        pool = WorkerPool.open(workers());
    }

    @AfterAll
    void close() throws InterruptedException {
        pool.close();
        before.check();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void resultsStandInTheOrderOfTheirItems() {
        List<Integer> results = pool.map(numbers(10_000), number -> number * 3);
        assertEquals(
                IntStream.range(0, 10_000).map(number -> number * 3).boxed().toList(), results);
    }

    @Test
    void whatAFunctionCapturesTravels() {
        Path path = Path.of("a", "b");
        long plus = 7;
        assertEquals(List.of("a/b 8", "a/b 9"), pool.map(List.of(1, 2), number -> path + " " + (number + plus)));
    }

    @Test
    void anyIterableAnyStreamAndAnyNumberOfItemsWillDo() {
        assertEquals(List.of(), pool.map(List.<Integer>of(), number -> number));
        assertEquals(List.of(1L, 2L, 3L), pool.map(LongStream.rangeClosed(1, 3).boxed(), number -> number));
        Iterator<String> once = Stream.of("x", "y").iterator();
        assertEquals(List.of("xx", "yy"), pool.map(() -> once, text -> text + text));
    }

    @Test
    void nullsAreValues() {
        List<String> results = pool.map(Arrays.asList("a", null, "c"), text -> text == null ? "null" : null);
        assertEquals(Arrays.asList(null, "null", null), results);
    }

    record Point(int x, List<String> names) implements java.io.Serializable {}

    @Test
    void recordsTextAndNumbersTravelAsTheyAre() {
        List<Object> values = Arrays.asList(
                1, -2L, 0.1, Double.NaN, true, "text", "\ud800 half of a pair", new Point(3, List.of("a")), 'c', 1.5f);
        assertEquals(values, pool.map(values, value -> value));
    }

    @Test
    void unorderedResultsCarryTheIndexOfTheirItem() {
        List<Indexed<String>> results = new ArrayList<>(pool.mapUnordered(numbers(500), number -> "n" + number));
        results.sort(Comparator.comparingLong(Indexed::index));
        for (int i = 0; i < 500; i++) {
            assertEquals(new Indexed<>(i, "n" + i), results.get(i));
        }
        assertEquals(500, results.size());
    }

    @Test
    void chunksOfAnySizeGiveTheSame() {
        List<Integer> expected = pool.map(numbers(1_000), number -> number + 1);
        for (TaskOptions options :
                List.of(tasks().chunkSize(1), tasks().chunkSize(7), tasks().chunkSize(5_000), tasks().chunks(3))) {
            assertEquals(expected, pool.map(numbers(1_000), number -> number + 1, options), options.toString());
        }
    }

    @Test
    void chunksByNumberNeedItemsOfAKnownNumber() {
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class,
                () -> pool.map(() -> numbers(2).iterator(), number -> number, tasks().chunks(2)));
        assertEquals(
                "chunks(n) divides items of a known number, and these are none: use chunkSize(n)",
                failure.getMessage());
    }

    @Test
    void anEndlessStreamIsTakenAsFarAsItIsWanted() {
        Iterable<Integer> endless =
                () -> Stream.iterate(0, number -> number + 1).iterator();
        try (Results<Integer> results = pool.stream(endless, number -> number * 2, tasks().window(50))) {
            int expected = 0;
            for (int result : results) {
                assertEquals(expected, result);
                assertTrue(results.pending() <= 50, () -> results.pending() + " tasks are pending");
                expected += 2;
                if (expected == 2_000) {
                    break;
                }
            }
        }
    }

    @Test
    void aFailureEndsTheRunAndSaysWhichTask() {
        TaskFailedException failure = assertThrows(
                TaskFailedException.class,
                () -> pool.map(List.of("a", "b", "oh"), text -> {
                    if (text.equals("oh")) {
                        throw new IOException("no " + text);
                    }
                    return text;
                }));
        assertEquals(2, failure.index());
        assertEquals("task 2 (oh) failed: java.io.IOException: no oh", failure.getMessage());
        assertInstanceOf(IOException.class, failure.getCause());
        assertEquals(List.of(1), pool.map(List.of(1), number -> number));
    }

    @Test
    void failuresAreSkippedOrCollected() {
        List<Integer> skipped =
                pool.map(numbers(100), WorkerPoolContract::unlessSeven, tasks().onError(OnError.skip()));
        assertEquals(numbers(100).stream().filter(number -> number % 7 != 0).toList(), skipped);
        List<Outcome<Integer>> outcomes = pool.tryMap(numbers(100), WorkerPoolContract::unlessSeven);
        assertEquals(100, outcomes.size());
        for (int i = 0; i < 100; i++) {
            Outcome<Integer> outcome = outcomes.get(i);
            assertEquals(i, outcome.index());
            if (i % 7 == 0) {
                assertFalse(outcome.succeeded());
                assertEquals("seven", outcome.failure().getMessage());
                assertNull(outcome.value());
            } else {
                assertEquals(i, outcome.value());
            }
        }
    }

    private static int unlessSeven(int number) {
        if (number % 7 == 0) {
            throw new IllegalStateException("seven");
        }
        return number;
    }

    @Test
    void aTaskThatFailsIsTriedAgain() {
        List<Outcome<Integer>> outcomes = pool.tryMap(
                numbers(20),
                number -> {
                    Tries tries = PoolWorker.current().state(Tries.class, Tries::new);
                    if (tries.of(number) < 3) {
                        throw new IOException("not yet");
                    }
                    return number;
                },
                tasks().retry(Retry.attempts(3).on(IOException.class)));
        assertTrue(outcomes.stream().allMatch(Outcome::succeeded));
    }

    /** How often each item has been tried in one worker. */
    private static final class Tries {
        private final int[] counts = new int[20];

        synchronized int of(int item) {
            return ++counts[item];
        }
    }

    @Test
    void otherExceptionsAreNotTriedAgain() {
        Outcome<Integer> outcome = pool.tryMap(
                        List.of(7),
                        WorkerPoolContract::unlessSeven,
                        tasks().retry(Retry.attempts(5).on(IOException.class)))
                .get(0);
        assertEquals(1, outcome.attempts());
        assertEquals(
                3,
                pool.tryMap(List.of(7), WorkerPoolContract::unlessSeven, tasks().retry(Retry.attempts(3)))
                        .get(0)
                        .attempts());
    }

    @Test
    void aFutureHasTheResultOrTheFailureOfItsTask() throws Exception {
        assertEquals("done", pool.submit(() -> "done").get(60, TimeUnit.SECONDS));
        CompletableFuture<Object> failing = pool.submit(() -> {
            throw new IOException("no");
        });
        ExecutionException failure = assertThrows(ExecutionException.class, () -> failing.get(60, TimeUnit.SECONDS));
        assertInstanceOf(IOException.class, failure.getCause());
    }

    @Test
    void itemsThatCannotBeHadEndTheRun() {
        Iterable<Integer> broken = () -> IntStream.range(0, 10)
                .map(number -> {
                    if (number == 5) {
                        throw new IllegalStateException("no sixth item");
                    }
                    return number;
                })
                .iterator();
        ArrowShareException failure = assertThrows(ArrowShareException.class, () -> pool.map(broken, number -> number));
        assertEquals("no sixth item", failure.getCause().getMessage());
    }

    /** Two sides that both wait to write would wait for ever. */
    @Test
    void itemsAndResultsMayBeLargerThanASocketHolds() {
        byte[] large = new byte[3 << 20];
        large[7] = 1;
        List<byte[]> items = List.of(large, large, large, large, large, large);
        List<byte[]> results =
                pool.map(items, bytes -> bytes, tasks().chunkSize(1).prefetch(4));
        assertEquals(6, results.size());
        results.forEach(result -> assertArrayEquals(large, result));
        assertEquals(
                300_000,
                pool.map(numbers(300_000), number -> number, tasks().chunkSize(60_000))
                        .size());
    }

    @Test
    void whatIsSharedIsTheNewestWhenACallBegins() {
        Shared<double[]> weights = pool.share(new double[] {1, 2, 3});
        assertEquals(List.of(2.0, 4.0, 6.0), pool.map(List.of(0, 1, 2), index -> 2 * weights.get()[index]));
        weights.set(new double[] {10, 20, 30});
        assertEquals(List.of(20.0, 60.0), pool.map(List.of(0, 2), index -> 2 * weights.get()[index]));
        assertEquals(30.0, weights.get()[2]);
    }

    @Test
    void callsAtTheSameTimeShareTheWorkers() {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<List<Integer>>> calls = new ArrayList<>();
            for (int call = 0; call < 4; call++) {
                int plus = call;
                calls.add(CompletableFuture.supplyAsync(
                        () -> pool.map(numbers(2_000), number -> number + plus), callers));
            }
            for (int call = 0; call < 4; call++) {
                int plus = call;
                List<Integer> expected =
                        numbers(2_000).stream().map(number -> number + plus).toList();
                assertEquals(expected, calls.get(call).join());
            }
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void statisticsCountRunsAndTasks() {
        PoolStatistics before = pool.statistics();
        assertEquals(300, pool.map(numbers(300), number -> number).size());
        PoolStatistics after = pool.statistics();
        assertEquals(before.runs() + 1, after.runs());
        assertEquals(before.tasks() + 300, after.tasks());
    }

    @Test
    void whatAFunctionReturnsAboutItsWorkerIsTheWorkersNumber() {
        List<Integer> ids = pool.map(numbers(50), number -> PoolWorker.current().id());
        int most = workers() instanceof Workers.Processes processes
                ? processes.processes()
                : workers().count();
        assertTrue(ids.stream().allMatch(id -> id >= 0 && id < most), ids.toString());
        IllegalStateException outside = assertThrows(IllegalStateException.class, PoolWorker::current);
        assertTrue(outside.getMessage().startsWith("PoolWorker.current() is for functions that a WorkerPool calls"));
    }

    @Test
    void hooksRunInEachWorkerAndTheirResultsOutliveThePool() {
        PoolOptions options = PoolOptions.pool()
                .onStart(worker -> worker.state(StringBuilder.class, () -> new StringBuilder("started")))
                .onStop(worker -> worker.id() + " " + worker.state(StringBuilder.class));
        WorkerPool own = WorkerPool.open(workers(), options);
        try (own) {
            assertEquals(
                    List.of("started"),
                    own.map(
                            List.of(1),
                            number -> PoolWorker.current()
                                    .state(StringBuilder.class)
                                    .toString()));
        }
        int most = workers() instanceof Workers.Processes processes
                ? processes.processes()
                : workers().count();
        List<String> expected =
                IntStream.range(0, most).mapToObj(id -> id + " started").toList();
        assertEquals(
                expected,
                own.stopResults().stream().map(String::valueOf).sorted().toList());
        assertThrows(ClosedException.class, () -> own.map(List.of(1), number -> number));
    }

    @Test
    void aWorkerThatIsNotReadyInTimeFailsThePool() {
        assumeFalse(workers() instanceof Workers.Inline, "the calling thread is ready");
        PoolOptions options = PoolOptions.pool()
                .onStart(worker -> {
                    Thread.sleep(4_000);
                    return null;
                })
                .startTimeout(Duration.ofMillis(800))
                .stopTimeout(Duration.ofMillis(100));
        try (WorkerPool late = WorkerPool.open(workers(), options)) {
            WorkerFailedException failure =
                    assertThrows(WorkerFailedException.class, () -> late.map(List.of(1), number -> number));
            assertTrue(
                    failure.getMessage().contains("was not ready after 800 ms (startTimeout)"), failure.getMessage());
        }
    }

    /** The first task waits; what comes after it may not pile up behind it. */
    @Test
    void theReorderBufferCounts() {
        assumeFalse(workers() instanceof Workers.Inline, "one after the other");
        TaskOptions options = tasks().window(40).chunkSize(1);
        try (Results<Integer> results = pool.stream(
                numbers(2_000),
                number -> {
                    if (number == 0) {
                        Thread.sleep(300);
                    }
                    return number;
                },
                options)) {
            int most = 0;
            int next = 0;
            for (int result : results) {
                most = Math.max(most, results.pending());
                assertEquals(next, result);
                next++;
            }
            assertEquals(2_000, next);
            assertTrue(most <= 40, most + " tasks were pending");
        }
    }

    @Test
    void messagesAreDealtInTurnWhereThatIsAsked() {
        List<Integer> ids = pool.map(
                numbers(12),
                number -> PoolWorker.current().id(),
                tasks().chunkSize(2).handOut(TaskOptions.HandOut.IN_TURN));
        int most = workers() instanceof Workers.Processes processes
                ? processes.processes()
                : workers().count();
        assertEquals(numbers(12).stream().map(number -> number / 2 % most).toList(), ids);
    }

    @Test
    void aFutureThatIsCancelledCancelsItsTask() {
        assumeFalse(workers() instanceof Workers.Inline, "submit() has done the task before it returns");
        CompletableFuture<Integer> future = pool.submit(() -> {
            Thread.sleep(100_000);
            return 1;
        });
        future.cancel(true);
        assertThrows(CancellationException.class, future::join);
        assertEquals(List.of(5), pool.map(List.of(5), number -> number));
    }

    @Test
    void aTaskThatTakesTooLongFails() {
        long begun = System.nanoTime();
        Outcome<Integer> outcome = pool.tryMap(
                        List.of(1),
                        number -> {
                            Thread.sleep(100_000);
                            return 1;
                        },
                        tasks().taskTimeout(Duration.ofMillis(200)))
                .get(0);
        assertInstanceOf(TimeoutException.class, outcome.failure());
        assertEquals("took longer than 200 ms", outcome.failure().getMessage());
        assertTrue(System.nanoTime() - begun < 60_000_000_000L);
    }
}
