package dev.arrowshare.benchmarks;

import static dev.arrowshare.filter.Filter.column;

import dev.arrowshare.parquet.ParquetReadOptions;
import java.nio.file.Path;

/**
 * Some columns, or some rows, of Parquet as Arrow: {@code ReadFiltered FILE THREADS KIND}. KIND {@code columns}: two of them; {@code
 * scattered} and {@code together}: one row in a hundred. Timed from opening the file until all batches lie in memory at once.
 */
final class ReadFiltered {
    private ReadFiltered() {}

    public static void main(String[] arguments) throws Exception {
        ParquetReadOptions all = ParquetReadOptions.read().threads(Integer.parseInt(arguments[1]));
        ReadParquet.table(Path.of(arguments[0]), limited(all, arguments[2])).serve();
    }

    private static ParquetReadOptions limited(ParquetReadOptions all, String kind) {
        return switch (kind) {
            case "columns" -> all.columns("fare", "to_zone");
            case "scattered" -> all.where(column("fare").greaterThan(33.9));
            case "together" -> all.where(column("trip_id").between(4_000_000, 4_099_999));
            default ->
                throw new IllegalArgumentException("no kind '" + kind + "'; kinds are columns, scattered, together");
        };
    }
}
