package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import java.util.Arrays;
import org.apache.arrow.vector.Float8Vector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What sharing saved is measured, and is what copies would have cost. */
@Tag("slow")
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class SharingFiguresTest {
    private static final int ROWS = 100_000;
    private static final int BATCHES = 12;
    private static final long VALUE_BYTES = 8L * ROWS * BATCHES;

    /** Reads all of one column and gives back only how much that was. */
    record SumValues() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            sum(batch);
            return batch.slice(0, 1);
        }
    }

    /** Reads all of one column and gives back all that it was given. */
    record SumAndKeep() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            sum(batch);
            return batch;
        }
    }

    /** Reads one column of all batches of a shared dataset, in each worker. */
    record SumAll(SharedDataset all) implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            all.pipeline().workers(Workers.inline()).forEach(SharingFiguresTest::sum);
            return batch.slice(0, 1);
        }
    }

    private static void sum(Batch batch) {
        Float8Vector values = batch.column("value", Float8Vector.class);
        double sum = 0;
        for (int i = 0; i < values.getValueCount(); i++) {
            sum += values.isNull(i) ? 0 : values.get(i);
        }
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("no number");
        }
    }

    private static SharedDataset share() {
        int[] rows = new int[BATCHES];
        Arrays.fill(rows, ROWS);
        return Numbers.share(rows);
    }

    @Test
    void pagesThatOneWorkerReadAreOneCopyNotMade() {
        try (SharedDataset numbers = share()) {
            RunSummary run = numbers.mapBatches(new SumValues())
                    .workers(Workers.processes(2))
                    .forEach(batch -> {});

            assertCopiesNotMade(1, run);
            assertTrue(run.memory().privateBytes() > 10 << 20, run::toString);
            assertTrue(run.memory().pssBytes() >= run.memory().privateBytes(), run::toString);
        }
    }

    /** One for each worker, and one for the batches that they were dealt. */
    @Test
    void pagesThatAllWorkersReadAreACopyNotMadeForEach() {
        try (SharedDataset numbers = share()) {
            RunSummary run = numbers.mapBatches(new SumAll(numbers))
                    .workers(Workers.processes(2))
                    .forEach(SharingFiguresTest::first);

            assertTrue(run.bytes().notCopied() >= 2 * VALUE_BYTES, run::toString);
            assertTrue(run.bytes().notCopied() > 3 * run.bytes().shared() / 2, run::toString);
        }
    }

    private static void first(Batch batch) {
        assertEquals(1, batch.rows());
    }

    @Test
    void whatTheCoordinatorReadsOfColumnsCarriedThroughCountsToo() {
        try (SharedDataset numbers = share()) {
            RunSummary run = numbers.mapBatches(new SumAndKeep())
                    .workers(Workers.processes(2))
                    .forEach(SharingFiguresTest::sum);

            assertCopiesNotMade(2, run);
        }
    }

    /** The kernel maps pages around those that are touched, so that only the ratio is known. */
    private static void assertCopiesNotMade(int copies, RunSummary run) {
        RunSummary.Bytes bytes = run.bytes();
        assertEquals(RunSummary.Basis.PSS, bytes.basis());
        assertTrue(bytes.shared() >= VALUE_BYTES * 9 / 10, run::toString);
        assertTrue(bytes.shared() <= bytes.mapped() * 11 / 10, run::toString);
        assertTrue(Math.abs(bytes.notCopied() - copies * bytes.shared()) < bytes.shared() / 4, run::toString);
    }
}
