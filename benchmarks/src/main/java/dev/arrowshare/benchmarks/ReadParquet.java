package dev.arrowshare.benchmarks;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.BatchStream;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetSource;
import dev.arrowshare.parquet.TextShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Parquet to Arrow, all columns: {@code ReadParquet FILE THREADS KIND [TEXT]}.
 *
 * <p>KIND {@code table}: timed from opening the file until all of its batches lie in memory at once, as pyarrow's table does; their
 * release is not timed. KIND {@code stream}: each batch is closed before the next is taken, which lets memory be used again.
 * TEXT is a {@link TextShape}.
 */
final class ReadParquet implements Contestant {
    private final Path file;
    private final ParquetReadOptions options;
    private final boolean keep;

    private ReadParquet(Path file, ParquetReadOptions options, String kind) {
        this.file = file;
        this.options = options;
        this.keep = kind.equals("table");
        if (!keep && !kind.equals("stream")) {
            throw new IllegalArgumentException("no kind '" + kind + "'; kinds are table, stream");
        }
    }

    /** As kind {@code table} is timed, of what the options leave. */
    static ReadParquet table(Path file, ParquetReadOptions options) {
        return new ReadParquet(file, options, "table");
    }

    @Override
    public long nanos() throws Exception {
        List<Batch> held = new ArrayList<>();
        try (BufferAllocator allocator = Allocators.child("read")) {
            long begin = System.nanoTime();
            try (BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
                for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                    if (keep) {
                        held.add(batch);
                    } else {
                        batch.close();
                    }
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
        TextShape text = arguments.length < 4 ? TextShape.AS_STORED : TextShape.valueOf(arguments[3]);
        ParquetReadOptions options = ParquetReadOptions.read()
                .threads(Integer.parseInt(arguments[1]))
                .text(text);
        new ReadParquet(Path.of(arguments[0]), options, arguments[2]).serve();
    }
}
