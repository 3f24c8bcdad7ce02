package dev.arrowshare.dataset.sink;

import dev.arrowshare.dataset.work.Answer;
import dev.arrowshare.parquet.FolderLayout;
import dev.arrowshare.parquet.ParquetFolder;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.nio.file.Path;
import org.apache.arrow.vector.types.pojo.Schema;

/** A folder of Parquet files: row groups of workers as they are, batches divided and encoded here. */
public final class FolderRunSink implements RunSink {
    private final ParquetFolder folder;

    public FolderRunSink(Path target, Schema schema, ParquetWriteOptions options, FolderLayout layout) {
        this.folder = ParquetFolder.create(target, schema, options, layout);
    }

    @Override
    public void append(Answer answer) {
        if (answer instanceof Answer.RowGroup rowGroup) {
            folder.append(rowGroup.group());
        } else if (answer instanceof Answer.Batches batches) {
            batches.batches().forEach(folder::append);
        }
    }

    @Override
    public void commit() {
        folder.commit();
    }

    @Override
    public long bytes() {
        return folder.bytes();
    }

    @Override
    public int files() {
        return folder.files();
    }

    @Override
    public void close() {
        folder.close();
    }
}
