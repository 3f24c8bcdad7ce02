package dev.arrowshare.dataset.resume;

import dev.arrowshare.dataset.work.DoneTasks;
import dev.arrowshare.parquet.WrittenRowGroup;
import dev.arrowshare.schema.SchemaFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What earlier runs of a job have finished, as far as it is in the file. */
public final class RecordedWork {
    private final Map<Integer, FinishedTask> tasks = new HashMap<>();
    private final Map<Integer, Long> begun = new HashMap<>();
    private final List<WrittenRowGroup> rowGroups = new ArrayList<>();
    private @Nullable SchemaFields schema;

    RecordedWork() {}

    void settle(SchemaFields settled) {
        schema = settled;
    }

    /** Takes the record in, unless its row groups cannot be in a file of so many bytes. */
    boolean add(WorkRecord record, long fileBytes) {
        long end = end();
        for (WrittenRowGroup rowGroup : record.rowGroups()) {
            if (schema == null || rowGroup.position() != end || rowGroup.end() > fileBytes) {
                return false;
            }
            end = rowGroup.end();
        }
        add(record);
        return true;
    }

    private void add(WorkRecord record) {
        for (FinishedTask task : record.tasks()) {
            tasks.put(task.task(), task);
            begun.remove(task.task());
        }
        if (record.begun() != WorkRecord.NONE) {
            begun.put(record.begun(), record.begunRows());
        }
        rowGroups.addAll(record.rowGroups());
    }

    private long end() {
        return rowGroups.isEmpty()
                ? WrittenRowGroup.firstPosition()
                : rowGroups.get(rowGroups.size() - 1).end();
    }

    /** Rows of tasks that are in the file though the task has more, by task. */
    Map<Integer, Long> begun() {
        return begun;
    }

    List<WrittenRowGroup> rowGroups() {
        return rowGroups;
    }

    /** Of the output, if a result was there to tell it. */
    public Optional<SchemaFields> schema() {
        return Optional.ofNullable(schema);
    }

    /** What is not to be done again. */
    public DoneTasks doneTasks() {
        Map<Integer, Long> rows = new HashMap<>();
        tasks.forEach((index, task) -> rows.put(index, task.rowsIn()));
        return new DoneTasks(rows);
    }

    public boolean isEmpty() {
        return tasks.isEmpty() && rowGroups.isEmpty();
    }

    public int tasks() {
        return tasks.size();
    }

    public long rowsIn() {
        return tasks.values().stream().mapToLong(FinishedTask::rowsIn).sum();
    }

    public long rowsOut() {
        return tasks.values().stream().mapToLong(FinishedTask::rowsOut).sum();
    }

    public int batchesIn() {
        return tasks.values().stream().mapToInt(FinishedTask::batchesIn).sum();
    }

    public int batchesOut() {
        return tasks.values().stream().mapToInt(FinishedTask::batchesOut).sum();
    }
}
