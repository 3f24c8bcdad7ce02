package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A shared dataset, or a small batch, that a function holds. */
@Tag("slow")
@Timeout(120)
class TravellingDatasetTest {
    private static final int ROWS = 300;

    @TempDir
    Path folder;

    private LeftBehind before;
    private SharedDataset numbers;
    private Path weightsFile;

    @BeforeEach
    void share() {
        before = new LeftBehind();
        numbers = Numbers.share(ROWS, ROWS);
        weightsFile = writeWeights("weights.arrow", 100);
    }

    private Path writeWeights(String name, long firstId) {
        Path file = folder.resolve(name);
        try (Batch batch = Numbers.batch(firstId, 10);
                SharedDataset weights = SharedDataset.fromBatches(batch)) {
            weights.writeArrow(file);
        }
        return file;
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        numbers.close();
        before.check();
    }

    /** Adds the ids of its weights, once, to every id; and says where their bytes are mapped from. */
    record AddWeights(SharedDataset weights) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            long sum = Numbers.ids(weights.pipeline().workers(Workers.inline())).stream()
                    .mapToLong(Long::longValue)
                    .sum();
            String maps = Files.readString(Path.of("/proc/self/maps"));
            if (!maps.contains(weights.path().toString())) {
                throw new IllegalStateException(weights.path() + " is not mapped here");
            }
            BigIntVector ids = batch.edit("id", BigIntVector.class);
            for (int i = 0; i < ids.getValueCount(); i++) {
                ids.set(i, ids.get(i) + sum);
            }
            return batch.with(ids);
        }
    }

    @Test
    void aSharedDatasetReachesAWorkerAsItsFileInsideOfARecordAndALambda() {
        long sum = 1045;
        try (SharedDataset weights = SharedDataset.open(weightsFile)) {
            AddWeights mapper = new AddWeights(weights);
            Pipeline record = numbers.mapBatches(mapper).workers(Workers.processes(2));
            assertEquals(Numbers.range(sum, sum + 2 * ROWS), Numbers.ids(record));
            Pipeline lambda = numbers.mapBatches(batch -> new AddWeights(weights).map(batch))
                    .workers(Workers.processes(2));
            assertEquals(Numbers.range(sum, sum + 2 * ROWS), Numbers.ids(lambda));
        }
    }

    @Test
    void aFileThatHasTakenThePlaceOfTheSharedOneIsRefused() throws Exception {
        Path other = writeWeights("other.arrow", 7);
        try (SharedDataset weights = SharedDataset.open(weightsFile)) {
            Pipeline pipeline = numbers.mapBatches(new AddWeights(weights)).workers(Workers.processes(2));
            Files.move(other, weightsFile, StandardCopyOption.REPLACE_EXISTING);

            ArrowShareException refused = assertThrows(ArrowShareException.class, pipeline::count);

            assertTrue(refused.getMessage().contains("another file has taken the place"), refused::getMessage);
        }
    }

    record Lookup(Map<Long, Batch> tables) implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            Float8Vector table = tables.get(1L).column("value", Float8Vector.class);
            BigIntVector ids = batch.edit("id", BigIntVector.class);
            for (int i = 0; i < ids.getValueCount(); i++) {
                ids.set(i, (long) table.get(1) + tables.get(1L).rows());
            }
            return batch.with(ids);
        }
    }

    @Test
    void aSmallBatchTravelsAsItsBytes() {
        try (Batch table = Numbers.batch(999, 5)) {
            Map<Long, Batch> tables = new TreeMap<>(Map.of(1L, table));
            Pipeline pipeline = numbers.mapBatches(new Lookup(tables)).workers(Workers.processes(1));

            assertEquals(505L, Numbers.ids(pipeline).get(0));
        }
    }

    @Test
    void aLargeBatchIsRefusedInFavourOfASharedDataset() {
        try (Batch table = Numbers.batch(0, 1_000_000)) {
            Map<Long, Batch> tables = new TreeMap<>(Map.of(1L, table));
            Pipeline pipeline = numbers.mapBatches(new Lookup(tables)).workers(Workers.processes(1));

            String message =
                    assertThrows(ArrowShareException.class, pipeline::count).getMessage();

            assertTrue(
                    message.startsWith("TravellingDatasetTest$Lookup.tables[1] → dev.arrowshare.batch.Batch"), message);
            assertTrue(message.contains("more is shared as a SharedDataset"), message);
        }
    }
}
