package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Large results that wait for the one before them: 256 MiB of those, and their workers wait too. */
@Tag("slow")
@Timeout(120)
class LateAnswersTest {
    private static final int BATCHES = 40;
    private static final int RESULT_BYTES = 32 << 20;
    private static final int WINDOW_RESULTS = (256 << 20) / RESULT_BYTES;

    /** Batches 0 and 1, and what fills the window. */
    private static final int LEAST_BEGUN = 2 + WINDOW_RESULTS;

    private static final String WAITED = "waited";

    @TempDir
    Path folder;

    private LeftBehind before;
    private SharedDataset numbers;

    static List<Workers> several() {
        return List.of(Workers.threads(2), Workers.processes(2));
    }

    @BeforeEach
    void shareNumbers() {
        before = new LeftBehind();
        numbers = Numbers.share(IntStream.range(0, BATCHES).map(i -> 1).toArray());
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        numbers.close();
        before.check();
    }

    /**
     * Turns a row into 32 MiB. Batch 1 is done only when a window is full and no other has been begun for a second; it notes how many had been by then; batch
     * 0 is not the one, since all wait for its schema.
     */
    record Large(Path begun) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws IOException, InterruptedException {
            long id = Mappers.firstId(batch);
            Files.createFile(begun.resolve(Long.toString(id)));
            if (id == 1) {
                Files.writeString(begun.resolve(WAITED), Integer.toString(awaitQuiet()));
            }
            int rows = RESULT_BYTES / Long.BYTES;
            BigIntVector large = new BigIntVector("large", batch.allocator());
            large.allocateNew(rows);
            large.setValueCount(rows);
            large.set(0, id);
            return Batch.of(rows, large);
        }

        private int awaitQuiet() throws IOException, InterruptedException {
            int last = 0;
            int now = count();
            for (int i = 0; i < 60 && (now < LEAST_BEGUN || now > last); i++) {
                Thread.sleep(1_000);
                last = now;
                now = count();
            }
            return now;
        }

        private int count() throws IOException {
            try (Stream<Path> files = Files.list(begun)) {
                return (int) files.count();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("several")
    void workersThatAreAheadWaitWhenTheWindowIsFullAndOrderIsKept(Workers workers) throws IOException {
        Path begun = Files.createDirectory(folder.resolve("begun"));
        List<Long> ids = new ArrayList<>();

        numbers.mapBatches(new Large(begun)).workers(workers).forEach(batch -> ids.add(firstOf(batch)));

        assertEquals(LongStream.range(0, BATCHES).boxed().toList(), ids);
        int ahead = Integer.parseInt(Files.readString(begun.resolve(WAITED)));
        // Batches 0 and 1, what fills the window, and what was dealt before it was full.
        assertTrue(
                ahead >= 2 + WINDOW_RESULTS && ahead <= 2 + WINDOW_RESULTS + 2, "begun while batch 1 waits: " + ahead);
    }

    private static long firstOf(Batch batch) {
        return batch.column("large", BigIntVector.class).get(0);
    }
}
