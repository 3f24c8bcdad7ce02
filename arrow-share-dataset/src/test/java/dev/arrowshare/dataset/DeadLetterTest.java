package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.parquet.ParquetReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows that fail are put aside, and no other. */
@Timeout(120)
@Tag("slow")
class DeadLetterTest {
    private static final int ROWS = 1_000;
    private static final int BATCHES = 12;
    private static final int ALL = ROWS * BATCHES;

    @TempDir
    private Path folder;

    private LeftBehind before;
    private SharedDataset numbers;
    private Path out;
    private Path letter;

    static Stream<Workers> workers() {
        return Stream.of(Workers.inline(), Workers.threads(3), Workers.processes(2));
    }

    @BeforeEach
    void shareNumbers() {
        out = folder.resolve("out.parquet");
        letter = folder.resolve("failed.parquet");
        before = new LeftBehind();
        int[] rows = new int[BATCHES];
        Arrays.fill(rows, ROWS);
        numbers = Numbers.share(rows);
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException, IOException {
        numbers.close();
        before.check();
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> !List.of("out.parquet", "failed.parquet", "again.parquet")
                                    .contains(name))
                            .toList());
        }
    }

    private Pipeline failing(Workers workers, Failing.BadIds bad) {
        return numbers.mapBatches(new Failing.OnBadIds(bad))
                .workers(workers)
                .onFirstFailure(failure -> {})
                .deadLetter(letter);
    }

    private static List<Long> ids(Path parquet) {
        return Numbers.ids(Pipeline.fromParquet(parquet).workers(Workers.inline()));
    }

    /** And all rows are there exactly once when the bad ones have been run again. */
    @ParameterizedTest
    @MethodSource("workers")
    void theRowsThatFailAreAsideAndTheOthersGoOnInOrder(Workers workers) {
        for (long seed = 1; seed <= 3; seed++) {
            Failing.BadIds bad = new Failing.BadIds(seed, (int) (200 * seed * seed));

            RunSummary run = failing(workers, bad).writeParquet(out);

            assertEquals(bad.notAmong(ALL), ids(out), "seed " + seed);
            assertEquals(bad.among(ALL), ids(letter), "seed " + seed);
            assertEquals(bad.among(ALL).size(), run.failures().rows(), "seed " + seed);
            Path again = folder.resolve("again.parquet");
            Pipeline.fromParquet(letter, ParquetReadOptions.read().columns("id", "value", "name"))
                    .mapBatches(new Mappers.Twice())
                    .workers(Workers.inline())
                    .writeParquet(again);
            List<Long> all = ids(out);
            all.addAll(ids(again));
            Collections.sort(all);
            assertEquals(Numbers.range(0, ALL), all, "seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("workers")
    void eachRowSaysWhyItFailedAndWhereItIsFrom(Workers workers) {
        Failing.BadIds bad = new Failing.BadIds(9, 1_000);
        failing(workers, bad).retry(Retry.attempts(2)).unordered().writeParquet(out);

        try (SharedDataset failed = SharedDataset.fromParquet(letter)) {
            assertEquals(
                    List.of(
                            "id",
                            "value",
                            "name",
                            "error_type",
                            "error_message",
                            "error_stack",
                            "error_attempts",
                            "source_batch",
                            "source_row"),
                    failed.schema().getFields().stream().map(Field::getName).toList());
            failed.pipeline().forEach(DeadLetterTest::requireReasons);
            assertEquals(bad.among(ALL).size(), failed.rows());
        }
    }

    private static void requireReasons(Batch failed) {
        for (int row = 0; row < failed.rows(); row++) {
            long id = (Long) failed.column("id").getObject(row);
            assertEquals(id, failed.column("source_row").getObject(row));
            assertEquals((int) (id / ROWS), failed.column("source_batch").getObject(row));
            assertEquals(2, failed.column("error_attempts").getObject(row));
            assertEquals("name " + id, failed.column("name").getObject(row).toString());
            assertEquals(
                    "java.lang.IllegalArgumentException",
                    failed.column("error_type").getObject(row).toString());
            assertEquals(
                    "id " + id + " is bad",
                    failed.column("error_message").getObject(row).toString());
            String stack = failed.column("error_stack").getObject(row).toString();
            assertTrue(
                    stack.startsWith("java.lang.IllegalArgumentException: id " + id + " is bad")
                            && stack.contains("at dev.arrowshare.dataset.Failing$OnBadIds.map("),
                    stack);
        }
    }

    @Test
    void rowsBehindAFilterAndSlicesKnowTheirNumber() {
        numbers.pipeline()
                .where(Filter.parse("id >= 100 and id < 9000"))
                .rowsPerBatch(64)
                .where(Filter.parse("value is not null"))
                .mapBatches(new Failing.OnBadIds(new Failing.BadIds(4, 2_000)))
                .workers(Workers.threads(2))
                .onFirstFailure(failure -> {})
                .deadLetter(letter)
                .writeParquet(out);

        Map<Long, Object> numbersById = Failing.byId(Pipeline.fromParquet(letter), "source_row");
        assertTrue(numbersById.size() > 5, numbersById.toString());
        numbersById.forEach((id, number) -> assertEquals(String.valueOf(id), number));
    }

    @ParameterizedTest
    @MethodSource("workers")
    void aFunctionWithAResourceAndSeveralFunctionsAreDividedToo(Workers workers) {
        Failing.BadIds first = new Failing.BadIds(21, 500);
        Failing.BadIds second = new Failing.BadIds(22, 500);
        Path log = folder.resolve("again.parquet");
        numbers.mapBatches(new Mappers.OpenLog(log), new CheckedBy(first))
                .rowsPerBatch(256)
                .mapBatches(new Failing.OnBadIds(second))
                .workers(workers)
                .onFirstFailure(failure -> {})
                .deadLetter(letter)
                .writeParquet(out);

        List<Long> bad = Numbers.range(0, ALL);
        bad.removeIf(id -> !first.has(id) && !second.has(id));
        List<Long> good = Numbers.range(0, ALL);
        good.removeAll(bad);
        assertEquals(good, ids(out));
        assertEquals(bad, ids(letter));
    }

    /** With a resource. */
    record CheckedBy(Failing.BadIds bad) implements ResourceMapper<Mappers.Log> {
        @Override
        public Batch map(Mappers.Log log, Batch batch) {
            return new Failing.OnBadIds(bad).map(batch).without("twice");
        }
    }

    @ParameterizedTest
    @MethodSource("workers")
    void rowsThatAreAsideCanBeMarkedToo(Workers workers) {
        Failing.BadIds bad = new Failing.BadIds(5, 900);
        failing(workers, bad).onError(OnError.mark()).writeParquet(out);

        assertEquals(bad.among(ALL), ids(letter));
        try (SharedDataset marked = SharedDataset.fromParquet(out)) {
            long[] row = new long[1];
            marked.pipeline().forEach(batch -> {
                for (int i = 0; i < batch.rows(); i++, row[0]++) {
                    boolean isBad = bad.has(row[0]);
                    assertEquals(isBad ? null : row[0], batch.column("id").getObject(i));
                    assertEquals(
                            isBad ? "id " + row[0] + " is bad" : "null",
                            String.valueOf(batch.column("error_message").getObject(i)));
                }
            });
            assertEquals(ALL, row[0]);
        }
    }

    /** So many calls a batch, and nothing is lost. */
    @Test
    void whatAlwaysFailsIsNotDividedForEver() {
        Failing.BadIds all = new Failing.BadIds(1, 1_000_000);
        int[] rows = {20_000, 1_000};
        try (SharedDataset many = Numbers.share(rows)) {
            RunSummary run = many.mapBatches(new Failing.OnBadIds(all))
                    .workers(Workers.threads(2))
                    .onFirstFailure(failure -> {})
                    .deadLetter(letter)
                    .returning(many.schema())
                    .writeParquet(out);

            assertEquals(21_000, run.failures().rows());
            assertEquals(2, run.failures().batches());
            assertEquals(Numbers.range(0, 21_000), ids(letter));
            assertEquals(List.of(), ids(out));
        }
    }

    @Test
    void withoutAFailureThereIsNoFileAndAnOldOneGoes() {
        failing(Workers.inline(), new Failing.BadIds(7, 2_000)).writeParquet(out);
        assertTrue(Files.exists(letter));

        failing(Workers.inline(), new Failing.BadIds(7, 0)).writeParquet(out);
        assertTrue(Files.notExists(letter));
    }

    @ParameterizedTest
    @MethodSource("workers")
    void aRunThatFailsLeavesWhatThereWas(Workers workers) throws IOException {
        failing(workers, new Failing.BadIds(7, 2_000)).writeParquet(out);
        byte[] oldOutput = Files.readAllBytes(out);
        byte[] oldLetter = Files.readAllBytes(letter);

        assertThrows(
                SchemaMismatchException.class,
                () -> failing(workers, new Failing.BadIds(8, 2_000))
                        .mapBatches(new Mappers.ChangeSchemaAt(9_000))
                        .writeParquet(out));

        assertTrue(Arrays.equals(oldOutput, Files.readAllBytes(out)));
        assertTrue(Arrays.equals(oldLetter, Files.readAllBytes(letter)));
    }

    @Test
    void otherVerbsPublishItAtTheirEnd() {
        Failing.BadIds bad = new Failing.BadIds(13, 700);
        Pipeline pipeline = failing(Workers.threads(2), bad);
        List<Long> ids = new ArrayList<>();
        try (Batches batches = pipeline.toBatches()) {
            for (Batch batch : batches) {
                try (Batch current = batch) {
                    assertTrue(Files.notExists(letter));
                    Numbers.collectIds(current, ids);
                }
            }
        }
        assertEquals(bad.notAmong(ALL), ids);
        assertEquals(bad.among(ALL), ids(letter));
        assertEquals(bad.notAmong(ALL).size(), pipeline.count());
        try (SharedDataset shared = pipeline.share()) {
            assertEquals(bad.notAmong(ALL), Numbers.ids(shared.pipeline()));
        }
    }

    @Test
    void whatCannotBeIsRefusedWhereItIsSaid() {
        String stop = assertThrows(
                        IllegalArgumentException.class,
                        () -> numbers.pipeline().deadLetter(letter).onError(OnError.stop()))
                .getMessage();
        assertTrue(stop.contains("choose one of them"), stop);
        String limit = assertThrows(
                        IllegalArgumentException.class,
                        () -> failing(Workers.inline(), new Failing.BadIds(1, 0))
                                .limit(10)
                                .mapBatches(batch -> batch))
                .getMessage();
        assertTrue(limit.contains("makes two runs"), limit);
        String same = assertThrows(
                        ArrowShareException.class,
                        () -> failing(Workers.inline(), new Failing.BadIds(1, 0))
                                .writeParquet(letter))
                .getMessage();
        assertTrue(same.contains("name another file"), same);
        String column;
        try (SharedDataset renamed = numbers.mapBatches(batch -> batch.rename("name", "error_type"))
                .workers(Workers.inline())
                .share()) {
            Pipeline pipeline = renamed.mapBatches(batch -> batch).deadLetter(letter);
            column = assertThrows(ArrowShareException.class, pipeline::count).getMessage();
        }
        assertTrue(column.contains("the input has a column 'error_type' itself"), column);
    }
}
