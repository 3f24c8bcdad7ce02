package dev.arrowshare.benchmarks;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.BatchStream;
import dev.arrowshare.parquet.Compression;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.ParquetSource;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Arrow in memory to Parquet, all columns: {@code WriteParquet FILE CODEC THREADS OUT}.
 *
 * <p>FILE is read into memory first. Timed: from the first batch to the published file, with row groups of a million rows. The gate
 * answers with nothing: what is compared is the file, which pyarrow must read with equal checksums.
 */
final class WriteParquet implements Contestant {
    private static final int ROW_GROUP_ROWS = 1_000_000;

    private final Path out;
    private final ParquetWriteOptions options;
    private final Schema schema;
    private final List<Batch> batches = new ArrayList<>();

    private WriteParquet(Path file, String codec, int threads, Path out) {
        this.out = out;
        this.options = ParquetWriteOptions.defaults()
                .compression(compression(codec))
                .threads(threads)
                .rowGroupRows(ROW_GROUP_ROWS);
        ParquetSource source = ParquetSource.open(file);
        this.schema = source.schema();
        try (BatchStream stream = source.read(Allocators.root())) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                batches.add(batch);
            }
        }
    }

    private static Compression compression(String codec) {
        return switch (codec) {
            case "snappy" -> Compression.SNAPPY;
            case "zstd" -> Compression.zstd(1);
            default -> throw new IllegalArgumentException("no codec '" + codec + "'; codecs are snappy, zstd");
        };
    }

    @Override
    public long nanos() {
        long begin = System.nanoTime();
        try (ParquetSink sink = ParquetSink.create(out, schema, options)) {
            batches.forEach(sink::append);
            sink.commit();
        }
        return System.nanoTime() - begin;
    }

    @Override
    public String gate() {
        nanos();
        return "";
    }

    @Override
    public void close() {
        batches.forEach(Batch::close);
    }

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        new WriteParquet(file, arguments[1], Integer.parseInt(arguments[2]), Path.of(arguments[3])).serve();
    }
}
