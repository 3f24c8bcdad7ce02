package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import java.nio.file.Path;

/** Reads a file, writes it again beside it, and prints its rows, in a JVM of its own. */
final class ReadsWithoutHadoop {
    private ReadsWithoutHadoop() {}

    public static void main(String[] arguments) {
        long rows = 0;
        Path file = Path.of(arguments[0]);
        ParquetSource source = ParquetSource.open(file);
        try (BatchStream batches = source.read(Allocators.root());
                ParquetSink sink = ParquetSink.create(
                        file.resolveSibling("again.parquet"), source.schema(), ParquetWriteOptions.defaults())) {
            for (Batch next = batches.next(); next != null; next = batches.next()) {
                try (Batch batch = next) {
                    rows += batch.rows();
                    sink.append(batch);
                }
            }
            sink.commit();
        }
        System.out.println("rows=" + rows);
    }
}
