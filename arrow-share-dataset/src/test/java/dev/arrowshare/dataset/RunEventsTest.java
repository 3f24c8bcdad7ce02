package dev.arrowshare.dataset;

import static dev.arrowshare.dataset.PoolOptions.pool;
import static dev.arrowshare.dataset.TaskOptions.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.event.RunAdvice;
import dev.arrowshare.dataset.event.RunEvent;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.error.TaskFailedException;
import dev.arrowshare.error.WorkerFailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What pipelines and pools tell of their runs, for each kind of workers. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RunEventsTest {
    private static final int ROWS = 100;
    private static final int BATCHES = 20;

    private static SharedDataset numbers;

    private final List<RunEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    private Path folder;

    @BeforeAll
    static void share() {
        int[] rows = new int[BATCHES];
        java.util.Arrays.fill(rows, ROWS);
        numbers = Numbers.share(rows);
    }

    @AfterAll
    static void close() {
        numbers.close();
    }

    static Stream<Workers> ofPipelines() {
        return Stream.of(Workers.inline(), Workers.threads(2), Workers.processes(2));
    }

    static Stream<Workers> ofPools() {
        return Stream.concat(ofPipelines(), Stream.of(Workers.processes(2).threadsEach(2)));
    }

    private Pipeline with(BatchMapper mapper, Workers workers) {
        return numbers.mapBatches(mapper)
                .workers(workers)
                .onWarning(warnings::add)
                .onEvent(events::add);
    }

    private EventGrammar.Read run() {
        return EventGrammar.read(events).one(RunEvent.Kind.PIPELINE);
    }

    private <E extends RunEvent> List<E> all(Class<E> type) {
        return List.copyOf(events).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static List<Integer> items(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("ofPipelines")
    void aPipelineTellsWhatItDid(Workers workers) {
        AtomicLong progress = new AtomicLong();
        RunSummary summary = with(new Mappers.Twice(), workers)
                .onProgress(progress::addAndGet)
                .writeParquet(folder.resolve("out.parquet"));

        EventGrammar.Read run = run();
        assertEquals(RunEvent.Outcome.SUCCEEDED, run.end.outcome());
        assertEquals(summary.rows().in(), run.rowsIn);
        assertEquals(summary.rows().out(), run.rowsOut);
        assertEquals(summary.rows().out(), run.rowsWritten);
        assertEquals(summary.advice(), run.end.advice());
        assertEquals(summary.rows().in(), progress.get());
        assertEquals(workers.toString(), run.start.workers());
        assertEquals(ROWS * BATCHES, run.start.rows().orElseThrow());
        assertTrue(run.start.what().startsWith("Mappers$Twice"), run.start.what());
        assertEquals(workers.count(), all(RunEvent.WorkerStarted.class).size());
        for (RunEvent.WorkerStarted worker : all(RunEvent.WorkerStarted.class)) {
            assertEquals(workers instanceof Workers.Processes, worker.process().isPresent());
        }
        for (RunEvent.WorkerReady worker : all(RunEvent.WorkerReady.class)) {
            boolean isWhole = worker.spawnNanos() > 0 && worker.connectNanos() > 0 && worker.initNanos() > 0;
            assertEquals(workers instanceof Workers.Processes, isWhole, worker.toString());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void memoryIsToldOfTheCoordinatorAndOfEachWorkerProcess() {
        with(new Mappers.Twice(), Workers.processes(2)).count();
        EventGrammar.read(events);
        List<RunEvent.MemorySampled> samples = all(RunEvent.MemorySampled.class);
        for (int worker = -1; worker < 2; worker++) {
            int whose = worker;
            assertTrue(
                    samples.stream()
                            .anyMatch(sample -> sample.worker().orElse(-1) == whose && sample.privateBytes() > 1 << 20),
                    samples::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("ofPipelines")
    void aPipelineThatFailsTellsWhichTaskDid(Workers workers) {
        Pipeline failing = with(new Mappers.FailAt(3 * ROWS, Mappers.Thrown.CHECKED), workers);
        MapperException failure = assertThrows(MapperException.class, failing::count);

        EventGrammar.Read run = run();
        assertEquals(RunEvent.Outcome.FAILED, run.end.outcome());
        assertSame(failure, run.end.failure().orElseThrow());
        assertEquals(1, run.failures.size());
        assertSame(failure, run.failures.get(0).failure());
        assertEquals("batch 3 (rows 300 to 399)", run.failures.get(0).input());
    }

    @ParameterizedTest
    @MethodSource("ofPipelines")
    void aPipelineThatGoesOnAfterFailuresCountsThem(Workers workers) {
        RunSummary summary = with(new Failing.AtFirstIds(List.of(200L, 700L)), workers)
                .onError(OnError.skip())
                .onFirstFailure(failure -> {})
                .writeParquet(folder.resolve("out.parquet"));

        EventGrammar.Read run = run();
        assertEquals(RunEvent.Outcome.SUCCEEDED, run.end.outcome());
        assertEquals(2, run.failed);
        assertEquals(summary.failures().batches(), run.failed);
        assertTrue(
                run.failures.stream().anyMatch(failure -> failure.input().startsWith("batch 2 ")),
                run.failures::toString);
    }

    @ParameterizedTest
    @MethodSource("ofPipelines")
    void aPipelineWhoseBatchesNobodyTakesAnyMoreIsCancelled(Workers workers) {
        try (Batches batches = with(new Mappers.Same(), workers).toBatches();
                Batch first = batches.iterator().next()) {
            assertEquals(ROWS, first.rows());
        }
        assertEquals(RunEvent.Outcome.CANCELLED, run().end.outcome());
    }

    @Test
    void aConsumerThatFailsIsTheFailureOfTheRun() {
        Pipeline same = with(new Mappers.Same(), Workers.threads(2));
        MapperException failure = assertThrows(
                MapperException.class,
                () -> same.forEach(batch -> {
                    throw new IllegalStateException("full");
                }));
        assertSame(failure, run().end.failure().orElseThrow());
    }

    @Test
    void aWorkerOfAPipelineThatDiesIsReplacedAndItsTaskStartedAgain() {
        Pipeline dying =
                with(new Deaths.DieOnce(folder, List.of(500L, 1_200L), Deaths.Death.KILL), Workers.processes(2));
        assertEquals(ROWS * BATCHES, dying.count());

        EventGrammar.Read run = run();
        List<RunEvent.WorkerDied> deaths = all(RunEvent.WorkerDied.class);
        assertEquals(2, deaths.size(), deaths::toString);
        assertTrue(deaths.stream()
                .allMatch(death -> death.postMortem().orElseThrow().exitCode() == 137));
        assertTrue(
                all(RunEvent.WorkerReplaced.class).stream().allMatch(replaced -> replaced.why() == RunEvent.Why.DIED));
        assertEquals(2, run.lost);
        assertEquals(ROWS * BATCHES, run.rowsIn);
        assertEquals(BATCHES, run.tasks);
    }

    @Test
    void decodedRowsAreToldAsTheyCome() {
        Path parquet = folder.resolve("in.parquet");
        numbers.pipeline().writeParquet(parquet);
        for (Workers workers : List.of(Workers.threads(2), Workers.processes(1))) {
            events.clear();
            RunSummary summary = Pipeline.fromParquet(parquet)
                    .workers(workers)
                    .mapBatches(new Mappers.Same())
                    .onEvent(events::add)
                    .writeParquet(folder.resolve("out.parquet"));
            long rows = all(RunEvent.InputRead.class).stream()
                    .mapToLong(RunEvent.InputRead::rows)
                    .sum();
            assertEquals(summary.rows().in(), run().rowsIn);
            // A shared file's first blocks may be there before the run is.
            assertTrue(
                    workers instanceof Workers.Processes
                            ? rows <= summary.rows().in()
                            : rows == summary.rows().in());
        }
    }

    @Test
    void aListenerThatThrowsStopsNothing() {
        Pipeline pipeline = numbers.mapBatches(new Mappers.Same())
                .onEvent(event -> {
                    throw new IllegalStateException("not now");
                })
                .onEvent(events::add);
        assertEquals(ROWS * BATCHES, pipeline.count());
        assertEquals(BATCHES, run().tasks);
    }

    private static Integer unlessThirteen(Integer number) {
        if (number % 50 == 13) {
            throw new IllegalArgumentException("no " + number);
        }
        return number + 1;
    }

    @ParameterizedTest
    @MethodSource("ofPools")
    void theCallsOfAPoolAreRunsWithinIt(Workers workers) {
        PoolStatistics statistics;
        try (WorkerPool pool = WorkerPool.open(workers, pool().onEvent(events::add))) {
            pool.map(items(1_000), number -> number + 1);
            assertThrows(
                    TaskFailedException.class,
                    () -> pool.map(items(200), RunEventsTest::unlessThirteen, tasks().chunkSize(10)));
            pool.tryMap(items(200), RunEventsTest::unlessThirteen, tasks().retry(Retry.attempts(2)));
            Iterator<Integer> endless = Stream.iterate(0, number -> number + 1).iterator();
            try (Results<Integer> results = pool.stream(() -> endless, number -> number, tasks().window(20))) {
                assertEquals(0, results.iterator().next());
            }
            statistics = pool.statistics();
        }
        EventGrammar read = EventGrammar.read(events);
        EventGrammar.Read pool = read.one(RunEvent.Kind.POOL);
        List<EventGrammar.Read> calls = read.of(RunEvent.Kind.CALL);
        assertEquals(
                List.of(
                        RunEvent.Outcome.SUCCEEDED,
                        RunEvent.Outcome.FAILED,
                        RunEvent.Outcome.SUCCEEDED,
                        RunEvent.Outcome.CANCELLED),
                calls.stream().map(call -> call.end.outcome()).toList());
        assertTrue(calls.stream().allMatch(call -> call.start.within().orElseThrow() == pool.start.run()));
        assertEquals(1_000, calls.get(0).tasks);
        assertEquals(1_000, calls.get(0).start.tasks().orElseThrow());
        assertTrue(calls.get(3).start.tasks().isEmpty());
        assertEquals(200, calls.get(2).tasks);
        assertEquals(4, calls.get(2).failed);
        assertEquals(4, calls.get(2).retries);
        assertEquals(
                List.of("113", "13", "163", "63"),
                calls.get(2).failures.stream()
                        .map(RunEvent.TaskFailed::input)
                        .sorted()
                        .toList());
        assertTrue(calls.get(2).failures.stream().allMatch(failure -> failure.attempts() == 2));
        assertEquals(
                statistics.tasks(), calls.stream().mapToLong(call -> call.tasks).sum());
        assertEquals(
                statistics.failures(),
                calls.stream().mapToLong(call -> call.failed).sum());
    }

    @Test
    void aWorkerOfAPoolThatDiesIsReplacedAndItsTasksStartedAgain() {
        String once = folder.resolve("died").toString();
        try (WorkerPool pool = WorkerPool.open(
                Workers.processes(2), pool().onEvent(events::add).onWarning(warnings::add))) {
            pool.map(
                    items(500),
                    number -> {
                        if (number == 300 && Path.of(once).toFile().createNewFile()) {
                            Runtime.getRuntime().halt(9);
                        }
                        return number + 1;
                    },
                    tasks().chunkSize(20));
        }
        EventGrammar.Read call = EventGrammar.read(events).one(RunEvent.Kind.CALL);
        assertEquals(500, call.tasks);
        assertTrue(call.lost >= 20, "lost " + call.lost);
        assertEquals(
                9,
                all(RunEvent.WorkerDied.class).get(0).postMortem().orElseThrow().exitCode());
        assertEquals(1, all(RunEvent.WorkerReplaced.class).size());
        assertEquals(1, warnings.size(), warnings::toString);
    }

    @Test
    void aPoisonTaskHasFailed() {
        try (WorkerPool pool = WorkerPool.open(
                Workers.processes(1), pool().onEvent(events::add).onWarning(warnings::add))) {
            assertThrows(
                    TaskFailedException.class,
                    () -> pool.map(
                            items(3),
                            number -> {
                                if (number == 1) {
                                    Runtime.getRuntime().halt(9);
                                }
                                return number;
                            },
                            tasks().deaths(2)));
        }
        EventGrammar.Read call = EventGrammar.read(events).one(RunEvent.Kind.CALL);
        assertEquals(1, call.failures.size());
        assertEquals(1, call.failures.get(0).task());
        assertTrue(call.failures.get(0).failure() instanceof WorkerFailedException);
    }

    private static Integer stubborn(Integer number) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (number == 1 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return number;
    }

    @Test
    void aWorkerThatIsGivenUpIsReplaced() {
        try (WorkerPool pool =
                WorkerPool.open(Workers.threads(1), pool().onEvent(events::add).onWarning(warnings::add))) {
            List<Outcome<Integer>> outcomes = pool.tryMap(
                    items(3),
                    RunEventsTest::stubborn,
                    tasks().taskTimeout(Duration.ofMillis(50)).chunkSize(3));
            assertTrue(outcomes.get(2).succeeded());
        }
        EventGrammar.Read call = EventGrammar.read(events).one(RunEvent.Kind.CALL);
        assertEquals(3, call.tasks);
        assertEquals(1, call.failed);
        assertEquals(
                RunEvent.Why.LATE, all(RunEvent.WorkerReplaced.class).get(0).why());
    }

    @Test
    void aWorkerThatHasLivedLongEnoughIsReplaced() {
        try (WorkerPool pool =
                WorkerPool.open(Workers.threads(1), pool().lifespan(10).onEvent(events::add))) {
            pool.map(items(25), number -> number, tasks().chunkSize(5).prefetch(1));
        }
        EventGrammar.read(events);
        List<RunEvent.WorkerReplaced> replaced = all(RunEvent.WorkerReplaced.class);
        assertEquals(2, replaced.size(), replaced::toString);
        assertTrue(replaced.stream().allMatch(worker -> worker.why() == RunEvent.Why.LIFESPAN));
    }

    @Test
    void tasksWithinTasksAreCallsOfTheSamePool() {
        try (WorkerPool pool = WorkerPool.open(Workers.threads(2), pool().onEvent(events::add))) {
            List<Integer> sums = pool.map(
                    items(4),
                    number -> pool.map(items(number), inner -> inner).stream()
                            .mapToInt(Integer::intValue)
                            .sum());
            assertEquals(List.of(0, 0, 1, 3), sums);
        }
        assertEquals(5, EventGrammar.read(events).of(RunEvent.Kind.CALL).size());
    }

    private static Integer hesitant(Integer number, int at, Duration time) throws InterruptedException {
        if (number == at) {
            Thread.sleep(time.toMillis());
        }
        return number;
    }

    @ParameterizedTest
    @MethodSource("ofPools")
    void aWorkerOfAPoolThatSeemsToHangIsShownOnce(Workers workers) {
        PoolOptions options = pool().onEvent(events::add)
                .onWarning(warnings::add)
                .onStall(OnStall.warn().after(Duration.ofMillis(300)));
        try (WorkerPool pool = WorkerPool.open(workers, options)) {
            pool.map(items(8), number -> number);
            pool.map(items(8), number -> hesitant(number, 5, Duration.ofMillis(1_200)), tasks().chunkSize(1));
        }
        EventGrammar.read(events);
        List<RunEvent.WorkerStalled> stalls = all(RunEvent.WorkerStalled.class).stream()
                .filter(stall -> stall.what().equals("task 5"))
                .toList();
        assertEquals(1, stalls.size(), events::toString);
        assertTrue(stalls.get(0).stacks().contains("RunEventsTest.hesitant("), stalls::toString);
        List<String> said =
                warnings.stream().filter(text -> text.contains(" task 5 ")).toList();
        assertEquals(1, said.size(), warnings::toString);
        assertTrue(
                said.get(0).matches("(?s)worker \\d has been at task 5 for .* and seems to hang at:\n.*hesitant.*"),
                said::toString);
    }

    @Test
    void aProcessOfAPoolThatHangsIsReplacedWhenItIsAskedFor() {
        String once = folder.resolve("hung").toString();
        PoolOptions options = pool().onEvent(events::add)
                .onWarning(warnings::add)
                .onStall(OnStall.replace().after(Duration.ofMillis(400)));
        try (WorkerPool pool = WorkerPool.open(Workers.processes(1), options)) {
            List<Integer> results = pool.map(items(6), number -> {
                boolean hangs = number == 3 && Path.of(once).toFile().createNewFile();
                return hesitant(number, hangs ? 3 : -1, Duration.ofMinutes(2));
            });
            assertEquals(items(6), results);
            assertEquals(1, pool.statistics().workerDeaths());
        }
        EventGrammar.read(events);
        assertEquals(
                RunEvent.Why.STALLED, all(RunEvent.WorkerReplaced.class).get(0).why());
    }

    private static List<Long> boxes(Integer seed) {
        return IntStream.range(0, 50_000).mapToObj(i -> (long) i * seed).toList();
    }

    @Test
    void adviceIsGivenOfRealRuns() {
        try (WorkerPool pool = WorkerPool.open(Workers.threads(2))) {
            pool.map(items(100), number -> number);
            pool.map(items(2), number -> hesitant(number, 0, Duration.ofMillis(300)), tasks().chunkSize(1));
            assertEquals(RunAdvice.Cause.SKEW, advice(pool));
        }
        try (WorkerPool pool = WorkerPool.open(Workers.processes(2))) {
            pool.map(items(2), number -> number, tasks().chunkSize(1));
            assertEquals(RunAdvice.Cause.START_UP, advice(pool));
            pool.map(items(5_000), number -> number, tasks().chunkSize(1));
            assertEquals(RunAdvice.Cause.TASKS_TOO_SMALL, advice(pool));
            pool.map(items(10), RunEventsTest::boxes, tasks().chunkSize(1));
            pool.map(items(10), RunEventsTest::boxes, tasks().chunkSize(1));
            assertEquals(RunAdvice.Cause.RESULTS_TOO_BIG, advice(pool));
        }
    }

    private static RunAdvice.Cause advice(WorkerPool pool) {
        return pool.statistics()
                .advice()
                .orElseThrow(() -> new AssertionError("no advice: " + pool.statistics()))
                .cause();
    }
}
