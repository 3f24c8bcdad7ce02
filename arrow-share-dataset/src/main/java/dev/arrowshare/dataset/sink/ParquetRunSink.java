package dev.arrowshare.dataset.sink;

import dev.arrowshare.dataset.work.Answer;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** A Parquet file: row groups of workers as they are, batches put together to row groups here. */
public final class ParquetRunSink implements RunSink {
    private final Path target;
    private final ParquetSink sink;

    public ParquetRunSink(Path target, Schema schema, ParquetWriteOptions options) {
        this.target = target;
        this.sink = ParquetSink.create(target, schema, options);
    }

    @Override
    public void append(Answer answer) {
        if (answer instanceof Answer.RowGroups groups) {
            groups.rowGroups().forEach(rowGroup -> sink.append(rowGroup.group()));
            groups.rest().forEach(sink::append);
        } else if (answer instanceof Answer.Batches batches) {
            batches.batches().forEach(sink::append);
        }
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
