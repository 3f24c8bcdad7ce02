package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.share.MappedInput;
import dev.arrowshare.parquet.EncodedRowGroup;
import dev.arrowshare.parquet.FolderRowGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The coordinator's half of {@link Frame#ANSWER}, one for each worker: see {@link AnswerWriter}.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class AnswerReader implements AutoCloseable {
    private final Path folder;
    private final int worker;
    private final ResultSegments segments;
    private final BatchReader batches;

    AnswerReader(MappedInput input, Path folder, int worker, BufferAllocator allocator) {
        this.folder = folder;
        this.worker = worker;
        this.segments = new ResultSegments(folder, worker, allocator);
        this.batches = new BatchReader(input, segments, allocator);
    }

    int[] takeFreed() {
        return segments.takeFreed();
    }

    /** The caller closes the answer. */
    Answer read(ByteBuffer from) throws IOException {
        int task = from.getInt();
        TaskReport report = AnswerWriter.report(from);
        return read(task, from, report);
    }

    private Answer read(int task, ByteBuffer from, TaskReport report) throws IOException {
        byte form = from.get();
        return switch (form) {
            case AnswerWriter.WITH_FAILED -> withFailed(task, from, report);
            case AnswerWriter.MARKS -> marks(from, report);
            case AnswerWriter.BATCHES -> batches(from, report);
            case AnswerWriter.ROW_GROUPS -> rowGroups(task, from, report);
            case AnswerWriter.COUNTS -> new Answer.Counts(report);
            default -> throw new IOException("an answer of unknown form " + form);
        };
    }

    private Answer withFailed(int task, ByteBuffer from, TaskReport report) throws IOException {
        BatchReader.Result failed = batches.read(from);
        try {
            return new Answer.WithFailed(read(task, from, report), failed.batches(), failed.heldBytes());
        } catch (IOException | RuntimeException | Error e) {
            failed.batches().forEach(Batch::close);
            throw e;
        }
    }

    private static Answer marks(ByteBuffer from, TaskReport report) {
        List<BatchOutcome.Mark> marks = new ArrayList<>();
        for (int left = from.getInt(); left > 0; left--) {
            marks.add(new BatchOutcome.Mark(from.getLong(), Frame.text(from), Frame.text(from)));
        }
        return new Answer.Marks(marks, report);
    }

    private Answer batches(ByteBuffer from, TaskReport report) throws IOException {
        BatchReader.Result result = batches.read(from);
        return new Answer.Batches(result.batches(), result.heldBytes(), report);
    }

    private Answer rowGroups(int task, ByteBuffer from, TaskReport report) throws IOException {
        int count = from.getInt();
        if (count == 0) {
            BatchReader.Result rest = batches.read(from);
            return new Answer.RowGroups(List.of(), rest.batches(), rest.heldBytes(), () -> {}, report);
        }
        // The file loses its name at once: the answer's channel is what keeps its bytes.
        FileChannel channel = FileChannel.open(
                AnswerWriter.rowGroupFile(folder, worker, task),
                StandardOpenOption.READ,
                StandardOpenOption.DELETE_ON_CLOSE);
        try {
            List<FolderRowGroup> rowGroups = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                String name = new String(Frame.bytes(from), StandardCharsets.UTF_8);
                rowGroups.add(new FolderRowGroup(name, EncodedRowGroup.read(channel, from.getLong(), from.getLong())));
            }
            BatchReader.Result rest = batches.read(from);
            return new Answer.RowGroups(rowGroups, rest.batches(), rest.heldBytes(), () -> close(channel), report);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the file of a row group", e);
        }
    }

    /** Of a worker that is dead: what it has not told of, and what is mapped, which needs no name. */
    void deleteFiles() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "worker" + worker + "-*")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Where names of mapped files cannot be deleted, the end of the run does it.
        }
    }

    @Override
    public void close() {
        segments.close();
    }
}
