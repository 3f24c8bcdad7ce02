package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.error.WorkerFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of batches of a row, which a worker process is sent many ahead. */
@Tag("slow")
@Timeout(120)
class ShortTasksTest {
    private static final int BATCHES = 5_000;
    private static final int FATAL = 4_000;

    @TempDir
    Path folder;

    private LeftBehind before;
    private SharedDataset numbers;

    @BeforeEach
    void shareNumbers() {
        before = new LeftBehind();
        int[] rows = new int[BATCHES];
        Arrays.fill(rows, 1);
        numbers = Numbers.share(rows);
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        numbers.close();
        before.check();
    }

    private static long id(Batch batch) {
        return batch.column("id", BigIntVector.class).get(0);
    }

    @Test
    void eachIsDoneOnceAndInOrder() {
        for (int workers : new int[] {1, 3}) {
            List<Long> ids = Numbers.ids(numbers.mapBatches(batch -> batch).workers(Workers.processes(workers)));
            assertEquals(Numbers.range(0, BATCHES), ids, workers + " workers");
        }
    }

    @Test
    void aDeathIsNamedByItsBatch() {
        Pipeline dying = numbers.mapBatches(new Deaths.DieAt(FATAL, Deaths.Death.KILL))
                .workers(Workers.processes(2))
                .workerRetries(1);
        String message = assertThrows(WorkerFailedException.class, dying::count).getMessage();
        assertTrue(
                message.startsWith(
                        "batch " + FATAL + " (rows " + FATAL + " to " + FATAL + ") is a poison task: 2 workers"),
                message);
        assertTrue(message.contains(" in batch " + FATAL + " (rows "), message);
    }

    /** Leaves a file when it is called in a process in which it has failed. */
    record FailOnce(Path folder) implements BatchMapper {
        private static boolean failed;

        @Override
        public Batch map(Batch batch) throws IOException {
            if (failed) {
                Files.writeString(folder.resolve("called-for-" + id(batch)), "");
            }
            if (id(batch) == FATAL) {
                failed = true;
                throw new IOException("fatal");
            }
            return batch;
        }
    }

    @Test
    void nothingBehindAFailureIsDone() throws IOException {
        Pipeline failing = numbers.mapBatches(new FailOnce(folder)).workers(Workers.processes(1));
        String message = assertThrows(MapperException.class, failing::count).getMessage();
        assertTrue(message.contains("batch " + FATAL), message);
        try (Stream<Path> called = Files.list(folder)) {
            assertEquals(List.of(), called.toList());
        }
    }

    /** Leaves its file when it is closed. */
    record Tidy(Path file) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.writeString(file, "");
        }
    }

    @Test
    void aResourceIsClosedAfterAFailureToo() {
        Path closed = folder.resolve("closed");
        Pipeline failing = numbers.mapBatches(() -> new Tidy(closed), (tidy, batch) -> {
                    if (id(batch) == FATAL) {
                        throw new IOException("fatal");
                    }
                    return batch;
                })
                .workers(Workers.processes(1));
        assertThrows(MapperException.class, failing::count);
        assertTrue(Files.exists(closed));
    }
}
