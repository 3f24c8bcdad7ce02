package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.RowSelection;
import dev.arrowshare.parquet.encode.BatchRows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A batch whose rows wait for the row groups of their folders. It retains the batch as long as any do. */
final class DividedBatch implements AutoCloseable {
    private final Batch whole;
    private final Batch values;
    private final Map<String, BatchRows> folders = new LinkedHashMap<>();
    private final double bytesPerRow;

    private DividedBatch(Batch whole, Batch values) {
        this.whole = whole;
        this.values = values;
        this.bytesPerRow = (double) RowBytes.of(values) / Math.max(1, values.rows());
    }

    /** Divides a batch, which stays the caller's. */
    static DividedBatch of(Batch batch, PartitionRows partitions) {
        List<String> columns = partitions.columns();
        if (columns.isEmpty()) {
            DividedBatch undivided = new DividedBatch(batch.retain(), batch.retain());
            undivided.folders.put("", BatchRows.of(undivided.values));
            return undivided;
        }
        Map<String, int[]> folders = partitions.of(batch);
        DividedBatch divided = new DividedBatch(batch.retain(), batch.without(columns.toArray(String[]::new)));
        folders.forEach((folder, rows) -> divided.folders.put(folder, BatchRows.of(divided.values, rows)));
        return divided;
    }

    Map<String, BatchRows> folders() {
        return folders;
    }

    /** The rows of a folder that have not been taken. */
    @Nullable
    BatchRows of(String folder) {
        return folders.get(folder);
    }

    /** The first of these have gone to a row group. */
    void take(String folder, int rows) {
        folders.computeIfPresent(
                folder, (name, left) -> rows == left.count() ? null : left.part(rows, left.count() - rows));
    }

    double bytesPerRow() {
        return bytesPerRow;
    }

    /** Of the memory that it retains, whatever has been taken. */
    double retainedBytes() {
        return bytesPerRow * whole.rows();
    }

    boolean isEmpty() {
        return folders.isEmpty();
    }

    /** What has not been taken, with all columns, in the order of the batch; the caller closes it. */
    Batch rest() {
        int rows = Math.toIntExact(whole.rows());
        long[] words = new long[(int) ((rows + 63L) >>> 6)];
        folders.values().forEach(left -> left.mark(words));
        return whole.take(RowSelection.of(words, rows));
    }

    @Override
    public void close() {
        values.close();
        whole.close();
    }
}
