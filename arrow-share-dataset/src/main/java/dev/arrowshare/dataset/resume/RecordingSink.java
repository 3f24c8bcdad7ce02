package dev.arrowshare.dataset.resume;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.sink.RunSink;
import dev.arrowshare.dataset.sink.WrittenFile;
import dev.arrowshare.dataset.work.Answer;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.parquet.FolderRowGroup;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.WrittenRowGroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A Parquet file whose row groups are recorded as they are written. Rows that wait for their row group are not in the file: tasks are
 * recorded when all of their rows are, or with how many of them are.
 */
final class RecordingSink implements RunSink {
    private final Path target;
    private final ParquetSink sink;
    private final Consumer<WorkRecord> journal;
    private final Runnable onOther;
    private final Map<Integer, Long> begun;
    private final List<FinishedTask> finished = new ArrayList<>();
    private final List<WrittenRowGroup> rowGroups = new ArrayList<>();
    private int task;
    private long toSkip;

    /**
     * @param sinks makes the sink, which tells of its row groups
     * @param onOther told when a task has other rows than before
     */
    RecordingSink(
            Path target,
            RecordedWork before,
            Function<Consumer<WrittenRowGroup>, ParquetSink> sinks,
            Consumer<WorkRecord> journal,
            Runnable onOther) {
        this.target = target;
        this.begun = new HashMap<>(before.begun());
        this.journal = journal;
        this.onOther = onOther;
        this.sink = sinks.apply(rowGroups::add);
    }

    @Override
    public void begin(int index) {
        task = index;
    }

    @Override
    public void append(Answer answer) {
        long skipped = begun.getOrDefault(task, 0L);
        begun.remove(task);
        toSkip = skipped;
        long rowsBefore = sink.rows() - skipped;
        if (answer instanceof Answer.RowGroups groups) {
            groups.rowGroups().forEach(this::append);
            groups.rest().forEach(this::append);
        } else if (answer instanceof Answer.Batches batches) {
            batches.batches().forEach(this::append);
        }
        requireAll();
        record(FinishedTask.of(task, answer.report()), sink.encodedRows() - rowsBefore);
    }

    private void append(FolderRowGroup part) {
        long rows = part.group().rows();
        if (toSkip >= rows) {
            toSkip -= rows;
        } else {
            requireAll();
            sink.append(part.group());
        }
    }

    private void append(Batch batch) {
        long skip = Math.min(toSkip, batch.rows());
        toSkip -= skip;
        if (skip < batch.rows() || batch.rows() == 0) {
            sink.append(batch, skip);
        }
    }

    private void requireAll() {
        if (toSkip > 0) {
            onOther.run();
            throw new ArrowShareException(
                    target + ": task " + task + " gave other rows when an earlier run did it, of which " + toSkip
                            + " more were written: its function does not depend on its input alone; what was kept is"
                            + " deleted, and the next run begins afresh");
        }
    }

    /** @param encodedRows rows of the task that are in the file */
    private void record(FinishedTask current, long encodedRows) {
        boolean allEncoded = sink.rows() == sink.encodedRows();
        if (allEncoded) {
            finished.add(current);
            write(WorkRecord.NONE, 0);
        } else if (rowGroups.isEmpty()) {
            finished.add(current);
        } else {
            write(encodedRows > 0 ? task : WorkRecord.NONE, encodedRows);
            finished.add(current);
        }
    }

    private void write(int begunTask, long begunRows) {
        journal.accept(new WorkRecord(finished, begunTask, begunRows, rowGroups));
        finished.clear();
        rowGroups.clear();
    }

    @Override
    public void commit() {
        sink.commit();
    }

    @Override
    public long bytes() {
        return sink.bytes();
    }

    @Override
    public List<WrittenFile> files() {
        return List.of(new WrittenFile(target, sink.rows(), bytes()));
    }

    @Override
    public void close() {
        sink.close();
    }
}
