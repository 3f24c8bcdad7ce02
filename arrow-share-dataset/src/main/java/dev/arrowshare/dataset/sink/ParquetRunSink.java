package dev.arrowshare.dataset.sink;

import dev.arrowshare.dataset.work.Answer;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.nio.file.Path;
import org.apache.arrow.vector.types.pojo.Schema;

/** A Parquet file: row groups of workers as they are, batches put together to row groups here. */
public final class ParquetRunSink implements RunSink {
    private final ParquetSink sink;

    public ParquetRunSink(Path target, Schema schema, ParquetWriteOptions options) {
        this.sink = ParquetSink.create(target, schema, options);
    }

    @Override
    public void append(Answer answer) {
        if (answer instanceof Answer.RowGroup rowGroup) {
            sink.append(rowGroup.group());
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
    public void close() {
        sink.close();
    }
}
