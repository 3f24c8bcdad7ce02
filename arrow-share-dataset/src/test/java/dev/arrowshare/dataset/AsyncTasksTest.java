package dev.arrowshare.dataset;

import static dev.arrowshare.dataset.TaskFunction.async;
import static dev.arrowshare.dataset.TaskOptions.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.TaskFailedException;
import dev.arrowshare.error.WorkerFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions that return futures, and verbs that do, with every kind of workers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AsyncTasksTest {
    private final LeftBehind before = new LeftBehind();
    private final Map<Workers, WorkerPool> pools = new LinkedHashMap<>();

    @BeforeAll
    void open() {
        kinds().forEach(kind -> pools.put(kind, WorkerPool.open(kind)));
    }

    @AfterAll
    void close() throws InterruptedException {
        pools.values().forEach(WorkerPool::close);
        before.check();
    }

    static Stream<Workers> kinds() {
        return Stream.of(
                Workers.inline(),
                Workers.threads(3),
                Workers.processes(2),
                Workers.processes(1).threadsEach(2));
    }

    private WorkerPool pool(Workers kind) {
        return pools.get(kind);
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static <R> CompletableFuture<R> after(long millis, R value) {
        Executor later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, ForkJoinPool.commonPool());
        return CompletableFuture.supplyAsync(() -> value, later);
    }

    private static CompletableFuture<Integer> unlessSeven(int number) {
        return after(number % 3, number).thenApply(value -> {
            if (value % 7 == 0) {
                throw new IllegalStateException("seven");
            }
            return value;
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theValueOfAFutureIsTheResultInTheOrderOfItems(Workers kind) {
        List<Integer> results = pool(kind).map(numbers(500), async(number -> after(number % 5, number * 3)));
        assertEquals(IntStream.range(0, 500).map(number -> number * 3).boxed().toList(), results);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void futuresThatAreCompleteAlreadyNeedNoThread(Workers kind) {
        assertEquals(numbers(5_000), pool(kind).map(numbers(5_000), async(CompletableFuture::completedFuture)));
        List<String> nulls = pool(kind).map(numbers(3), async(number -> CompletableFuture.completedFuture(null)));
        assertEquals(Collections.nCopies(3, null), nulls);
    }

    /** How many are under way in one worker, and have been at most. */
    private static final class Gauge {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        CompletableFuture<Integer> pass() {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            return after(3, 0).thenApply(nothing -> {
                now.decrementAndGet();
                return most.get();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void noMoreAreUnderWayInAWorkerThanIsAllowed(Workers kind) {
        record Passing() implements TaskFunction<Integer, CompletableFuture<Integer>> {
            @Override
            public CompletableFuture<Integer> apply(Integer item) throws Exception {
                return PoolWorker.current().state(Gauge.class, Gauge::new).pass();
            }
        }
        List<Integer> most = pool(kind)
                .map(numbers(300), async(new Passing()), tasks().inFlight(5).chunkSize(2));
        int threads = kind instanceof Workers.Processes processes ? processes.threads() : 1;
        int seen = Collections.max(most);
        assertTrue(seen <= 5 * threads, seen + " were under way in " + kind);
        assertTrue(seen > threads, seen + " were under way in " + kind);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFutureThatFailsIsTheFailureOfItsTask(Workers kind) {
        List<Outcome<Integer>> outcomes = pool(kind).tryMap(numbers(60), async(AsyncTasksTest::unlessSeven));
        for (int i = 0; i < 60; i++) {
            assertEquals(
                    i % 7 != 0, outcomes.get(i).succeeded(), outcomes.get(i).toString());
            if (i % 7 == 0) {
                assertEquals("seven", outcomes.get(i).failure().getMessage());
            } else {
                assertEquals(i, outcomes.get(i).value());
            }
        }
        TaskFailedException failure = assertThrows(
                TaskFailedException.class,
                () -> pool(kind).map(List.of(1, 2, 7, 3), async(AsyncTasksTest::unlessSeven)));
        assertEquals("task 2 (7) failed: java.lang.IllegalStateException: seven", failure.getMessage());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFunctionThatReturnsNoFutureHasFailed(Workers kind) {
        List<Outcome<Integer>> outcomes = pool(kind).tryMap(numbers(2), async(number -> {
            if (number == 0) {
                throw new IOException("not even begun");
            }
            return (CompletableFuture<Integer>) null;
        }));
        assertEquals("not even begun", outcomes.get(0).failure().getMessage());
        assertEquals(
                "the function returned null where a future was due",
                outcomes.get(1).failure().getMessage());
    }

    /** How often each item has been tried in one worker. */
    private static final class Tries {
        private final int[] counts = new int[20];

        synchronized int of(int item) {
            return ++counts[item];
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFutureThatFailsIsTriedAgain(Workers kind) {
        List<Outcome<Integer>> outcomes = pool(kind)
                .tryMap(
                        numbers(20),
                        async(number -> {
                            int tries = PoolWorker.current()
                                    .state(Tries.class, Tries::new)
                                    .of(number);
                            return tries < 3
                                    ? CompletableFuture.<Integer>failedFuture(new IOException("not yet"))
                                    : after(1, number);
                        }),
                        tasks().retry(Retry.attempts(3)
                                .on(IOException.class)
                                .backoff(Duration.ofMillis(1), Duration.ofMillis(5))));
        assertTrue(outcomes.stream().allMatch(Outcome::succeeded), outcomes.toString());
        Outcome<Integer> never = pool(kind)
                .tryMap(List.of(7), async(AsyncTasksTest::unlessSeven), tasks().retry(Retry.attempts(4)))
                .get(0);
        assertEquals(4, never.attempts());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFutureThatTakesTooLongIsCancelledAndHasFailed(Workers kind) {
        List<Outcome<String>> outcomes = pool(kind)
                .tryMap(
                        List.of("soon", "never", "soon"),
                        async(text -> text.equals("soon") ? after(1, text) : new CompletableFuture<String>()),
                        tasks().taskTimeout(Duration.ofMillis(200)));
        assertEquals(
                List.of(true, false, true),
                outcomes.stream().map(Outcome::succeeded).toList());
        assertInstanceOf(TimeoutException.class, outcomes.get(1).failure());
        assertEquals("took longer than 200 ms", outcomes.get(1).failure().getMessage());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFunctionThatDoesNotEvenReturnItsFutureInTimeHasFailed(Workers kind) {
        Outcome<Integer> outcome = pool(kind)
                .tryMap(
                        List.of(1),
                        async(number -> {
                            Thread.sleep(100_000);
                            return CompletableFuture.completedFuture(number);
                        }),
                        tasks().taskTimeout(Duration.ofMillis(200)))
                .get(0);
        assertInstanceOf(TimeoutException.class, outcome.failure());
        assertTrue(outcome.failure().getStackTrace().length > 0, "where it was");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aStreamOfFuturesKeepsToItsWindow(Workers kind) {
        Iterable<Integer> endless =
                () -> Stream.iterate(0, number -> number + 1).iterator();
        TaskOptions options = tasks().window(8).inFlight(100);
        try (Results<Integer> results =
                pool(kind).stream(endless, async(number -> after(number % 4, number)), options)) {
            Iterator<Integer> walk = results.iterator();
            for (int i = 0; i < 200; i++) {
                assertEquals(i, walk.next());
                assertTrue(results.pending() <= 8, () -> results.pending() + " tasks are pending");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void otherCallsGoOnBesideFutures(Workers kind) {
        assumeFalse(kind instanceof Workers.Inline, "the calling thread does one thing");
        CompletableFuture<List<Integer>> slow =
                pool(kind).mapAsync(numbers(40), async(number -> after(30, number)), tasks().inFlight(2));
        assertEquals(numbers(1_000), pool(kind).map(numbers(1_000), number -> number));
        assertEquals(numbers(40), slow.join());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void listsComeAsFuturesToo(Workers kind) {
        WorkerPool pool = pool(kind);
        assertEquals(numbers(300), pool.mapAsync(numbers(300), number -> number).join());
        List<Indexed<Integer>> asTheyCame = new ArrayList<>(
                pool.mapUnorderedAsync(numbers(9), number -> number).join());
        asTheyCame.sort((a, b) -> Long.compare(a.index(), b.index()));
        assertEquals(numbers(9), asTheyCame.stream().map(Indexed::value).toList());
        assertFalse(
                pool.tryMapAsync(List.of(0), number -> 7 / number).join().get(0).succeeded());
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> pool.mapAsync(List.of(1, 0), number -> 1 / number).join());
        assertEquals(
                "task 1 (0) failed: java.lang.ArithmeticException: / by zero",
                failure.getCause().getMessage());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void toCancelTheFutureOfAListEndsItsRun(Workers kind) {
        assumeFalse(kind instanceof Workers.Inline, "mapAsync() has done the tasks before it returns");
        WorkerPool pool = pool(kind);
        CompletableFuture<List<Integer>> never =
                pool.mapAsync(numbers(100), async(number -> new CompletableFuture<Integer>()));
        CompletableFuture<List<Integer>> sleeping = pool.mapAsync(numbers(100), number -> {
            Thread.sleep(100_000);
            return number;
        });
        never.cancel(true);
        sleeping.cancel(true);
        assertThrows(CancellationException.class, never::join);
        assertEquals(List.of(5), pool.map(List.of(5), number -> number));
        assertEquals(List.of(5), pool.map(List.of(5), async(number -> after(1, number))));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anInterruptEndsARunOfFutures(Workers kind) throws InterruptedException {
        AtomicInteger interrupted = new AtomicInteger();
        Thread caller = new Thread(() -> {
            try {
                pool(kind).map(numbers(3), async(number -> new CompletableFuture<Integer>()));
            } catch (InterruptedRunException e) {
                interrupted.incrementAndGet();
            }
        });
        caller.start();
        Thread.sleep(50);
        caller.interrupt();
        caller.join(60_000);
        assertEquals(1, interrupted.get());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void onlyTheTaskThatEndsItsWorkerIsBlamed(Workers kind) {
        assumeFalse(!(kind instanceof Workers.Processes), "only processes survive it");
        List<Outcome<Integer>> outcomes = pool(kind)
                .tryMap(
                        numbers(40),
                        async(number -> {
                            if (number == 13) {
                                Runtime.getRuntime().halt(3);
                            }
                            return after(2, number);
                        }),
                        tasks().inFlight(8).chunkSize(4).deaths(2));
        for (Outcome<Integer> outcome : outcomes) {
            assertEquals(outcome.index() != 13, outcome.succeeded(), outcome.toString());
        }
        assertInstanceOf(WorkerFailedException.class, outcomes.get(13).failure());
    }
}
