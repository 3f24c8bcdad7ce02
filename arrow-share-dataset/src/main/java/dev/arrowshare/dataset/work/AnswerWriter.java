package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.MappedInput;
import dev.arrowshare.parquet.EncodedRowGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The worker's half of {@link Frame#ANSWER}: where the result lies. Batches go to result segments, but for what they carry through from
 * the input; a row group goes to a file of its own.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class AnswerWriter {
    static final byte BATCHES = 0;
    static final byte ROW_GROUP = 1;
    static final byte COUNTS = 2;

    private final Path folder;
    private final int worker;
    private final SegmentSpace segments;
    private final BatchWriter batches;
    private final FrameBuilder to = new FrameBuilder();

    AnswerWriter(MappedInput input, SegmentSpace segments) {
        this.folder = segments.folder();
        this.worker = segments.worker();
        this.segments = segments;
        this.batches = new BatchWriter(input, segments);
    }

    /** The file of a task's row group. */
    static Path rowGroupFile(Path folder, int worker, int task) {
        return folder.resolve("worker" + worker + "-task" + task + ".rowgroup");
    }

    /** The coordinator lets go of what answers had in these segments. */
    void freed(int[] numbers) {
        for (int number : numbers) {
            segments.freed(number);
        }
    }

    /** The payload; valid until the next call. */
    ByteBuffer write(Task task, Answer answer) throws IOException {
        to.clear();
        to.putInt(task.index());
        putReport(answer.report());
        if (answer instanceof Answer.Batches result) {
            to.putByte(BATCHES);
            batches.write(result.batches(), to);
        } else if (answer instanceof Answer.RowGroup result) {
            to.putByte(ROW_GROUP).putLong(writeFile(task, result.group()));
        } else {
            to.putByte(COUNTS);
        }
        return to.flip();
    }

    private long writeFile(Task task, EncodedRowGroup group) throws IOException {
        Path file = rowGroupFile(folder, worker, task.index());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            return group.writeTo(channel, 0);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw FullDisk.failure(folder, "a row group", group.bytes(), e);
        }
    }

    private void putReport(TaskReport report) {
        to.putInt(report.batchesIn()).putLong(report.rowsIn());
        to.putInt(report.batchesOut()).putLong(report.rowsOut());
        to.putLong(report.bytesMapped()).putLong(report.bytesCopied());
        to.putLong(report.attachNanos()).putLong(report.workNanos()).putLong(report.encodeNanos());
    }

    static TaskReport report(ByteBuffer from) {
        return new TaskReport(
                from.getInt(),
                from.getLong(),
                from.getInt(),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                from.getLong());
    }
}
