package dev.arrowshare.dataset;

import static dev.arrowshare.dataset.TaskOptions.tasks;
import static dev.arrowshare.dataset.Workers.processes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.error.TaskFailedException;
import dev.arrowshare.error.WorkerFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Functions that end their worker process, hang in it, or return what cannot travel. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PoolDeathTest {
    private final LeftBehind before = new LeftBehind();

    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        before.check();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void theTasksOfAWorkerThatDiesAreDoneByAnother() {
        String once = folder.resolve("died").toString();
        try (WorkerPool pool = WorkerPool.open(processes(2))) {
            List<Integer> results = pool.map(
                    numbers(500),
                    number -> {
                        if (number == 300 && Path.of(once).toFile().createNewFile()) {
                            Runtime.getRuntime().halt(9);
                        }
                        return number + 1;
                    },
                    tasks().chunkSize(20));
            assertEquals(IntStream.rangeClosed(1, 500).boxed().toList(), results);
            assertEquals(1, pool.statistics().workerDeaths());
        }
    }

    @Test
    void aTaskThatTakesWorkersWithItIsAPoisonTask() {
        try (WorkerPool pool = WorkerPool.open(processes(2))) {
            List<Outcome<Integer>> outcomes = pool.tryMap(
                    numbers(40),
                    number -> {
                        if (number == 13) {
                            System.exit(3);
                        }
                        return number;
                    },
                    tasks().chunkSize(5));
            for (Outcome<Integer> outcome : outcomes) {
                assertEquals(outcome.index() != 13, outcome.succeeded(), outcome.toString());
            }
            Throwable poison = outcomes.get(13).failure();
            assertInstanceOf(WorkerFailedException.class, poison);
            assertTrue(
                    poison.getMessage()
                            .startsWith("task 13 is a poison task: 3 workers died over it; the last: worker "),
                    poison.getMessage());
            assertTrue(poison.getMessage().contains("exited with code 3 in task 13"), poison.getMessage());
        }
    }

    @Test
    void workersThatAreKilledAtRandomCostNothingButTime() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (WorkerPool pool = WorkerPool.open(processes(3))) {
            List<Long> pids = List.copyOf(new java.util.HashSet<>(
                    pool.map(numbers(60), number -> ProcessHandle.current().pid(), tasks().chunkSize(1))));
            Thread killer = new Thread(() -> pids.forEach(pid -> {
                sleep(50 + random.nextInt(100));
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }));
            killer.start();
            List<Integer> results = pool.map(
                    numbers(600),
                    number -> {
                        Thread.sleep(1);
                        return number;
                    },
                    tasks().deaths(100));
            killer.join();
            assertEquals(numbers(600), results, "seed " + seed);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aResultThatCannotTravelIsTheFailureOfItsTask() {
        try (WorkerPool pool = WorkerPool.open(processes(1))) {
            TaskFailedException failure = assertThrows(
                    TaskFailedException.class,
                    () -> pool.map(List.of(1, 2), number -> number == 1 ? "fine" : new Thread("no")));
            assertEquals(1, failure.index());
            assertTrue(
                    failure.getCause().getMessage().contains("cannot travel back from its worker process"),
                    failure.getMessage());
            assertEquals(
                    2,
                    pool.tryMap(List.of(1, 2, 3), number -> number == 2 ? new Thread() : number).stream()
                            .filter(Outcome::succeeded)
                            .count());
        }
    }

    @Test
    void anItemThatCannotTravelIsTheFailureOfItsTask() {
        try (WorkerPool pool = WorkerPool.open(processes(1))) {
            List<Object> items = List.of("a", new Thread("no"), "c");
            List<Outcome<String>> outcomes = pool.tryMap(items, item -> item.toString(), tasks().chunkSize(3));
            assertEquals("a", outcomes.get(0).value());
            assertInstanceOf(MapperException.class, outcomes.get(1).failure());
            assertEquals("c", outcomes.get(2).value());
        }
    }

    @Test
    void aFunctionThatCannotTravelIsRefusedBeforeAnythingStarts() {
        Thread thread = new Thread();
        try (WorkerPool pool = WorkerPool.open(processes(1))) {
            MapperException failure =
                    assertThrows(MapperException.class, () -> pool.map(List.of(1), number -> thread.getName()));
            assertTrue(failure.getMessage().contains("java.lang.Thread"), failure.getMessage());
            assertEquals(List.of(1), pool.map(List.of(1), number -> number));
        }
    }

    @Test
    void aHookThatFailsAtTheStartFailsThePool() {
        PoolOptions options = PoolOptions.pool().onStart(worker -> {
            throw new IOException("no model here");
        });
        try (WorkerPool pool = WorkerPool.open(processes(1), options)) {
            ArrowShareException failure =
                    assertThrows(ArrowShareException.class, () -> pool.map(List.of(1), number -> number));
            assertTrue(
                    failure.getMessage().contains("onStart of worker 0 failed: java.io.IOException: no model here"),
                    failure.getMessage());
        }
    }

    @Test
    void aTaskThatDoesNotHeedItsInterruptLosesItsWorker() {
        for (Workers workers : List.of(processes(1), Workers.threads(1))) {
            try (WorkerPool pool = WorkerPool.open(workers)) {
                List<Outcome<Integer>> outcomes = pool.tryMap(
                        List.of(1, 2, 3),
                        number -> {
                            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(number == 2 ? 4 : 0);
                            while (System.nanoTime() < end) {
                                Thread.onSpinWait();
                            }
                            return number;
                        },
                        tasks().taskTimeout(Duration.ofMillis(200)).chunkSize(3));
                assertEquals(
                        List.of(true, false, true),
                        outcomes.stream().map(Outcome::succeeded).toList());
                Throwable late = outcomes.get(1).failure();
                assertInstanceOf(TimeoutException.class, late);
                assertTrue(
                        late.getMessage().contains("did not end when it was interrupted: worker 0 was given up"),
                        late.getMessage());
                assertTrue(
                        List.of(late.getStackTrace()).toString().contains("PoolDeathTest"),
                        () -> List.of(late.getStackTrace()).toString());
            }
        }
    }

    @Test
    void aWorkerIsReplacedAfterItsLifespan() {
        try (WorkerPool pool = WorkerPool.open(processes(1), PoolOptions.pool().lifespan(10))) {
            List<Long> pids = pool.map(
                    numbers(40),
                    number -> ProcessHandle.current().pid(),
                    tasks().chunkSize(5).prefetch(1));
            long processes = pids.stream().distinct().count();
            assertTrue(processes >= 2 && processes <= 4, () -> processes + " processes: " + pids);
            assertEquals(0, pool.statistics().workerDeaths());
        }
    }

    @Test
    void optionsOfTheJvmReachIt() {
        PoolOptions options = PoolOptions.pool()
                .heapBytes(96L << 20)
                .jvmOptions("-Dpool.test=yes")
                .environment("POOL_TEST", "also");
        try (WorkerPool pool = WorkerPool.open(processes(1), options)) {
            assertEquals(
                    List.of("yes also true"),
                    pool.map(
                            List.of(1),
                            one -> System.getProperty("pool.test") + " " + System.getenv("POOL_TEST") + " "
                                    + (Runtime.getRuntime().maxMemory() <= 96L << 20)));
        }
    }

    @Test
    void aJvmThatDoesNotStartSaysWhy() {
        PoolOptions options = PoolOptions.pool().jvmOptions("-Xbogus");
        try (WorkerPool pool = WorkerPool.open(processes(1), options)) {
            WorkerFailedException failure =
                    assertThrows(WorkerFailedException.class, () -> pool.map(List.of(1), number -> number));
            assertTrue(failure.getMessage().contains("Unrecognized option: -Xbogus"), failure.getMessage());
        }
    }

    @Test
    void aWorkerThatIsStoppedIsReplacedWhenItsTaskIsLate() {
        String once = folder.resolve("stopped").toString();
        try (WorkerPool pool = WorkerPool.open(processes(1))) {
            List<Integer> results = pool.map(
                    List.of(1, 2),
                    number -> {
                        if (Path.of(once).toFile().createNewFile()) {
                            String pid = Long.toString(ProcessHandle.current().pid());
                            new ProcessBuilder("kill", "-STOP", pid).start().waitFor();
                        }
                        return number;
                    },
                    tasks().taskTimeout(Duration.ofMillis(300)).chunkSize(1));
            assertEquals(List.of(1, 2), results);
            assertEquals(1, pool.statistics().workerDeaths());
        }
    }

    @Test
    void settingsOfProcessesAreRefusedForThreads() {
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class,
                () -> WorkerPool.open(Workers.threads(2), PoolOptions.pool().heapBytes(64 << 20)));
        assertTrue(failure.getMessage().endsWith("are for processes(n), not for threads(2)"), failure.getMessage());
    }

    @Test
    void anIterruptEndsTheRunAndShows() throws Exception {
        try (WorkerPool pool = WorkerPool.open(processes(1))) {
            Thread caller = Thread.currentThread();
            Thread interrupter = new Thread(() -> {
                sleep(300);
                caller.interrupt();
            });
            interrupter.start();
            assertThrows(
                    dev.arrowshare.error.InterruptedRunException.class,
                    () -> pool.map(List.of(1), number -> {
                        Thread.sleep(60_000);
                        return number;
                    }));
            assertTrue(Thread.interrupted());
            interrupter.join();
            assertEquals(List.of(2), pool.map(List.of(2), number -> number));
        }
    }

    @Test
    void failuresAreLoggedWithTheirInput() throws IOException {
        Path log = folder.resolve("failed");
        try (WorkerPool pool = WorkerPool.open(Workers.threads(2))) {
            List<Integer> results = pool.map(
                    numbers(10),
                    number -> {
                        if (number % 3 == 1) {
                            throw new IOException("bad " + number);
                        }
                        return number;
                    },
                    tasks().onError(OnError.log(log, 2)));
            assertEquals(List.of(0, 2, 3, 5, 6, 8, 9), results);
        }
        List<Path> files;
        try (Stream<Path> found = Files.list(log)) {
            files = found.toList();
        }
        assertEquals(2, files.size(), files.toString());
        for (Path file : files) {
            String number = file.getFileName().toString().replaceAll("\\D", "");
            String text = Files.readString(file);
            assertTrue(
                    text.contains("input: " + number + "\n") && text.contains("java.io.IOException: bad " + number),
                    text);
        }
    }

    @Test
    void nothingIsLeftOfAPoolThatIsClosed() {
        List<Long> pids;
        try (WorkerPool pool = WorkerPool.open(processes(2))) {
            pids = pool.map(numbers(20), number -> ProcessHandle.current().pid(), tasks().chunkSize(1));
        }
        assertFalse(pids.stream()
                .anyMatch(
                        pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)));
    }
}
