package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import java.nio.file.Path;

/** Reads a file and prints its rows, in a JVM of its own. */
final class ReadsWithoutHadoop {
    private ReadsWithoutHadoop() {}

    public static void main(String[] arguments) {
        long rows = 0;
        try (BatchStream batches = ParquetSource.open(Path.of(arguments[0])).read(Allocators.root())) {
            for (Batch next = batches.next(); next != null; next = batches.next()) {
                try (Batch batch = next) {
                    rows += batch.rows();
                }
            }
        }
        System.out.println("rows=" + rows);
    }
}
