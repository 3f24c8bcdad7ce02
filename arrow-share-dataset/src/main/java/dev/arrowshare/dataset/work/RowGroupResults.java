package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.publish.RunFolder;
import dev.arrowshare.parquet.FolderEncoder;
import dev.arrowshare.parquet.FolderRowGroup;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One worker's results as row groups: those that are full at once, the others when the task ends. Rows that are too few for one are
 * left to the coordinator, which joins them with those of other tasks. A task that makes much more than it was given has its row groups
 * put to a file, so that what a worker holds does not grow with its results.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class RowGroupResults implements AutoCloseable {
    private final Output.RowGroups output;
    private final FolderEncoder encoder;
    private final long mostBytes;
    private final List<FolderRowGroup> rowGroups = new ArrayList<>();
    private @Nullable RunFolder folder;
    private @Nullable SpilledRowGroups spilled;
    private int spilledGroups;
    private long heldBytes;
    private long nanos;

    RowGroupResults(Output.RowGroups output, RunMemory memory, Schema schema) {
        this.output = output;
        this.mostBytes = memory.rowGroupBytes();
        ParquetWriteOptions options = output.options();
        this.encoder = FolderEncoder.of(
                schema,
                options.threads(1)
                        .memoryBudget(memory.budget())
                        .rowGroupBytes(Math.min(options.rowGroupBytes(), mostBytes)),
                output.layout(),
                this::take);
    }

    private void take(FolderRowGroup rowGroup) {
        rowGroups.add(rowGroup);
        heldBytes += rowGroup.group().bytes();
        if (heldBytes > mostBytes) {
            spill();
        }
    }

    private void spill() {
        if (folder == null) {
            folder = RunFolder.create();
        }
        if (spilled == null) {
            spilled = new SpilledRowGroups(folder);
        }
        while (spilledGroups < rowGroups.size()) {
            rowGroups.set(spilledGroups, spilled.spill(rowGroups.get(spilledGroups)));
            spilledGroups++;
        }
        heldBytes = 0;
    }

    /** The batch stays the caller's. */
    void add(Batch batch) {
        long begun = System.nanoTime();
        encoder.append(batch);
        nanos += System.nanoTime() - begun;
    }

    /** All that was added since the last one. */
    Answer end(Task task, TaskReport report) {
        long begun = System.nanoTime();
        encoder.encode(leastRows(task));
        List<Batch> rest = encoder.takeRest();
        TaskReport encoding = TaskReport.encoding(nanos + System.nanoTime() - begun);
        Answer answer = new Answer.RowGroups(
                List.copyOf(rowGroups),
                rest,
                rest.stream().mapToLong(Batch::copiedBytes).sum(),
                spilled == null ? () -> {} : spilled,
                report.plus(encoding));
        forget();
        return answer;
    }

    private void forget() {
        rowGroups.clear();
        spilled = null;
        spilledGroups = 0;
        heldBytes = 0;
        nanos = 0;
    }

    /** What a filter has left over, or what few rows of a task a folder has, is put together by the coordinator. */
    private long leastRows(Task task) {
        return output.layout().partitionColumns().isEmpty() ? Math.max(1, task.rows() / 4) : encoder.fewRows();
    }

    /** Forgets what was added since the last answer. */
    void drop() {
        rowGroups.forEach(FolderRowGroup::close);
        if (spilled != null) {
            spilled.close();
        }
        forget();
        encoder.drop();
    }

    @Override
    public void close() {
        drop();
        encoder.close();
        if (folder != null) {
            folder.close();
        }
    }
}
