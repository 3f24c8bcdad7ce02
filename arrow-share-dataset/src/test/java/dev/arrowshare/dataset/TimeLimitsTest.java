package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.error.RunTimeoutException;
import dev.arrowshare.error.WorkerFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Workers that take too long, or seem to. */
@Tag("slow")
@Timeout(60)
class TimeLimitsTest {
    private static final int ROWS = 100;
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private LeftBehind before;
    private SharedDataset numbers;

    static List<Workers> all() {
        return List.of(Workers.inline(), Workers.threads(2), Workers.processes(2));
    }

    /** A new process loads its classes first, beside all else that a machine does. */
    private static Duration patience(Workers workers) {
        return workers instanceof Workers.Processes ? Duration.ofSeconds(3) : SHORT;
    }

    @BeforeEach
    void shareNumbers() {
        before = new LeftBehind();
        numbers = Numbers.share(ROWS, ROWS, ROWS, ROWS);
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        numbers.close();
        before.check();
    }

    private Pipeline with(BatchMapper mapper, Workers workers) {
        return numbers.mapBatches(mapper).workers(workers).onWarning(warnings::add);
    }

    /** Sleeps for long at one batch. */
    record SleepAt(long id) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws InterruptedException {
            if (Mappers.firstId(batch) == id) {
                Thread.sleep(60_000);
            }
            return batch;
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aTaskThatTakesTooLongFailsWithItsBatchesAndTheStackOfItsWorker(Workers workers) {
        Pipeline late = with(new SleepAt(2 * ROWS), workers).taskTimeout(patience(workers));

        MapperException failure = assertThrows(MapperException.class, late::count);

        String message = failure.getMessage();
        String said =
                "(?s)batch 2 \\(rows 200 to 299\\): not done after (0.)?3s, which is its limit \\(taskTimeout\\); worker .*";
        assertTrue(message.matches(said), message);
        assertTrue(message.contains("at java.lang.Thread.sleep("), message);
        assertTrue(message.contains("TimeLimitsTest$SleepAt.map("), message);
        assertInstanceOf(TimeoutException.class, failure.getCause());
    }

