package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.Compression;
import dev.arrowshare.parquet.FolderLayout;
import dev.arrowshare.parquet.ParquetSource;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A function that makes a hundred rows of one, with less memory than the rows of one task then take. */
@Tag("slow")
@Timeout(120)
class MultipliedRowsTest {
    private static final int TIMES = 100;
    private static final int ROWS = 40 * 640;
    private static final long BUDGET = 4 << 20;
    private static final ParquetWriteOptions OPTIONS = ParquetWriteOptions.defaults()
            .compression(Compression.UNCOMPRESSED)
            .dictionaryBytes(0)
            .pageBytes(1 << 16);

    @TempDir
    Path temp;

    private LeftBehind before;
    private SharedDataset numbers;

    @BeforeEach
    void shareNumbers() {
        before = new LeftBehind();
        int[] batches = new int[40];
        Arrays.fill(batches, 640);
        numbers = Numbers.share(batches);
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        numbers.close();
        before.check();
    }

    /** Notes the most that was held while it worked. */
    static final class Multiply implements BatchMapper {
        static final AtomicLong MOST = new AtomicLong();
        static volatile MemoryBudget budget = MemoryBudget.ofBytes(BUDGET);

        @Override
        public Batch map(Batch batch) {
            long held = Math.max(Allocators.root().getAllocatedMemory(), budget.heldBytes());
            MOST.accumulateAndGet(held, Math::max);
            BigIntVector ids = batch.column("id", BigIntVector.class);
            BigIntVector all = new BigIntVector("id", batch.allocator());
            IntVector part = new IntVector("part", batch.allocator());
            int rows = TIMES * ids.getValueCount();
            all.allocateNew(rows);
            part.allocateNew(rows);
            for (int i = 0; i < rows; i++) {
                all.set(i, ids.get(i / TIMES) * TIMES + i % TIMES);
                part.set(i, i % 3);
            }
            all.setValueCount(rows);
            part.setValueCount(rows);
            return Batch.of(rows, all, part);
        }
    }

    private RunSummary run(Workers workers, Path target, FolderLayout layout) {
        Multiply.MOST.set(0);
        Multiply.budget = MemoryBudget.ofBytes(BUDGET);
        long allocated = Allocators.root().getAllocatedMemory();
        RunSummary run = numbers.pipeline()
                .rowsPerBatch(64)
                .mapBatches(new Multiply())
                .workers(workers)
                .memoryBudget(Multiply.budget)
                .writeParquetFolder(target, OPTIONS, layout);
        assertTrue(
                Multiply.MOST.get() - allocated <= BUDGET,
                () -> workers + " held " + Multiply.MOST + ", the budget is " + BUDGET);
        return run;
    }

    @Test
    void whatIsHeldDoesNotGrowWithTheResults() {
        for (Workers workers : List.of(Workers.inline(), Workers.threads(2), Workers.processes(1))) {
            Path target = temp.resolve("of " + workers);
            RunSummary run = run(workers, target, FolderLayout.files());

            Path file = run.files().get(0).path();
            assertEquals((long) TIMES * ROWS, run.rows().out());
            assertTrue(ParquetSource.open(file).rowGroupCount() > 10, "row groups of a quarter of the budget at most");
            assertHasAllInOrder(file);
        }
    }

    private static void assertHasAllInOrder(Path file) {
        AtomicLong next = new AtomicLong();
        Pipeline.fromParquet(file).forEach(batch -> {
            BigIntVector ids = batch.column("id", BigIntVector.class);
            for (int i = 0; i < ids.getValueCount(); i++) {
                assertEquals(next.getAndIncrement(), ids.get(i));
            }
        });
        assertEquals((long) TIMES * ROWS, next.get());
    }

    @Test
    void soItIsWhereRowsAreDivided() {
        RunSummary run = run(
                Workers.threads(2), temp.resolve("parts"), FolderLayout.files().partitionBy("part"));

        assertEquals(3, run.files().size());
        assertEquals((long) TIMES * ROWS, run.rows().out());
    }
}
