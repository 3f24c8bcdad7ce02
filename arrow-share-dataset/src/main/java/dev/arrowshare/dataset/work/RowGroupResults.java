package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.parquet.FolderEncoder;
import dev.arrowshare.parquet.FolderRowGroup;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * One worker's results as row groups: those that are full at once, the others when the task ends. Rows that are too few for one are
 * left to the coordinator, which joins them with those of other tasks.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class RowGroupResults implements AutoCloseable {
    private final Output.RowGroups output;
    private final FolderEncoder encoder;
    private final List<FolderRowGroup> rowGroups = new ArrayList<>();
    private long nanos;

    RowGroupResults(Output.RowGroups output, RunMemory memory, Schema schema) {
        this.output = output;
        ParquetWriteOptions options = output.options();
        this.encoder = FolderEncoder.of(
                schema,
                options.threads(1)
                        .memoryBudget(memory.budget())
                        .rowGroupBytes(Math.min(options.rowGroupBytes(), memory.rowGroupBytes())),
                output.layout(),
                rowGroups::add);
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
        nanos = 0;
        Answer answer = new Answer.RowGroups(
                List.copyOf(rowGroups),
                rest,
                rest.stream().mapToLong(Batch::copiedBytes).sum(),
                () -> {},
                report.plus(encoding));
        rowGroups.clear();
        return answer;
    }

    /** What a filter has left over, or what few rows of a task a folder has, is put together by the coordinator. */
    private long leastRows(Task task) {
        return output.layout().partitionColumns().isEmpty() ? Math.max(1, task.rows() / 4) : encoder.fewRows();
    }

    /** Forgets what was added since the last answer. */
    void drop() {
        rowGroups.forEach(FolderRowGroup::close);
        rowGroups.clear();
        encoder.drop();
    }

    @Override
    public void close() {
        drop();
        encoder.close();
    }
}
