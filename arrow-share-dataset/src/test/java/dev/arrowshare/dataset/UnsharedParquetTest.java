package dev.arrowshare.dataset;

import static dev.arrowshare.filter.Filter.column;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parquet that one run reads, without a shared file. */
@Timeout(120)
class UnsharedParquetTest {
    private static final int ROWS = 20_000;

    @TempDir
    Path folder;

    private LeftBehind before;
    private Path file;

    @BeforeEach
    void writeAFile() throws IOException {
        before = new LeftBehind();
        file = folder.resolve("numbers.parquet");
        int[] batchRows = new int[ROWS / 1_000];
        Arrays.fill(batchRows, 1_000);
        try (SharedDataset numbers = Numbers.share(batchRows)) {
            numbers.pipeline().writeParquet(file, ParquetWriteOptions.defaults().rowGroupRows(1_000));
        }
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        before.check();
    }

    static Stream<Workers> everyKind() {
        return Stream.of(Workers.inline(), Workers.threads(3), Workers.processes(2));
    }

    private Pipeline numbers() {
        return Pipeline.fromParquet(file, ParquetReadOptions.read().rowsPerBatch(512));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void theResultIsThatOfASharedFile(Workers workers) throws IOException {
        Path expected = folder.resolve("expected.parquet");
        Path actual = folder.resolve("actual.parquet");
        try (SharedDataset shared =
                SharedDataset.fromParquet(file, ParquetReadOptions.read().rowsPerBatch(512))) {
            shared.mapBatches(new Mappers.Twice()).workers(workers).writeParquet(expected);
        }
        RunSummary run =
                numbers().mapBatches(new Mappers.Twice()).workers(workers).writeParquet(actual);
        assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(actual));
        assertEquals(ROWS, run.rows().in());
        boolean isShared = workers instanceof Workers.Processes;
        assertEquals(isShared, run.bytes().mapped() > 0, run::toString);
        assertEquals(isShared, run.bytes().decoded() == 0, run::toString);
        assertEquals(!isShared, run.toString().contains("no file was shared"), run::toString);
    }

    @Test
    void noArrowFileIsWrittenForThreads() {
        List<String> folders = LeftBehind.folders();
        numbers().workers(Workers.threads(2)).forEach(batch -> assertEquals(folders, LeftBehind.folders()));
    }

    @Test
    void aRunMayBeRepeatedAndGoOnBesideAnother() {
        Pipeline numbers = numbers().workers(Workers.threads(2));
        try (Batches first = numbers.toBatches()) {
            assertEquals(Numbers.range(0, ROWS), Numbers.ids(numbers));
            try (Batch batch = first.iterator().next()) {
                assertEquals(512, batch.rows());
            }
        }
        assertEquals(Numbers.range(0, ROWS), Numbers.ids(numbers));
    }

    @Test
    void onlyTheColumnsThatAreSelectedFirstAreDecoded() {
        RunSummary all = numbers().forEach(batch -> {});
        RunSummary one = numbers().select("id").forEach(batch -> assertEquals(1, batch.columnCount()));
        assertTrue(one.bytes().decoded() * 2 < all.bytes().decoded(), one + " " + all);
    }

    @Test
    void limitsAndFiltersAreThoseOfAnyPipeline() {
        assertEquals(ROWS, numbers().count());
        assertEquals(700, numbers().limit(700).count());
        assertEquals(Numbers.range(0, 700), Numbers.ids(numbers().limit(700).workers(Workers.threads(2))));
        assertEquals(5, numbers().where(column("id").lessThan(5)).count());
        Pipeline pruned = Pipeline.fromParquet(
                file, ParquetReadOptions.read().where(column("id").lessThan(5)));
        assertEquals(5, pruned.count());
        assertEquals(ROWS, pruned.rowsAtMost());
        assertTrue(pruned.forEach(batch -> {}).skipped().rowGroups() > 0);
    }

    @Test
    void aFileWithoutRowsGivesAnEmptyResultOfItsSchema() throws IOException {
        Path empty = folder.resolve("empty.parquet");
        try (SharedDataset none = Numbers.share(0)) {
            none.writeParquet(empty);
        }
        Path out = folder.resolve("out.parquet");
        Pipeline.fromParquet(empty).mapBatches(new Mappers.Twice()).writeParquet(out);
        assertEquals(0, Pipeline.fromParquet(out).count());
    }

    @Test
    void mistakesAreFoundBeforeAnythingRuns() {
        assertThrows(NoSuchColumnException.class, () -> numbers().select("nothing"));
        assertThrows(
                IllegalArgumentException.class,
                () -> numbers().where(column("id").equalTo("text")));
        Path missing = folder.resolve("missing.parquet");
        Exception refusal = assertThrows(RuntimeException.class, () -> Pipeline.fromParquet(missing));
        assertTrue(refusal.getMessage().contains(missing.toString()), refusal.getMessage());
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aFileThatIsBadMidwayFailsTheRunAndTheOldOutputStays(Workers workers) throws IOException {
        Path out = folder.resolve("out.parquet");
        Files.writeString(out, "old");
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(bytes.length() / 2);
            byte[] rubbish = new byte[4_000];
            Arrays.fill(rubbish, (byte) 0xff);
            bytes.write(rubbish);
        }
        CorruptFileException refusal = assertThrows(
                CorruptFileException.class,
                () -> numbers().mapBatches(batch -> batch).workers(workers).writeParquet(out));
        assertTrue(refusal.getMessage().startsWith(file.toString()), refusal.getMessage());
        assertEquals("old", Files.readString(out));
    }

    @Test
    void aFunctionThatThrowsEndsTheRunAndNothingStaysAllocated() {
        MapperException failure = assertThrows(
                MapperException.class,
                () -> numbers()
                        .mapBatches(batch -> {
                            throw new IllegalStateException("no");
                        })
                        .workers(Workers.threads(2))
                        .forEach(batch -> {}));
        assertEquals("no", failure.getCause().getMessage());
    }

    @Test
    void aFunctionThatWritesToItsInputIsToldWhichColumn() {
        for (Workers workers : List.of(Workers.inline(), Workers.threads(2))) {
            MapperException refusal = assertThrows(
                    MapperException.class,
                    () -> numbers()
                            .mapBatches(new Mappers.WriteToOne(512))
                            .workers(workers)
                            .forEach(batch -> {}));
            String message = refusal.getMessage();
            assertTrue(message.contains("column 'value' of batch 1 (rows 512 to 1023) of " + file), message);
            assertTrue(message.contains("use edit"), message);
        }
        assertEquals(ROWS, numbers().mapBatches(new Mappers.WriteToEdit()).count());
    }

    @Test
    void aFileThatWasReplacedSinceItsFooterWasReadIsRefused() throws IOException {
        Pipeline numbers = numbers();
        try (SharedDataset fewer = Numbers.share(100)) {
            fewer.writeParquet(file);
        }
        assertThrows(RuntimeException.class, () -> numbers.forEach(batch -> {}));
    }

    @Test
    void filesOfDifferentColumnsAreRefused() throws IOException {
        Path other = folder.resolve("other.parquet");
        numbers().select("id").writeParquet(other);
        assertThrows(
                SchemaMismatchException.class,
                () -> Pipeline.fromParquet(List.of(file, other), ParquetReadOptions.read()));
    }
}
