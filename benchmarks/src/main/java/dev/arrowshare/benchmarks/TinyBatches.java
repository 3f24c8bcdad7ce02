package dev.arrowshare.benchmarks;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.memory.Allocators;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;

/** Datasets whose batches are only there to be asked for. */
final class TinyBatches {
    private static final int ROWS = 64;

    private TinyBatches() {}

    /** So many batches of 64 rows of one 64-bit column, {@code n}. */
    static SharedDataset of(int count) {
        List<Batch> batches = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            batches.add(batch(i));
        }
        return SharedDataset.fromBatches(batches);
    }

    /** 64 rows that no other number has. */
    static Batch batch(int number) {
        BigIntVector n = new BigIntVector("n", Allocators.root());
        n.allocateNew(ROWS);
        for (int row = 0; row < ROWS; row++) {
            n.set(row, (long) number * ROWS + row);
        }
        n.setValueCount(ROWS);
        return Batch.of(ROWS, n);
    }
}