    /** Ignores interrupts until a file is there. */
    record Stubborn(Path release) implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
            while (!Files.exists(release) && System.nanoTime() < end) {
                LockSupport.parkNanos(1_000_000);
            }
            return batch;
        }
    }

    @Test
    void aThreadThatIgnoresItsInterruptIsNamedWithItsStackAndLeftBehind() throws IOException {
        Path release = folder.resolve("release");
        Pipeline stubborn = with(new Stubborn(release), Workers.threads(2)).taskTimeout(SHORT);
        long begun = System.nanoTime();

        String message = assertThrows(MapperException.class, stubborn::count).getMessage();
        long took = System.nanoTime() - begun;
        Files.createFile(release);

        assertTrue(
                message.contains(
                        "ignores its interrupt and is left behind, a daemon; it was at:\n    thread arrow-share-worker-"),
                message);
        assertTrue(message.contains("TimeLimitsTest$Stubborn.map("), message);
        assertTrue(took < TimeUnit.SECONDS.toNanos(30), "the run ended after " + took + " ns");
    }

    @Test
    void aProcessThatIgnoresItsInterruptIsKilled() {
        Pipeline stubborn = with(new Stubborn(folder.resolve("release")), Workers.processes(2))
                .taskTimeout(Duration.ofSeconds(2));

        String message = assertThrows(MapperException.class, stubborn::count).getMessage();

        assertTrue(
                message.matches("(?s)batch [01] .*; worker [01] \\(process \\d+\\) was at:\n    thread main .*"),
                message);
        assertTrue(message.contains("TimeLimitsTest$Stubborn.map("), message);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRunThatTakesTooLongSaysWhatItsWorkersWereAt(Workers workers) {
        Duration limit = patience(workers).plusSeconds(2);
        Pipeline late = with(new SleepAt(0), workers).runTimeout(limit);

        String message = assertThrows(RunTimeoutException.class, late::count).getMessage();

        assertTrue(message.startsWith("the run was not done after "), message);
        assertTrue(message.contains("s, which is its limit (runTimeout); worker "), message);
        assertTrue(message.contains(" was at batch 0 (rows 0 to 99):\n"), message);
        assertTrue(message.contains("TimeLimitsTest$SleepAt.map("), message);
    }

    /** Takes long to close. */
    record SlowToClose() implements AutoCloseable {
        @Override
        public void close() {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aRunWhoseWorkersDoNotFinishEndsInTime() {
        Pipeline late = numbers.mapBatches(SlowToClose::new, (resource, batch) -> batch)
                .workers(Workers.processes(1))
                .onWarning(warnings::add)
                .runTimeout(Duration.ofSeconds(3));

        assertThrows(RunTimeoutException.class, late::count);
    }

    @Test
    void aWorkerThatIsNotReadyInTimeSaysSo() {
        Pipeline late = with(new Mappers.Same(), Workers.processes(1)).startTimeout(Duration.ofMillis(20));

        WorkerFailedException failure = assertThrows(WorkerFailedException.class, late::count);

        assertTrue(
                failure.getMessage().matches("(?s)worker 0 \\(process \\d+\\) was not ready after 0.02s.*"),
                failure::getMessage);
        assertInstanceOf(TimeoutException.class, failure.getCause());
    }

    /** Takes its time at one batch. */
    record Hesitate(long id, Duration time) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws InterruptedException {
            if (Mappers.firstId(batch) == id) {
                Thread.sleep(time.toMillis());
            }
            return batch;
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aWorkerThatSeemsToHangIsShownOnce(Workers workers) {
        Duration patience = patience(workers);
        Hesitate hesitating = new Hesitate(2 * ROWS, patience.multipliedBy(2).plus(SHORT));
        Pipeline slow = with(hesitating, workers).onStall(OnStall.warn().after(patience));

        assertEquals(Numbers.range(0, 4 * ROWS), Numbers.ids(slow));

        String warned = String.join("\n", warnings);
        assertTrue(warned.contains(" has been at batch 2 (rows 200 to 299) for "), warned);
        assertTrue(warned.contains("TimeLimitsTest$Hesitate.map("), warned);
        assertEquals(
                1, warnings.stream().filter(text -> text.contains("batch 2 ")).count(), warned);
    }

    @Test
    void nothingIsSaidOfTasksThatTakeTheirTime() {
        Pipeline slow = with(new Hesitate(2 * ROWS, SHORT.multipliedBy(3)), Workers.threads(2))
                .onStall(OnStall.ignore().after(SHORT));

        assertEquals(4 * ROWS, slow.count());

        assertEquals(List.of(), List.copyOf(warnings));
    }

    @Test
    void limitsThatAreNoneAreRefusedWhereTheyAreSet() {
        Pipeline pipeline = numbers.pipeline();
        assertRefused("taskTimeout(PT0S): a positive time", () -> pipeline.taskTimeout(Duration.ZERO));
        assertRefused("startTimeout(PT-1S): a positive time", () -> pipeline.startTimeout(Duration.ofSeconds(-1)));
        assertRefused("runTimeout(PT0S): a positive time", () -> pipeline.runTimeout(Duration.ZERO));
        assertRefused(
                "OnStall.after(PT0S): a positive time", () -> OnStall.warn().after(Duration.ZERO));
        assertRefused("workerRetries(-1): a number of times is not negative", () -> pipeline.workerRetries(-1));
        assertRefused("prefetch(32): 0 to 31 tasks", () -> pipeline.prefetch(32));
    }

    private static void assertRefused(String message, org.junit.jupiter.api.function.Executable setting) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, setting).getMessage());
    }

    @Test
    void aLongestLimitDoesNotOverflow() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        Pipeline patient = with(new Mappers.Same(), Workers.threads(2))
                .taskTimeout(longest)
                .runTimeout(longest)
                .startTimeout(longest)
                .onStall(OnStall.warn().after(longest));

        assertEquals(4 * ROWS, patient.count());
        assertFalse(warnings.stream().anyMatch(text -> text.contains("hang")));
    }
}
