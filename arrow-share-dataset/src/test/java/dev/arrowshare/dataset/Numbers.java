package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;

/** Batches of three columns: {@code id} counts from 0, {@code value} is half of it and null at every seventh, {@code name} its text. */
final class Numbers {
    private Numbers() {}

    /** A shared dataset of that many rows in each batch. */
    static SharedDataset share(int... batchRows) {
        List<Batch> batches = batches(batchRows);
        try {
            return SharedDataset.fromBatches(batches);
        } finally {
            batches.forEach(Batch::close);
        }
    }

    static List<Batch> batches(int... batchRows) {
        List<Batch> batches = new ArrayList<>();
        long first = 0;
        for (int rows : batchRows) {
            batches.add(batch(first, rows));
            first += rows;
        }
        return batches;
    }

    static Batch batch(long firstId, int rows) {
        BufferAllocator allocator = Allocators.root();
        BigIntVector ids = new BigIntVector("id", allocator);
        Float8Vector values = new Float8Vector("value", allocator);
        VarCharVector names = new VarCharVector("name", allocator);
        ids.allocateNew(rows);
        values.allocateNew(rows);
        names.allocateNew();
        for (int i = 0; i < rows; i++) {
            long id = firstId + i;
            ids.set(i, id);
            if (id % 7 != 0) {
                values.set(i, id / 2.0);
            }
            names.setSafe(i, ("name " + id).getBytes(StandardCharsets.UTF_8));
        }
        ids.setValueCount(rows);
        values.setValueCount(rows);
        names.setValueCount(rows);
        return Batch.of(rows, List.of(ids, values, names), Map.of(), Map.of(), allocator);
    }

    /** All values of column {@code id}, in the order in which they came; each row's other columns are checked against it. */
    static List<Long> ids(Pipeline pipeline) {
        List<Long> found = new ArrayList<>();
        pipeline.forEach(batch -> collectIds(batch, found));
        return found;
    }

    static void collectIds(Batch batch, List<Long> found) {
        BigIntVector ids = batch.column("id", BigIntVector.class);
        for (int i = 0; i < ids.getValueCount(); i++) {
            found.add(ids.get(i));
        }
    }

    static List<Long> range(long from, long to) {
        List<Long> all = new ArrayList<>();
        for (long id = from; id < to; id++) {
            all.add(id);
        }
        return all;
    }
}
