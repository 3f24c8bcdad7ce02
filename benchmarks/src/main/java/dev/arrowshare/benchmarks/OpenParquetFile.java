package dev.arrowshare.benchmarks;

import dev.arrowshare.parquet.ParquetSource;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A Parquet file opened: {@code OpenParquetFile FILE}.
 *
 * <p>Timed: its footer read and checked, its schema as Arrow's.
 */
final class OpenParquetFile implements Contestant {
    private final Path file;

    private OpenParquetFile(Path file) {
        this.file = file;
    }

    @Override
    public long nanos() {
        long begin = System.nanoTime();
        ParquetSource.open(file).schema();
        return System.nanoTime() - begin;
    }

    @Override
    public String gate() {
        ParquetSource source = ParquetSource.open(file);
        List<Field> fields = source.schema().getFields();
        return "%d rows, %d row groups, %d columns from %s to %s"
                .formatted(
                        source.rows(),
                        source.rowGroupCount(),
                        fields.size(),
                        fields.get(0).getName(),
                        fields.get(fields.size() - 1).getName());
    }

    public static void main(String[] arguments) throws Exception {
        new OpenParquetFile(Path.of(arguments[0])).serve();
    }
}
