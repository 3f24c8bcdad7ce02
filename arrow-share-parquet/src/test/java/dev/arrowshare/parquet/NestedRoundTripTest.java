package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.parquet.ParquetWriteOptions.Encoding;
import dev.arrowshare.parquet.ParquetWriteOptions.PageVersion;
import dev.arrowshare.parquet.encode.ColumnType;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** parquet-java finds in files of random nested schemas what was written. */
class NestedRoundTripTest {
    private static final List<Compression> COMPRESSIONS = List.of(
            Compression.UNCOMPRESSED, Compression.SNAPPY, Compression.ZSTD, Compression.GZIP, Compression.LZ4_RAW);

    private static final List<Nulls> NULLS = List.of(Nulls.NONE, Nulls.SOME, Nulls.SOME, Nulls.SOME, Nulls.ALL);

    @RegisterExtension
    final RoundTrips trips = new RoundTrips();

    @TempDir
    Path folder;

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void parquetJavaReadsWhatWasWritten(int seed) throws IOException {
        Random random = new Random(seed);
        List<Field> fields = new RandomSchemas(seed).columns(5);
        Nulls nulls = NULLS.get(random.nextInt(NULLS.size()));
        int rows = random.nextInt(300);
        try (Batch batch = ExpectedValues.withoutNegativeIntervals(
                RandomBatches.of(fields, rows, nulls, seed, trips.allocator()))) {
            Path file = folder.resolve("nested.parquet");
            write(file, batch, encodings(options(random), batch, random), random);
            assertReadsBack(fields, batch, file, "seed " + seed);
            trips.assertReads(batch, file, ParquetReadOptions.read(), "seed " + seed);
        }
    }

    private static ParquetWriteOptions options(Random random) {
        return ParquetWriteOptions.defaults()
                .threads(1 + random.nextInt(3))
                .compression(COMPRESSIONS.get(random.nextInt(COMPRESSIONS.size())))
                .pageVersion(random.nextBoolean() ? PageVersion.V1 : PageVersion.V2)
                .pageRows(1 + random.nextInt(200))
                .pageBytes(random.nextBoolean() ? 1 << 20 : 64 + random.nextInt(1000))
                .dictionaryBytes(random.nextInt(3) == 0 ? 0 : 1 << random.nextInt(20))
                .rowGroupRows(random.nextBoolean() ? 1 << 20 : 1 + random.nextInt(150));
    }

    /** Half of the columns have an encoding that is not chosen by looking at the values. */
    private static ParquetWriteOptions encodings(ParquetWriteOptions options, Batch batch, Random random) {
        ParquetWriteOptions given = options;
        for (ColumnType leaf : FileSchema.of(batch.schema()).resolvedBy(batch).leaves()) {
            List<Encoding> allowed = Stream.of(Encoding.values())
                    .filter(encoding -> isAllowed(leaf, encoding))
                    .toList();
            given = random.nextBoolean()
                    ? given
                    : given.encoding(leaf.name(), allowed.get(random.nextInt(allowed.size())));
        }
        return given;
    }

    private static boolean isAllowed(ColumnType leaf, Encoding encoding) {
        try {
            leaf.requireAllowed(encoding);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** In up to four slices of any length. */
    private static void write(Path file, Batch batch, ParquetWriteOptions options, Random random) {
        try (ParquetSink sink = ParquetSink.create(file, batch.schema(), options)) {
            long from = 0;
            while (from < batch.rows()) {
                long rows = 1L + random.nextInt((int) (batch.rows() - from));
                try (Batch slice = batch.slice(from, rows)) {
                    sink.append(slice);
                }
                from += rows;
            }
            sink.commit();
        }
    }

    private static void assertReadsBack(List<Field> fields, Batch batch, Path file, String message) throws IOException {
        try (WrittenFile written = WrittenFile.open(file)) {
            List<List<Object>> rows = written.rows();
            assertEquals(batch.rows(), rows.size(), message);
            for (int column = 0; column < fields.size(); column++) {
                List<Object> expected = ExpectedValues.of(batch, column, fields.get(column));
                for (int row = 0; row < rows.size(); row++) {
                    assertEquals(
                            expected.get(row),
                            rows.get(row).get(column),
                            message + ", row " + row + ", column " + fields.get(column));
                }
            }
        }
    }
}
