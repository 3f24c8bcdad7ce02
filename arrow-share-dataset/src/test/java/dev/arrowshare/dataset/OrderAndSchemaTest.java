package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.parquet.ParquetSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks, the order of their answers, and the schema that those agree on. */
@Timeout(120)
class OrderAndSchemaTest {
    private static final int ROWS = 1_000;
    private static final int BATCHES = 32;

    @TempDir
    Path folder;

    private LeftBehind before;
    private SharedDataset numbers;

    static List<Workers> several() {
        return List.of(Workers.threads(2), Workers.processes(2));
    }

    static List<Workers> kinds() {
        return List.of(Workers.inline(), Workers.threads(2), Workers.processes(2));
    }

    @BeforeEach
    void shareNumbers() {
        before = new LeftBehind();
        numbers = Numbers.share(IntStream.range(0, BATCHES).map(i -> ROWS).toArray());
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        numbers.close();
        before.check();
    }

    /** The second batch is done when somebody has got a later one; the first has the schema that all wait for. */
    record WaitForAnother(Path got) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws InterruptedException {
            for (int i = 0; i < 3_000 && Mappers.firstId(batch) == ROWS && !Files.exists(got); i++) {
                Thread.sleep(10);
            }
            return batch;
        }
    }

    @ParameterizedTest
    @MethodSource("several")
    void unorderedResultsDoNotWaitForASlowBatch(Workers workers) {
        Path got = folder.resolve("got");
        List<Long> ids = new ArrayList<>();
        Pipeline slow = numbers.mapBatches(new WaitForAnother(got)).workers(workers);
        slow.unordered().forEach(batch -> {
            ids.add(Mappers.firstId(batch));
            if (ids.size() == 2) {
                Files.createFile(got);
            }
        });
        assertEquals(BATCHES, ids.size());
        assertTrue(ids.indexOf((long) ROWS) > 1, ids::toString);
    }

    /** The first batch is slow and whole, the others lack a column. */
    record SlowAndWhole() implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws InterruptedException {
            if (Mappers.firstId(batch) > 0) {
                return batch.without("name");
            }
            Thread.sleep(500);
            return batch;
        }
    }

    @ParameterizedTest
    @MethodSource("several")
    void theSchemaIsThatOfTheFirstBatchThoughOthersAreDoneBefore(Workers workers) {
        Pipeline mixed = numbers.mapBatches(new SlowAndWhole()).workers(workers).unordered();
        String message =
                assertThrows(SchemaMismatchException.class, mixed::count).getMessage();
        assertFalse(message.startsWith("batch 0 "), message);
        assertTrue(message.contains("the result (right) has another schema than the output (left)"), message);
    }

    /** Its first result has a column that says it is never null; later ones have nulls. */
    record NullsLater() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            boolean first = Mappers.firstId(batch) == 0;
            ArrowType type = new ArrowType.Int(64, true);
            BigIntVector maybe = new BigIntVector(
                    first ? Field.notNullable("maybe", type) : Field.nullable("maybe", type), batch.allocator());
            int rows = Math.toIntExact(batch.rows());
            maybe.allocateNew(rows);
            for (int i = first ? 0 : 1; i < rows; i++) {
                maybe.set(i, i);
            }
            maybe.setValueCount(rows);
            return batch.select("id").with(maybe);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void columnsAreNullableWhateverTheFirstResultSays(Workers workers) {
        Path out = folder.resolve("out.parquet");
        numbers.mapBatches(new NullsLater()).workers(workers).writeParquet(out);
        try (SharedDataset written = SharedDataset.fromParquet(out)) {
            assertTrue(written.schema().findField("maybe").isNullable());
            long[] nulls = {0};
            written.forEach(batch -> nulls[0] += batch.column("maybe").getNullCount());
            assertEquals(BATCHES - 1, nulls[0]);
        }
    }

    @Test
    void workersAreThreadsAsManyAsCoresUnlessSaid() {
        RunSummary run = numbers.mapBatches(new Mappers.Same()).forEach(batch -> {});
        assertEquals(Workers.threads(Runtime.getRuntime().availableProcessors()), run.workers());
    }

    /** 32 batches for two workers are four tasks each, so that a slow one does not decide. */
    @ParameterizedTest
    @MethodSource("several")
    void aRowGroupIsLessThanAMillionRowsWhereWorkersWouldHaveFewerThanFour(Workers workers) {
        Path out = folder.resolve("out.parquet");
        numbers.mapBatches(new Mappers.Same()).workers(workers).writeParquet(out);
        assertEquals(8, ParquetSource.open(out).rowGroupCount());
    }

    @Test
    void aRowGroupHas1048576RowsUnlessSaid() {
        Path out = folder.resolve("out.parquet");
        int block = 1 << 17;
        try (Batch batch = ids(block);
                SharedDataset large = SharedDataset.fromBatches(java.util.Collections.nCopies(40, batch))) {
            large.mapBatches(new Mappers.Same()).workers(Workers.inline()).writeParquet(out);
        }
        assertEquals(5, ParquetSource.open(out).rowGroupCount());
    }

    private static Batch ids(int rows) {
        BigIntVector ids = new BigIntVector("id", dev.arrowshare.memory.Allocators.root());
        ids.allocateNew(rows);
        ids.zeroVector();
        for (int i = 0; i < rows; i++) {
            ids.set(i, i % 100);
        }
        ids.setValueCount(rows);
        return Batch.of(rows, List.of(ids), Map.of(), Map.of(), dev.arrowshare.memory.Allocators.root());
    }
}
