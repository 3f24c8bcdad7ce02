package dev.arrowshare.dataset.sink;

import dev.arrowshare.dataset.work.Answer;
import dev.arrowshare.ipc.ArrowFileWriter;
import dev.arrowshare.ipc.ArrowWriteOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/** An Arrow file. */
public final class ArrowRunSink implements RunSink {
    private final Path target;
    private final ArrowFileWriter writer;
    private long rows;

    public ArrowRunSink(Path target, Schema schema, ArrowWriteOptions options) {
        this.target = target;
        this.writer = ArrowFileWriter.create(target, schema, options);
    }

    @Override
    public void append(Answer answer) {
        if (answer instanceof Answer.Batches batches) {
            batches.batches().forEach(writer::append);
            rows += answer.report().rowsOut();
        }
    }

    @Override
    public void commit() {
        writer.publish(Map.of());
    }

    @Override
    public long bytes() {
        return writer.bytes();
    }

    @Override
    public List<WrittenFile> files() {
        return List.of(new WrittenFile(target, rows, bytes()));
    }

    @Override
    public void close() {
        writer.close();
    }
}
