package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.MappedInput;
import dev.arrowshare.parquet.FolderRowGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The worker's half of {@link Frame#ANSWER}: where the result lies. Batches go to result segments, but for what they carry through from
 * the input; the row groups of a task go to a file of their own.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class AnswerWriter {
    static final byte BATCHES = 0;
    static final byte ROW_GROUPS = 1;
    static final byte COUNTS = 2;
    static final byte MARKS = 3;
    static final byte WITH_FAILED = 4;

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

    /** The file of a task's row groups. */
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
        putForm(task, answer);
        return to.flip();
    }

    private void putForm(Task task, Answer answer) throws IOException {
        if (answer instanceof Answer.WithFailed result) {
            to.putByte(WITH_FAILED);
            batches.write(result.rows(), to);
            putForm(task, result.answer());
        } else if (answer instanceof Answer.Marks result) {
            to.putByte(MARKS).putInt(result.marks().size());
            result.marks().forEach(this::putMark);
        } else if (answer instanceof Answer.Batches result) {
            to.putByte(BATCHES);
            batches.write(result.batches(), to);
        } else if (answer instanceof Answer.RowGroups result) {
            to.putByte(ROW_GROUPS).putInt(result.rowGroups().size());
            if (!result.rowGroups().isEmpty()) {
                writeFile(task, result.rowGroups());
            }
            batches.write(result.rest(), to);
        } else {
            to.putByte(COUNTS);
        }
    }

    private void putMark(BatchOutcome.Mark mark) {
        to.putLong(mark.rows());
        to.putBytes(mark.type().getBytes(StandardCharsets.UTF_8));
        to.putBytes(mark.message().getBytes(StandardCharsets.UTF_8));
    }

    /** One after the other in one file. */
    private void writeFile(Task task, List<FolderRowGroup> rowGroups) throws IOException {
        Path file = rowGroupFile(folder, worker, task.index());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long position = 0;
            for (FolderRowGroup part : rowGroups) {
                long bytes = part.group().writeTo(channel, position);
                to.putBytes(part.folder().getBytes(StandardCharsets.UTF_8))
                        .putLong(position)
                        .putLong(bytes);
                position += bytes;
            }
        } catch (IOException e) {
            Files.deleteIfExists(file);
            long bytes =
                    rowGroups.stream().mapToLong(part -> part.group().bytes()).sum();
            throw FullDisk.failure(folder, rowGroups.size() == 1 ? "a row group" : "row groups", bytes, e);
        }
    }

    private void putReport(TaskReport report) {
        to.putInt(report.batchesIn()).putLong(report.rowsIn());
        to.putInt(report.batchesOut()).putLong(report.rowsOut());
        to.putLong(report.bytesMapped()).putLong(report.bytesCopied());
        to.putLong(report.attachNanos()).putLong(report.workNanos()).putLong(report.encodeNanos());
        report.failures().write(to);
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
                from.getLong(),
                FailureCounts.read(from));
    }
}
