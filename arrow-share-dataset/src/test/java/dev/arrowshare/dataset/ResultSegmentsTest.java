package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.publish.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The mapped files in which a worker process leaves its results: used again, and never too early. */
@Tag("slow")
@Timeout(120)
class ResultSegmentsTest {
    private static final int BATCHES = 240;
    private static final int ROWS = (8 << 20) / Long.BYTES;
    private static final int SEGMENTS_IF_NONE_WERE_USED_AGAIN = BATCHES * 5 / 64;
    private static final int MOST_KEPT = 6;

    private LeftBehind before;
    private SharedDataset numbers;

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

    /** Turns a row into at most 8 MiB of values that no other batch has: even ones are whole, odd ones shorter. */
    record Unlike() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            long id = Mappers.firstId(batch);
            BigIntVector values = new BigIntVector("values", batch.allocator());
            int rows = rows(id);
            values.allocateNew(rows);
            for (int i = 0; i < rows; i++) {
                values.set(i, id << 32 | i);
            }
            values.setValueCount(rows);
            return Batch.of(rows, values);
        }

        static int rows(long id) {
            return id % 2 == 0 ? ROWS - 64 : ROWS / 3;
        }

        /** The number of the batch, if it has the values that it had when it was made. */
        static long check(Batch batch) {
            BigIntVector values = batch.column("values", BigIntVector.class);
            long id = values.get(0) >> 32;
            assertEquals(rows(id), values.getValueCount(), "rows of batch " + id);
            for (int i = 0; i < values.getValueCount(); i++) {
                if (values.get(i) != (id << 32 | i)) {
                    throw new AssertionError("batch " + id + ", row " + i + ": a value of batch "
                            + (values.get(i) >> 32) + ", row " + (int) values.get(i));
                }
            }
            return id;
        }
    }

    @Test
    void aSegmentIsUsedAgainWhenItsBatchesAreClosed() throws IOException {
        List<Integer> segments = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        numbers.mapBatches(new Unlike()).workers(Workers.processes(1)).forEach(batch -> {
            ids.add(Unlike.check(batch));
            segments.add(segments());
        });
        assertEquals(IntStream.range(0, BATCHES).asLongStream().boxed().toList(), ids);
        // What is in the window of answers, at most, and what the caller has: not all that there ever was.
        int most = 256 / 64 + 2;
        assertTrue(segments.get(BATCHES - 1) <= most, segments::toString);
        assertTrue(segments.get(BATCHES - 1) >= 1, segments::toString);
    }

    /** Kept ones are looked at again when others, and the segments of others, have come and gone. */
    @Test
    void aBatchThatIsKeptIsNeverOverwritten() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Batch> kept = new ArrayList<>();
        int segments = 0;
        try (Batches batches =
                numbers.mapBatches(new Unlike()).workers(Workers.processes(1)).toBatches()) {
            for (Batch batch : batches) {
                kept.add(batch);
                while (kept.size() > random.nextInt(MOST_KEPT)) {
                    closeChecked(kept.remove(random.nextInt(kept.size())), seed);
                }
                segments = Math.max(segments, segments());
            }
        } finally {
            kept.forEach(Batch::close);
        }
        assertTrue(segments < SEGMENTS_IF_NONE_WERE_USED_AGAIN, segments + " segments, seed " + seed);
    }

    private static void closeChecked(Batch batch, long seed) {
        try (batch) {
            Unlike.check(batch);
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /** Of this process's runs, as files. Folders of others come and go meanwhile. */
    private static int segments() {
        int segments = 0;
        try (DirectoryStream<Path> runs = Files.newDirectoryStream(
                RunFolder.home(), "run-" + ProcessHandle.current().pid() + "-*")) {
            for (Path run : runs) {
                segments += segments(run);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return segments;
    }

    private static int segments(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return (int)
                    files.filter(file -> file.toString().endsWith(".segment")).count();
        }
    }
}
