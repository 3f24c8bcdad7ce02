package dev.arrowshare.dataset.resume;

import dev.arrowshare.parquet.WrittenRowGroup;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What was finished since the record before.
 *
 * @param tasks all of whose rows are in the file now
 * @param begun a task the first of whose rows are in the file; -1 for none
 * @param begunRows so many of them
 * @param rowGroups that were written
 */
record WorkRecord(List<FinishedTask> tasks, int begun, long begunRows, List<WrittenRowGroup> rowGroups) {
    static final int NONE = -1;

    WorkRecord {
        tasks = List.copyOf(tasks);
        rowGroups = List.copyOf(rowGroups);
    }

    void writeTo(DataOutput to) throws IOException {
        to.writeInt(tasks.size());
        for (FinishedTask task : tasks) {
            task.writeTo(to);
        }
        to.writeInt(begun);
        to.writeLong(begunRows);
        to.writeInt(rowGroups.size());
        for (WrittenRowGroup rowGroup : rowGroups) {
            rowGroup.writeTo(to);
        }
    }

    static WorkRecord read(DataInput from) throws IOException {
        List<FinishedTask> tasks = new ArrayList<>();
        for (int left = from.readInt(); left > 0; left--) {
            tasks.add(FinishedTask.read(from));
        }
        int begun = from.readInt();
        long begunRows = from.readLong();
        List<WrittenRowGroup> rowGroups = new ArrayList<>();
        for (int left = from.readInt(); left > 0; left--) {
            rowGroups.add(WrittenRowGroup.read(from));
        }
        return new WorkRecord(tasks, begun, begunRows, rowGroups);
    }
}
