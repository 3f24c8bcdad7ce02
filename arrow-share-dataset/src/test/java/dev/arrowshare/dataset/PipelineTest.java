package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.dataset.event.RunAdvice;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.ipc.Compression;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.parquet.SkippedFile;
import dev.arrowshare.parquet.SkippedRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PipelineTest {
    @TempDir
    Path folder;

    private LeftBehind before;
    private SharedDataset numbers;

    @BeforeEach
    void shareNumbers() {
        before = new LeftBehind();
        numbers = Numbers.share(1000, 1000, 1000);
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        numbers.close();
        before.check();
    }

    @Test
    void wrongArgumentsAreRefusedWhereTheyAreSet() {
        assertAll(
                () -> assertIllegal("limit(-1): a number of rows is not negative", () -> numbers.limit(-1)),
                () -> assertIllegal(
                        "rowsPerBatch(63): at least 64, since slices begin at multiples of 64",
                        () -> numbers.rowsPerBatch(63)),
                () -> assertIllegal("threads(0): at least 1 worker is needed", () -> Workers.threads(0)),
                () -> assertIllegal("processes(-2): at least 1 worker is needed", () -> Workers.processes(-2)),
                () -> assertIllegal("select() names no column", () -> numbers.select()));
    }

    private static void assertIllegal(String message, org.junit.jupiter.api.function.Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    @Test
    void anUnknownColumnIsRefusedWithTheListOfColumns() {
        NoSuchColumnException failure = assertThrows(NoSuchColumnException.class, () -> numbers.select("id", "nam"));
        assertEquals("no column 'nam'; columns are [id int64, value double, name utf8]", failure.getMessage());
        assertThrows(
                NoSuchColumnException.class, () -> numbers.select("id").limit(3).select("name"));
    }

    @Test
    void anUnknownColumnAfterAFunctionIsRefusedByTheRun() {
        Pipeline unknown = numbers.mapBatches(new Mappers.Twice()).select("thrice");
        NoSuchColumnException failure = assertThrows(NoSuchColumnException.class, unknown::count);
        assertTrue(failure.getMessage().startsWith("no column 'thrice'; columns are [id int64"), failure.getMessage());
    }

    @Test
    void stepsLeaveThePipelineAsItWas() {
        Pipeline all = numbers.pipeline();
        all.limit(1);
        all.select("id");
        assertEquals(3000, all.count());
        assertEquals(Numbers.range(0, 3000), Numbers.ids(all));
    }

    @Test
    void rowsAreCountedWithoutAFunctionAndWithOne() {
        assertAll(
                () -> assertEquals(3000, numbers.pipeline().count()),
                () -> assertEquals(1234, numbers.limit(1234).count()),
                () -> assertEquals(
                        1234, numbers.limit(1234).mapBatches(new Mappers.Same()).count()),
                () -> assertEquals(3000, numbers.limit(9999).count()),
                () -> assertEquals(0, numbers.limit(0).count()));
    }

    @Test
    void anOutputThatCannotBeIsRefusedBeforeAnyWork() throws IOException {
        Pipeline failing = numbers.mapBatches(new Mappers.FailAt(0, Mappers.Thrown.UNCHECKED));
        Path nowhere = folder.resolve("nowhere/out.parquet");
        assertAll(
                () -> assertFails(
                        nowhere + ": the output's folder " + nowhere.getParent() + " does not exist",
                        () -> failing.writeParquet(nowhere)),
                () -> assertFails(folder + ": the output is a folder; name a file", () -> failing.writeArrow(folder)));
    }

    private static void assertFails(String message, org.junit.jupiter.api.function.Executable call) {
        assertEquals(message, assertThrows(ArrowShareException.class, call).getMessage());
    }

    @Test
    void theInputsOwnFileIsNotReplaced() {
        Path file = folder.resolve("numbers.arrow");
        numbers.writeArrow(file);
        try (SharedDataset opened = SharedDataset.open(file)) {
            assertFails(
                    file + ": the output is the file that the input is mapped from; name another",
                    () -> opened.mapBatches(new Mappers.Twice()).writeArrow(file));
            assertEquals(Numbers.range(0, 3000), Numbers.ids(opened.pipeline()));
        }
    }

    @Test
    void theSourceOfAConversionMayBeReplacedByItsResult() {
        Path file = folder.resolve("numbers.parquet");
        numbers.writeParquet(file);
        try (SharedDataset read = SharedDataset.fromParquet(file)) {
            read.mapBatches(new Mappers.Twice()).writeParquet(file);
        }
        try (SharedDataset again = SharedDataset.fromParquet(file)) {
            assertEquals(4, again.schema().getFields().size());
            assertEquals(Numbers.range(0, 3000), Numbers.ids(again.pipeline()));
        }
    }

    @Test
    void anOldOutputIsReplacedByAWholeResult() throws IOException {
        Path file = Files.writeString(folder.resolve("out.parquet"), "old");
        RunSummary run = numbers.mapBatches(new Mappers.Twice()).writeParquet(file);
        assertEquals(Files.size(file), run.bytes().written());
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void aLimitFallsIntoARowGroup() {
        Path file = folder.resolve("out.parquet");
        numbers.mapBatches(new Mappers.Twice()).limit(1500).writeParquet(file);
        try (SharedDataset read = SharedDataset.fromParquet(file)) {
            assertEquals(Numbers.range(0, 1500), Numbers.ids(read.pipeline()));
        }
    }

    @Test
    void rowsThatAFilterLeavesComeTogetherInRowGroups() {
        Path file = folder.resolve("out.parquet");
        numbers.mapBatches(batch -> batch.slice(0, 10))
                .writeParquet(file, ParquetWriteOptions.defaults().rowGroupRows(1000));
        var source = dev.arrowshare.parquet.ParquetSource.open(file);
        assertEquals(1, source.rowGroupCount());
        assertEquals(30, source.rows());
    }

    @Test
    void anEmptyResultIsAFileWithASchema() {
        Path file = folder.resolve("out.parquet");
        numbers.mapBatches(batch -> batch.select("id").slice(0, 0)).writeParquet(file);
        try (SharedDataset read = SharedDataset.fromParquet(file)) {
            assertEquals(0, read.rows());
            assertEquals(1, read.schema().getFields().size());
            assertEquals(List.of(), Numbers.ids(read.pipeline()));
        }
    }

    @Test
    void requiringZeroCopyRefusesACompressedFile() {
        Path file = folder.resolve("zstd.arrow");
        numbers.pipeline().writeArrow(file, ArrowWriteOptions.defaults().compression(Compression.ZSTD));
        try (SharedDataset opened = SharedDataset.open(file)) {
            ArrowShareException failure = assertThrows(
                    ArrowShareException.class,
                    () -> opened.mapBatches(new Mappers.Same())
                            .requireZeroCopy()
                            .count());
            assertTrue(
                    failure.getMessage().startsWith(file + ": column 'id' cannot be read without a copy"),
                    failure.getMessage());
            List<Long> ids = new ArrayList<>();
            RunSummary run = opened.forEach(batch -> Numbers.collectIds(batch, ids));
            assertEquals(Numbers.range(0, 3000), ids);
            assertTrue(run.bytes().copied() > 0, run::toString);
        }
    }

    @Test
    void aDeclaredSchemaIsWhatTheOutputHas() {
        Field id = Field.notNullable("id", new ArrowType.Int(64, true));
        Path file = folder.resolve("out.arrow");
        numbers.mapBatches(batch -> batch.select("id"))
                .returning(new Schema(List.of(id)))
                .writeArrow(file);
        try (SharedDataset opened = SharedDataset.open(file)) {
            assertEquals(List.of(id), opened.schema().getFields());
        }
        Schema value = new Schema(List.of(
                Field.notNullable("value", numbers.schema().findField("value").getType())));
        SchemaMismatchException failure = assertThrows(
                SchemaMismatchException.class,
                () -> numbers.mapBatches(batch -> batch.select("value"))
                        .returning(value)
                        .count());
        assertTrue(
                failure.getMessage().contains("column 'value' is declared not null, the result has 143 nulls"),
                failure.getMessage());
    }

    @Test
    void whatAConsumerThrowsIsTheCause() {
        MapperException failure = assertThrows(
                MapperException.class,
                () -> numbers.forEach(batch -> {
                    throw new IOException("pipe");
                }));
        assertEquals("pipe", failure.getCause().getMessage());
        assertTrue(failure.getMessage().startsWith("the consumer threw java.io.IOException: pipe"));
    }

    @Test
    void anInterruptBeforeTheRunIsAnInterruptedRun() {
        Thread.currentThread().interrupt();
        try {
            assertThrows(InterruptedRunException.class, () -> numbers.forEach(batch -> {}));
            assertTrue(Thread.currentThread().isInterrupted());
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void anInterruptInsideOfInlineWorkLeavesTheDatasetReadable() {
        Pipeline inline = numbers.pipeline().workers(Workers.inline());
        assertThrows(
                InterruptedRunException.class,
                () -> inline.mapBatches(batch -> {
                            Thread.currentThread().interrupt();
                            return batch;
                        })
                        .count());
        assertTrue(Thread.interrupted());
        assertEquals(Numbers.range(0, 3000), Numbers.ids(inline));
    }

    @Test
    void anInterruptThatAFunctionLeavesBehindInAThreadHurtsNobody() {
        Pipeline threads = numbers.pipeline().workers(Workers.threads(2));
        assertEquals(Numbers.range(0, 3000), Numbers.ids(threads.mapBatches(batch -> {
            Thread.currentThread().interrupt();
            return batch;
        })));
        assertEquals(Numbers.range(0, 3000), Numbers.ids(threads));
    }

    @Test
    void severalVerbsRunAtOnce() throws InterruptedException {
        List<Long> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> wrong.add(numbers.mapBatches(new Mappers.Twice())
                    .workers(Workers.threads(2))
                    .count()));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(3000L, 3000L, 3000L, 3000L), wrong);
    }

    @Test
    void theSummaryReadsWell() {
        RunSummary run = new RunSummary(
                Workers.processes(4),
                new RunSummary.Flow(10_000_000, 10_000_000),
                new RunSummary.Flow(77, 77),
                new RunSummary.Bytes(
                        1_080_000_000L, 0, 0, 252_000_000, 1_080_000_000L, 3_240_000_000L, RunSummary.Basis.PSS),
                new RunSummary.Memory(310_000_000, 240_000_000),
                new RunSummary.Times(
                        Duration.ofMillis(450),
                        Duration.ofMillis(1_204),
                        Duration.ofNanos(350_000),
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(200),
                        Duration.ofMillis(3_456)),
                new SkippedRows(1_000, 3, 1, 2),
                List.of(new SkippedFile(Path.of("bad.parquet"), "bad.parquet: no magic")),
                new RunSummary.Resumed(12, new RunSummary.Flow(1_500, 1_400), new RunSummary.Flow(13, 13), ""),
                List.of(
                        new RunSummary.OutputFile(Path.of("trips/day=1/part-00000.parquet"), 9_999_999, 251_998_000),
                        new RunSummary.OutputFile(Path.of("trips/day=2/part-00000.parquet"), 1, 2_000)),
                new RunSummary.Failures(
                        1, 3, 2, Optional.of(new RunSummary.Failure("batch 7: F threw\nx", 7, 70, 2, 3))),
                Optional.of(new RunAdvice(
                        RunAdvice.Cause.SKEW, Duration.ofMillis(3_456), Duration.ofSeconds(3), "one task took 3 s")));
        assertEquals(
                String.join(
                        System.lineSeparator(),
                        "10,000,000 rows in 77 batches → 10,000,000 rows in 77 batches, processes(4), 3.46 s",
                        "skipped: 1,000 rows; not read: 3 files, 1 row group and 2 pages of others",
                        "resumed: 12 tasks of an earlier run, 1,500 rows in 13 batches",
                        "bytes: 1.08 GB mapped, 0 bytes copied, 252 MB written; sharing: 1.08 GB mapped once, 3.24 GB not copied (from PSS)",
                        "failed: 3 rows of 1 batch, 2 retries; first batch 7: F threw",
                        "memory: 310 MB PSS in worker processes beside the input, 240 MB of it private",
                        "files: 2 files of 1 to 9,999,999 rows, 2.00 kB to 252 MB",
                        "times: start 450 ms, convert 1.20 s, attach 350 µs, work 12.0 s, write 3 min 20 s",
                        "advice: one task took 3 s",
                        "skipped bad.parquet: no magic"),
                run.toString());
        assertEquals("""
                {"workers":"processes(4)","rows":{"in":10000000,"out":10000000},"batches":{"in":77,"out":77},\
                "bytes":{"mapped":1080000000,"copied":0,"decoded":0,"written":252000000,"shared":1080000000,\
                "notCopied":3240000000,"basis":"PSS"},"memory":{"pssBytes":310000000,"privateBytes":240000000},\
                "seconds":{"start":0.45,"convert":1.204,"attach":3.5E-4,"work":12.0,"write":200.0,"elapsed":3.456},\
                "skipped":{"rows":1000,"files":3,"rowGroups":1,"pages":2},\
                "skippedFiles":[{"path":"bad.parquet","cause":"bad.parquet: no magic"}],\
                "resumed":{"tasks":12,"rows":{"in":1500,"out":1400},"batches":{"in":13,"out":13},"note":""},\
                "files":[{"path":"trips/day=1/part-00000.parquet","rows":9999999,"bytes":251998000},\
                {"path":"trips/day=2/part-00000.parquet","rows":1,"bytes":2000}],\
                "failures":{"batches":1,"rows":3,"retries":2,"first":{"message":"batch 7: F threw\\nx",\
                "batch":7,"row":70,"rows":2,"attempts":3}},\
                "advice":{"cause":"SKEW","elapsedSeconds":3.456,"inlineSeconds":3.0,"text":"one task took 3 s"}}""", run.toJson());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anArrowOutputHasTheUsualPermissionsAndATemporaryFileItsOwnersAlone(@TempDir Path outputs) throws IOException {
        Path out = outputs.resolve("out.arrow");
        try (SharedDataset numbers = Numbers.share(10);
                SharedDataset shared = numbers.pipeline().share()) {
            numbers.pipeline().writeArrow(out);
            assertEquals(
                    Files.getPosixFilePermissions(Files.createFile(outputs.resolve("new"))),
                    Files.getPosixFilePermissions(out));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(shared.path())));
        }
    }

    @Test
    void aSummaryOfOneBatchSaysBatchAndMeasuresNoProcess() {
        RunSummary run = new RunSummary(
                Workers.inline(),
                new RunSummary.Flow(1_000, 1),
                new RunSummary.Flow(1, 1),
                new RunSummary.Bytes(8_000, 0, 0, 0, 8_000, 8_000, RunSummary.Basis.HANDED_OVER),
                RunSummary.Memory.NOT_MEASURED,
                new RunSummary.Times(
                        Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                SkippedRows.NONE,
                List.of(),
                new RunSummary.Resumed(
                        0, new RunSummary.Flow(0, 0), new RunSummary.Flow(0, 0), "started afresh: so it is"),
                List.of(),
                RunSummary.Failures.NONE,
                Optional.empty());
        assertEquals(
                String.join(
                        System.lineSeparator(),
                        "1,000 rows in 1 batch → 1 row in 1 batch, inline(), 0",
                        "started afresh: so it is",
                        "bytes: 8.00 kB mapped, 0 bytes copied, 0 bytes written; sharing: 8.00 kB mapped once, 8.00 kB not copied"
                                + " (handed over by reference)",
                        "times: start 0, convert 0, attach 0, work 0, write 0"),
                run.toString());
    }
}
