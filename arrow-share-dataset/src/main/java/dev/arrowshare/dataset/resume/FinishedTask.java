package dev.arrowshare.dataset.resume;

import dev.arrowshare.dataset.work.TaskReport;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A task all of whose rows are in the file. */
record FinishedTask(int task, int batchesIn, long rowsIn, int batchesOut, long rowsOut) {
    static FinishedTask of(int task, TaskReport report) {
        return new FinishedTask(task, report.batchesIn(), report.rowsIn(), report.batchesOut(), report.rowsOut());
    }

    void writeTo(DataOutput to) throws IOException {
        to.writeInt(task);
        to.writeInt(batchesIn);
        to.writeLong(rowsIn);
        to.writeInt(batchesOut);
        to.writeLong(rowsOut);
    }

    static FinishedTask read(DataInput from) throws IOException {
        return new FinishedTask(from.readInt(), from.readInt(), from.readLong(), from.readInt(), from.readLong());
    }
}
