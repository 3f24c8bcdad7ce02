package dev.arrowshare.benchmarks;

import static dev.arrowshare.filter.Filter.column;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.BatchStream;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Some columns, or some rows, of Parquet as Arrow: {@code ReadFiltered FILE THREADS KIND}. KIND {@code columns}: two of them; {@code
 * scattered} and {@code together}: one row in a hundred. Timed from opening the file until all batches lie in memory at once.
 */
final class ReadFiltered implements Contestant {
    private final Path file;
    private final ParquetReadOptions options;

    private ReadFiltered(Path file, int threads, String kind) {
        this.file = file;
        ParquetReadOptions all = ParquetReadOptions.read().threads(threads);
        this.options = switch (kind) {
            case "columns" -> all.columns("fare", "to_zone");
            case "scattered" -> all.where(column("fare").greaterThan(33.9));
            case "together" -> all.where(column("trip_id").between(4_000_000, 4_099_999));
            default ->
                throw new IllegalArgumentException("no kind '" + kind + "'; kinds are columns, scattered, together");
        };
    }

    @Override
    public long nanos() throws Exception {
        List<Batch> held = new ArrayList<>();
        try (BufferAllocator allocator = Allocators.child("read")) {
            long begin = System.nanoTime();
            try (BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
                for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                    held.add(batch);
                }
            }
            long nanos = System.nanoTime() - begin;
            held.forEach(Batch::close);
            return nanos;
        }
    }

    @Override
    public String gate() throws Exception {
        Checksums checksums = new Checksums();
        try (BufferAllocator allocator = Allocators.child("gate");
                BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                checksums.add(batch);
                batch.close();
            }
        }
        return checksums.toString();
    }

    public static void main(String[] arguments) throws Exception {
        new ReadFiltered(Path.of(arguments[0]), Integer.parseInt(arguments[1]), arguments[2]).serve();
    }
}
