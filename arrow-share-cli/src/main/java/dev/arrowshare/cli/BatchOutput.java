package dev.arrowshare.cli;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.ArrowFileWriter;
import dev.arrowshare.ipc.ArrowStreamWriter;
import dev.arrowshare.parquet.ParquetFolder;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.SkippedFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/** A file of any {@link FileKind} in the making: it replaces what was there when it is {@linkplain #publish published}. */
interface BatchOutput extends AutoCloseable {
    void append(Batch batch);

    void publish();

    /** Notes files that were left out, where there is a place for that: in a folder's manifest. */
    default void skipped(List<SkippedFile> files) {}

    /** Without {@link #publish}: deletes what was written. */
    @Override
    void close();

    static BatchOutput create(Path file, Schema schema, OutputCompression compression, ParquetOutput parquet) {
        if (parquet.isFolder()) {
            return new ToParquetFolder(
                    ParquetFolder.create(file, schema, parquet.with(compression.forParquet()), parquet.layout()));
        }
        return switch (FileKind.of(file)) {
            case PARQUET -> new ToParquet(ParquetSink.create(file, schema, parquet.with(compression.forParquet())));
            case ARROW -> new ToArrowFile(ArrowFileWriter.create(file, schema, compression.forArrow()));
            case STREAM -> new ToArrowStream(ArrowStreamWriter.create(file, schema, compression.forArrow()));
        };
    }

    /** Parquet, encoded on all cores. */
    record ToParquet(ParquetSink sink) implements BatchOutput {
        @Override
        public void append(Batch batch) {
            sink.append(batch);
        }

        @Override
        public void publish() {
            sink.commit();
        }

        @Override
        public void close() {
            sink.close();
        }
    }

    /** A folder of Parquet files. */
    record ToParquetFolder(ParquetFolder folder) implements BatchOutput {
        @Override
        public void append(Batch batch) {
            folder.append(batch);
        }

        @Override
        public void publish() {
            folder.commit();
        }

        @Override
        public void skipped(List<SkippedFile> files) {
            folder.skipped(files);
        }

        @Override
        public void close() {
            folder.close();
        }
    }

    /** An Arrow file. */
    record ToArrowFile(ArrowFileWriter writer) implements BatchOutput {
        @Override
        public void append(Batch batch) {
            writer.append(batch);
        }

        @Override
        public void publish() {
            writer.publish(Map.of());
        }

        @Override
        public void close() {
            writer.close();
        }
    }

    /** An Arrow stream. */
    record ToArrowStream(ArrowStreamWriter writer) implements BatchOutput {
        @Override
        public void append(Batch batch) {
            writer.append(batch);
        }

        @Override
        public void publish() {
            writer.publish();
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
