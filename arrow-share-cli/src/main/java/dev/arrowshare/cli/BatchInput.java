package dev.arrowshare.cli;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.ipc.ArrowStream;
import dev.arrowshare.parquet.BatchStream;
import dev.arrowshare.parquet.ParquetFiles;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.SkippedFile;
import dev.arrowshare.parquet.SkippedRows;
import dev.arrowshare.schema.Schemas;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The batches of a file of any {@link FileKind}, one after the other. Whoever gets a batch closes it. */
interface BatchInput extends AutoCloseable {
    /** As the file declares it. */
    Schema schema();

    /** How many rows it has, or -1 where only reading it tells. */
    long rows();

    /** The next batch, or null after the last. */
    @Nullable
    Batch next();

    @Override
    void close();

    /** Takes all batches that are left and closes each. */
    default void forEach(Consumer<Batch> action) {
        for (boolean isMore = true; isMore; ) {
            try (Batch batch = next()) {
                isMore = batch != null;
                if (batch != null) {
                    action.accept(batch);
                }
            }
        }
    }

    /**
     * Opens a file.
     *
     * @param columns which to read, in that order; none means all
     */
    static BatchInput open(Path file, List<String> columns, BufferAllocator allocator) {
        return open(file, columns, ParquetReadOptions.read().ignorePartitions(), allocator);
    }

    /**
     * Opens a file.
     *
     * @param columns which to read, in that order; none means all
     * @param parquet how, if it is Parquet
     * @param filter which rows; null means all
     */
    static BatchInput open(
            Path file,
            List<String> columns,
            ParquetReadOptions parquet,
            @Nullable Filter filter,
            BufferAllocator allocator) {
        if (filter == null) {
            return open(file, columns, parquet, allocator);
        }
        return FileKind.of(file) == FileKind.PARQUET
                ? open(file, columns, parquet.where(filter), allocator)
                : FilteredInput.of(open(file, List.of(), parquet, allocator), filter, columns);
    }

    private static BatchInput open(
            Path file, List<String> columns, ParquetReadOptions parquet, BufferAllocator allocator) {
        return switch (FileKind.of(file)) {
            case PARQUET -> new OfParquet(file, columns.isEmpty() ? parquet : parquet.columns(columns), allocator);
            case ARROW -> new OfArrowFile(ArrowFile.open(file), columns, allocator);
            case STREAM -> new OfArrowStream(ArrowStream.open(file), columns, allocator);
        };
    }

    /** Files that were left out because they are bad. */
    default List<SkippedFile> skippedFiles() {
        return List.of();
    }

    /** What a filter left out so far. */
    default SkippedRows skipped() {
        return SkippedRows.NONE;
    }

    /** The named fields of a schema, in that order; none means all. */
    static Schema chosen(Schema schema, List<String> columns) {
        if (columns.isEmpty()) {
            return schema;
        }
        List<Field> fields = columns.stream().map(name -> find(schema, name)).toList();
        return new Schema(fields, schema.getCustomMetadata());
    }

    private static Field find(Schema schema, String column) {
        return schema.getFields().stream()
                .filter(field -> field.getName().equals(column))
                .findFirst()
                .orElseThrow(() -> new NoSuchColumnException(
                        "no column '" + column + "'; columns are " + Schemas.describe(schema)));
    }

    /** Parquet, decoded on all cores. */
    final class OfParquet implements BatchInput {
        private final ParquetFiles source;
        private final BatchStream batches;

        OfParquet(Path file, ParquetReadOptions options, BufferAllocator allocator) {
            source = ParquetFiles.open(List.of(file), options);
            batches = source.read(allocator);
        }

        @Override
        public Schema schema() {
            return source.schema();
        }

        @Override
        public long rows() {
            return source.rows();
        }

        @Override
        public List<SkippedFile> skippedFiles() {
            return source.skippedFiles();
        }

        @Override
        public SkippedRows skipped() {
            return batches.skipped();
        }

        @Override
        public @Nullable Batch next() {
            return batches.next();
        }

        @Override
        public void close() {
            batches.close();
        }
    }

    /** An Arrow file, mapped. */
    final class OfArrowFile implements BatchInput {
        private final ArrowFile file;
        private final List<String> columns;
        private final BufferAllocator allocator;
        private int next;

        OfArrowFile(ArrowFile file, List<String> columns, BufferAllocator allocator) {
            this.file = file;
            this.columns = columns;
            this.allocator = allocator;
        }

        @Override
        public Schema schema() {
            return chosen(file.declaredSchema(), columns);
        }

        @Override
        public long rows() {
            return file.rows();
        }

        @Override
        public @Nullable Batch next() {
            if (next == file.batchCount()) {
                return null;
            }
            int index = next++;
            return columns.isEmpty() ? file.batch(index, allocator) : file.batch(index, columns, allocator);
        }

        @Override
        public void close() {
            file.close();
        }
    }

    /** An Arrow stream, read. */
    final class OfArrowStream implements BatchInput {
        private final ArrowStream stream;
        private final List<String> columns;
        private final BufferAllocator allocator;

        OfArrowStream(ArrowStream stream, List<String> columns, BufferAllocator allocator) {
            this.stream = stream;
            this.columns = columns;
            this.allocator = allocator;
        }

        @Override
        public Schema schema() {
            return chosen(stream.declaredSchema(), columns);
        }

        @Override
        public long rows() {
            return -1;
        }

        @Override
        public @Nullable Batch next() {
            Batch batch = stream.next(allocator);
            if (batch == null || columns.isEmpty()) {
                return batch;
            }
            try (batch) {
                return batch.select(columns);
            }
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
