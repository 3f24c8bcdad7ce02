package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.error.WorkerFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
@Timeout(120)
class WorkerDeathTest {
    private static final int ROWS = 500;

    @TempDir
    Path folder;

    private LeftBehind before;
    private SharedDataset numbers;

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

    private Pipeline with(BatchMapper mapper) {
        return numbers.mapBatches(mapper).workers(Workers.processes(2)).workerRetries(0);
    }

    @ParameterizedTest
    @CsvSource({
        "EXIT, exited with code 3",
        "EXIT_137, exited with code 137",
        "HALT, exited with code 4",
        "KILL, was probably killed by SIGKILL (exit code 137)",
        "TERMINATE, was ended by SIGTERM (exit code 143)"
    })
    void aWorkerThatDiesIsAnEventWithACause(Deaths.Death death, String said) {
        Pipeline dying = with(new Deaths.DieAt(2 * ROWS, death));

        String message = assertThrows(WorkerFailedException.class, dying::count).getMessage();

        assertTrue(message.matches("(?s)worker [01] \\(process \\d+\\) .*"), message);
        assertTrue(message.contains(") " + said + " in batch 2 (rows 1000 to 1499)"), message);
        assertTrue(message.endsWith("; its last output was:\n    dying by " + death), message);
    }

    @Test
    void outOfMemoryInAFunctionIsItsFailure() {
        MapperException failure = assertThrows(MapperException.class, with(new Deaths.Hoard())::count);

        assertInstanceOf(OutOfMemoryError.class, failure.getCause());
    }

    @Test
    void whatAFunctionPrintsDisturbsNothing() {
        assertEquals(4 * ROWS, with(new Deaths.Chatter()).count());
    }

    @Test
    void standardInputIsEmpty() {
        assertEquals(4 * ROWS, with(new Deaths.ReadInput()).count());
    }

    @Test
    void aFunctionThatInterruptsItsThreadClosesNoChannel() {
        assertEquals(Numbers.range(0, 4 * ROWS), Numbers.ids(with(new Deaths.InterruptSelf())));
    }

    @Test
    void anExceptionThatCannotTravelIsTold() {
        MapperException failure = assertThrows(MapperException.class, with(new Deaths.ThrowUnserializable())::count);

        assertTrue(failure.getMessage().contains("Deaths$ThrowUnserializable threw"), failure.getMessage());
        assertTrue(failure.getCause().getMessage().contains("cannot go home"), failure.getCause()::getMessage);
        assertTrue(
                failure.getCause().getMessage().contains("at dev.arrowshare.dataset.Deaths$ThrowUnserializable.map"),
                failure.getCause()::getMessage);
    }

    @Test
    @Timeout(30)
    void aHangingFunctionIsKilledWhenTheRunIsInterrupted() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<String> warned = new AtomicReference<>("nothing");
        Thread caller = new Thread(() -> {
            try {
                with(new Deaths.Hang(folder))
                        .workerRetries(1)
                        .onWarning(warned::set)
                        .count();
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        caller.start();
        List<Long> pids = hanging(2);
        caller.interrupt();
        caller.join();

        assertInstanceOf(InterruptedRunException.class, thrown.get());
        assertEquals("nothing", warned.get(), "a worker that is killed on purpose is no news");
        for (long pid : pids) {
            assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false), "process " + pid);
        }
    }

    private List<Long> hanging(int count) throws IOException, InterruptedException {
        while (true) {
            try (Stream<Path> files = Files.list(folder)) {
                List<Long> pids = files.map(
                                file -> Long.parseLong(file.getFileName().toString()))
                        .toList();
                if (pids.size() == count) {
                    return pids;
                }
            }
            Thread.sleep(20);
        }
    }

    record Holds(Thread cache) implements BatchMapper {
        @Override
        public dev.arrowshare.batch.Batch map(dev.arrowshare.batch.Batch batch) {
            return batch;
        }
    }

    @Test
    void aFunctionThatCannotTravelIsRefusedBeforeAnyProcessStarts() {
        Pipeline pipeline = with(new Holds(new Thread(() -> {})));
        long started = System.nanoTime();

        String message = assertThrows(MapperException.class, pipeline::count).getMessage();

        assertTrue(message.startsWith("WorkerDeathTest$Holds.cache → java.lang.Thread cannot travel"), message);
        assertEquals(
                0, ProcessHandle.current().descendants().count(), "processes after " + (System.nanoTime() - started));
    }
}
