package dev.arrowshare.dataset.sink;

import dev.arrowshare.dataset.work.Answer;
import dev.arrowshare.parquet.FolderLayout;
import dev.arrowshare.parquet.ParquetFolder;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.parquet.SkippedFile;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** A folder of Parquet files: row groups of workers as they are, the few rows that make none divided, joined and encoded here. */
public final class FolderRunSink implements RunSink {
    private final Path target;
    private final ParquetFolder folder;

    public FolderRunSink(Path target, Schema schema, ParquetWriteOptions options, FolderLayout layout) {
        this.target = target;
        this.folder = ParquetFolder.create(target, schema, options, layout);
    }

    @Override
    public void append(Answer answer) {
        if (answer instanceof Answer.RowGroups groups) {
            groups.rowGroups().forEach(folder::append);
            groups.rest().forEach(folder::append);
        } else if (answer instanceof Answer.Batches batches) {
            batches.batches().forEach(folder::append);
        }
    }

    @Override
    public void skipped(List<SkippedFile> files) {
        folder.skipped(files);
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
    public List<WrittenFile> files() {
        return folder.written().stream()
                .map(file -> new WrittenFile(target.resolve(file.path()), file.rows(), file.bytes()))
                .toList();
    }

    @Override
    public void close() {
        folder.close();
    }
}
