package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every kind of workers does alike; long, since all of it is to hold for each kind. */
@Timeout(120)
abstract class WorkersContract {
    private static final int ROWS = 1_000;
    private static final int BATCHES = 12;

    @TempDir
    Path folder;

    private LeftBehind before;
    private SharedDataset numbers;

    /** The kind of workers, several of them if it can. */
    abstract Workers workers();

    @BeforeEach
    void shareNumbers() {
        before = new LeftBehind();
        int[] rows = new int[BATCHES];
        java.util.Arrays.fill(rows, ROWS);
        numbers = Numbers.share(rows);
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        numbers.close();
        before.check();
    }

    private Pipeline pipeline() {
        return numbers.pipeline().workers(workers());
    }

    @Test
    void resultsComeInTheOrderOfTheInput() {
        assertEquals(Numbers.range(0, BATCHES * ROWS), Numbers.ids(pipeline().mapBatches(new Mappers.Twice())));
    }

    @Test
    void aFilterKeepsItsRowsInOrder() {
        List<Long> expected = new ArrayList<>(Numbers.range(0, 3));
        expected.addAll(Numbers.range(2_500, 2_600));
        expected.addAll(Numbers.range(11_999, 12_000));
        Filter filter = Filter.parse("id < 3 or id between 2500 and 2599 or id >= 11999");

        assertEquals(expected, Numbers.ids(pipeline().where(filter).mapBatches(new Mappers.Twice())));
        assertEquals(
                expected, Numbers.ids(pipeline().mapBatches(new Mappers.Twice()).where(filter)));
        assertEquals(expected.size(), pipeline().where(filter).count());
        assertEquals(
                expected.subList(0, 50), Numbers.ids(pipeline().where(filter).limit(50)));
    }

    @Test
    void aFilterThatKeepsNothingGivesNoRows() {
        Filter filter = Filter.parse("id < 0");

        assertEquals(List.of(), Numbers.ids(pipeline().where(filter).mapBatches(new Mappers.Twice())));
        assertEquals(
                0,
                pipeline()
                        .where(filter)
                        .writeArrow(folder.resolve("none.arrow"))
                        .rows()
                        .out());
    }

    @Test
    void theSameRowsComeInAnyOrder() {
        List<Long> ids = Numbers.ids(pipeline().mapBatches(new Mappers.Twice()).unordered());
        Collections.sort(ids);
        assertEquals(Numbers.range(0, BATCHES * ROWS), ids);
    }

    @Test
    void newColumnsHaveTheFunctionsValues() {
        pipeline().mapBatches(new Mappers.Twice()).forEach(WorkersContract::checkTwice);
    }

    private static void checkTwice(Batch batch) {
        List<Long> ids = new ArrayList<>();
        Numbers.collectIds(batch, ids);
        Float8Vector twice = batch.column("twice", Float8Vector.class);
        for (int i = 0; i < ids.size(); i++) {
            Double expected = ids.get(i) % 7 == 0 ? null : Double.valueOf(ids.get(i));
            assertEquals(expected, twice.getObject(i), "id " + ids.get(i));
        }
        assertEquals("name " + ids.get(0), batch.column("name").getObject(0).toString());
    }

    @Test
    void aLambdaWorks() {
        assertEquals(List.of("id"), columnsOf(pipeline().mapBatches(batch -> batch.select("id"))));
    }

    private static List<String> columnsOf(Pipeline pipeline) {
        List<String> names = new ArrayList<>();
        try (Batches batches = pipeline.toBatches()) {
            for (Batch batch : batches) {
                try (Batch current = batch) {
                    names.clear();
                    current.schema().getFields().forEach(field -> names.add(field.getName()));
                }
            }
        }
        return names;
    }

    record Row(long id, @Nullable Double value, String name) {}

    record Doubled(long id, @Nullable Double twice, String name) {}

    @Test
    void functionsByRowGiveTheSame() {
        Pipeline twice = pipeline()
                .mapRows(Row.class, Doubled.class, row -> new Doubled(row.id(), twice(row.value()), row.name()));
        twice.forEach(WorkersContract::checkTwice);
        assertEquals(Numbers.range(0, BATCHES * ROWS), Numbers.ids(twice));
        Pipeline beside = pipeline()
                .withColumns(Row.class, Doubled.class, row -> new Doubled(row.id(), twice(row.value()), row.name()));
        beside.forEach(WorkersContract::checkTwice);
        assertEquals(
                Numbers.range(2_500, 2_600),
                Numbers.ids(pipeline().filterRows(Row.class, row -> row.id() >= 2_500 && row.id() < 2_600)));
        assertEquals(
                List.of(7L, 7L, 11_000L, 11_000L),
                Numbers.ids(pipeline()
                        .flatMapRows(
                                Row.class,
                                Row.class,
                                row -> row.id() == 7 || row.id() == 11_000 ? List.of(row, row) : List.of())));
    }

    private static @Nullable Double twice(@Nullable Double value) {
        return value == null ? null : 2 * value;
    }

    @Test
    void aRowThatFailsIsNamed() {
        Pipeline failing = pipeline().filterRows(Row.class, row -> {
            if (row.id() == 3_017) {
                throw new ArithmeticException("no such fare");
            }
            return true;
        });
        MapperException failure = assertThrows(MapperException.class, failing::count);
        assertEquals(
                "batch 3 (rows 3000 to 3999): row 3017: a lambda of WorkersContract for"
                        + " Row[id=3017, value=null, name=name 3017] threw java.lang.ArithmeticException: no such fare",
                failure.getMessage());
        assertEquals(ArithmeticException.class, failure.getCause().getClass());
    }

    @Test
    void aBatchThatComesBackUnchangedIsAsItWas() {
        assertEquals(Numbers.range(0, BATCHES * ROWS), Numbers.ids(pipeline().mapBatches(new Mappers.Same())));
    }

    @Test
    void functionsAreChained() {
        pipeline()
                .mapBatches(new Mappers.Twice())
                .mapBatches(new Mappers.Same())
                .mapBatches(batch -> batch.rename("twice", "again").rename("again", "twice"))
                .forEach(WorkersContract::checkTwice);
    }

    @Test
    void aFunctionMayDropRowsAndWholeBatches() {
        List<Long> expected = new ArrayList<>();
        for (int batch = 0; batch < BATCHES; batch += 2) {
            expected.addAll(Numbers.range((long) batch * ROWS, (long) batch * ROWS + ROWS / 2));
        }
        assertEquals(expected, Numbers.ids(pipeline().mapBatches(new Mappers.Fewer(ROWS))));
        assertEquals(
                expected.size(), pipeline().mapBatches(new Mappers.Fewer(ROWS)).count());
    }

    @Test
    void selectLimitsTheColumnsThatAFunctionSees() {
        Pipeline two = pipeline().select("value", "id").mapBatches(new Mappers.Twice());
        assertEquals(List.of("value", "id", "twice"), columnsOf(two));
        assertEquals(List.of("twice"), columnsOf(two.select("twice")));
    }

    @Test
    void aLimitEndsInsideOfABatch() {
        int rows = 2 * ROWS + 17;
        Pipeline twice = pipeline().limit(rows).mapBatches(new Mappers.Twice());
        assertEquals(Numbers.range(0, rows), Numbers.ids(twice));
        Pipeline after = pipeline().mapBatches(new Mappers.Twice()).limit(rows);
        assertEquals(Numbers.range(0, rows), Numbers.ids(after));
        assertEquals(rows, after.count());
        assertEquals(rows, Numbers.ids(after.unordered()).size());
        assertEquals(
                List.of(),
                Numbers.ids(pipeline().mapBatches(new Mappers.Twice()).limit(0)));
    }

    @Test
    void aFunctionAfterALimitSeesTheLimitedRowsOnly() {
        Pipeline limited = pipeline().mapBatches(new Mappers.Fewer(ROWS)).limit(700);
        List<Long> expected = Numbers.range(0, 500);
        expected.addAll(Numbers.range(2 * ROWS, 2 * ROWS + 200));
        assertEquals(expected, Numbers.ids(limited.mapBatches(new Mappers.Same())));
    }

    @Test
    void batchesAreSlicedToMultiplesOf64Rows() {
        List<Long> sizes = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        pipeline().rowsPerBatch(200).mapBatches(new Mappers.Twice()).forEach(batch -> {
            sizes.add(batch.rows());
            Numbers.collectIds(batch, ids);
            checkTwice(batch);
        });
        assertEquals(List.of(192L, 192L, 192L, 192L, 192L, 40L), sizes.subList(0, 6));
        assertEquals(Numbers.range(0, BATCHES * ROWS), ids);
    }

    @Test
    void aDatasetWithoutBatchesGivesTheSchemaOfTheMappedEmptyBatch() throws IOException {
        try (SharedDataset none = Numbers.share(0)) {
            Path out = folder.resolve("none.arrow");
            RunSummary run =
                    none.mapBatches(new Mappers.Twice()).workers(workers()).writeArrow(out);
            assertEquals(0, run.rows().out());
            try (SharedDataset written = SharedDataset.open(out)) {
                assertEquals(4, written.schema().getFields().size());
                Path again = folder.resolve("again.arrow");
                written.mapBatches(batch -> batch.select("twice"))
                        .workers(workers())
                        .writeArrow(again);
                try (SharedDataset second = SharedDataset.open(again)) {
                    assertEquals("twice", second.schema().getFields().get(0).getName());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAFunctionThrowsIsTheCause(Mappers.Thrown thrown) {
        Pipeline failing = pipeline().mapBatches(new Mappers.FailAt(3 * ROWS, thrown));
        MapperException failure = assertThrows(MapperException.class, failing::count);
        assertAll(
                () -> assertEquals(thrown.make().getClass(), failure.getCause().getClass()),
                () -> assertEquals("boom", failure.getCause().getMessage()),
                () -> assertTrue(
                        failure.getMessage().startsWith("batch 3 (rows 3000 to 3999): Mappers$FailAt threw "),
                        failure.getMessage()));
    }

    @Test
    @Timeout(30)
    void theFirstFailureEndsTheOthersSoon() {
        Pipeline failing = pipeline().mapBatches(new Mappers.FailAt(0, Mappers.Thrown.UNCHECKED));
        assertThrows(MapperException.class, failing::count);
    }

    @Test
    void anOldOutputSurvivesAFailure() throws IOException {
        Path out = Files.writeString(folder.resolve("out.arrow"), "old");
        Pipeline failing = pipeline().mapBatches(new Mappers.FailAt(3 * ROWS, Mappers.Thrown.UNCHECKED));
        assertThrows(MapperException.class, () -> failing.writeArrow(out));
        assertEquals("old", Files.readString(out));
        assertThrows(MapperException.class, () -> failing.writeParquet(out));
        assertEquals("old", Files.readString(out));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(out), files.toList());
        }
    }

    @Test
    @Timeout(30)
    void anInterruptEndsTheRunAndIsKept() throws InterruptedException {
        Path begun = folder.resolve("begun");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            try {
                pipeline().mapBatches(new Mappers.Sleep(begun)).count();
            } catch (RuntimeException e) {
                thrown.set(e);
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        while (!Files.exists(begun)) {
            Thread.sleep(5);
        }
        caller.interrupt();
        caller.join();
        assertInstanceOf(InterruptedRunException.class, thrown.get());
        assertTrue(flag.get(), "the interrupt flag");
        assertEquals(Numbers.range(0, BATCHES * ROWS), Numbers.ids(pipeline()), "the dataset after an interrupt");
    }

    @Test
    void aResourceIsOpenedOnceAWorkerAndClosed() throws IOException {
        Path log = folder.resolve("log");
        Numbers.ids(pipeline().mapBatches(new Mappers.OpenLog(log), (resource, batch) -> batch));
        assertOpenedOnceAWorkerAndClosed(log);
    }

    @Test
    void aResourceIsClosedAfterAFailureToo() throws IOException {
        Path log = folder.resolve("log");
        Pipeline failing = pipeline()
                .mapBatches(new Mappers.OpenLog(log), (resource, batch) -> batch)
                .mapBatches(new Mappers.FailAt(3 * ROWS, Mappers.Thrown.UNCHECKED));
        assertThrows(MapperException.class, failing::count);
        assertOpenedOnceAWorkerAndClosed(log);
    }

    private void assertOpenedOnceAWorkerAndClosed(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        long opened = lines.stream().filter("open"::equals).count();
        long closed = lines.stream().filter("close"::equals).count();
        assertTrue(opened >= 1 && opened <= workers().count(), "opened " + opened + " times");
        assertEquals(opened, closed, "closed");
    }

    @Test
    void aResourceThatCannotBeOpenedSaysWhy() {
        Pipeline failing = pipeline().mapBatches(new Mappers.FailToOpen(), (resource, batch) -> batch);
        MapperException failure = assertThrows(MapperException.class, failing::count);
        assertEquals("no such model", failure.getCause().getMessage());
    }

    @Test
    void aFunctionThatReturnsNullIsNamed() {
        Pipeline failing = pipeline().mapBatches(new Mappers.ReturnNull(2 * ROWS));
        MapperException failure = assertThrows(MapperException.class, failing::count);
        assertEquals(
                "batch 2 (rows 2000 to 2999): Mappers$ReturnNull returned null; return the batch itself, or a slice without"
                        + " rows for nothing",
                failure.getMessage());
    }

    @Test
    void aSchemaThatChangesMidwayIsShownBesideTheFirst() {
        Pipeline failing = pipeline().mapBatches(new Mappers.ChangeSchemaAt(5 * ROWS));
        SchemaMismatchException failure = assertThrows(SchemaMismatchException.class, failing::count);
        String message = failure.getMessage();
        assertTrue(message.matches("(?s)batch \\d+ \\(rows \\d+ to \\d+\\): .*"), message);
        assertTrue(message.contains("the result (right) has another schema than the output (left)"), message);
        assertTrue(message.contains("name utf8"), message);
    }

    @Test
    void aFunctionThatWritesToItsInputIsFoundOutAndHurtsNobody() throws IOException {
        byte[] before = Files.readAllBytes(numbers.path());
        Path out = Files.writeString(folder.resolve("out.arrow"), "old");
        Pipeline wrong = pipeline().mapBatches(new Mappers.WriteToInput());
        MapperException failure = assertThrows(MapperException.class, () -> wrong.writeArrow(out));
        assertMatches(
                "a mapper wrote to its input; use edit: column 'value' of batch 0 \\(rows 0 to 999\\), \\d+ bytes; column"
                        + " 'value' of batch 1 .*; column 'value' of batch 2 .*, \\d+ bytes … and 9 more of "
                        + numbers.path() + " .*",
                failure.getMessage());
        assertEquals("old", Files.readString(out));
        pipeline().mapBatches(new Mappers.Twice()).forEach(WorkersContract::checkTwice);
        assertArrayEquals(before, Files.readAllBytes(numbers.path()));
    }

    private static void assertMatches(String pattern, String message) {
        assertTrue(message.matches(pattern), message);
    }

    @Test
    void theOneColumnThatWasWrittenToIsNamedWithItsRows() {
        Pipeline wrong = pipeline().select("id", "value", "name").mapBatches(new Mappers.WriteToOne(7 * ROWS));
        MapperException failure = assertThrows(MapperException.class, wrong::count);
        assertMatches(
                "a mapper wrote to its input; use edit: column 'value' of batch 7 \\(rows 7000 to 7999\\), \\d+ bytes of "
                        + numbers.path() + " .*",
                failure.getMessage());
    }

    @Test
    void aFunctionMayWriteToAnEditedColumn() {
        pipeline().mapBatches(new Mappers.WriteToEdit()).forEach(batch -> {
            Float8Vector value = batch.column("value", Float8Vector.class);
            assertEquals(0, value.getNullCount());
            assertEquals(-1.0, value.get((int) batch.rows() - 1));
        });
        pipeline().mapBatches(new Mappers.Twice()).forEach(WorkersContract::checkTwice);
    }

    @Test
    void aFunctionThatClosesItsInputDoesNoHarm() {
        assertEquals(Numbers.range(0, BATCHES * ROWS), Numbers.ids(pipeline().mapBatches(new Mappers.CloseInput())));
        Pipeline closed = pipeline().mapBatches(new Mappers.ReturnClosed());
        MapperException failure = assertThrows(MapperException.class, closed::count);
        assertTrue(failure.getMessage().endsWith("a mapper closes nothing"), failure.getMessage());
    }

    @Test
    void batchesOutliveTheRunThatGaveThem() {
        List<Batch> kept = new ArrayList<>();
        pipeline().mapBatches(new Mappers.Twice()).forEach(batch -> kept.add(batch.retain()));
        List<Long> ids = new ArrayList<>();
        for (Batch batch : kept) {
            checkTwice(batch);
            Numbers.collectIds(batch, ids);
            batch.close();
        }
        assertEquals(Numbers.range(0, BATCHES * ROWS), ids);
    }

    @Test
    void takingOnlySomeBatchesEndsTheRun() {
        try (Batches batches = pipeline().mapBatches(new Mappers.Twice()).toBatches()) {
            try (Batch first = batches.iterator().next()) {
                assertEquals(ROWS, first.rows());
            }
        }
    }

    @Test
    void aResultIsSharedAgain() {
        try (SharedDataset twice = pipeline().mapBatches(new Mappers.Twice()).share()) {
            assertEquals(BATCHES * ROWS, twice.rows());
            twice.pipeline().workers(workers()).forEach(WorkersContract::checkTwice);
        }
    }

    @Test
    void theParquetFileHasTheRowsInOrder() {
        Path out = folder.resolve("out.parquet");
        RunSummary run = pipeline().mapBatches(new Mappers.Twice()).writeParquet(out);
        assertAll(
                () -> assertEquals(BATCHES * ROWS, run.rows().in()),
                () -> assertEquals(BATCHES * ROWS, run.rows().out()),
                () -> assertEquals(BATCHES, run.batches().in()),
                () -> assertEquals(Files.size(out), run.bytes().written()),
                () -> assertTrue(run.bytes().mapped() > 0, run::toString),
                () -> assertEquals(0, run.bytes().copied(), run::toString));
        try (SharedDataset written = SharedDataset.fromParquet(out)) {
            assertEquals(Numbers.range(0, BATCHES * ROWS), Numbers.ids(written.pipeline()));
            written.forEach(WorkersContract::checkTwice);
        }
    }

    @Test
    void columnsOfEveryTypeAreCarriedThrough() {
        long seed = 3;
        List<Field> fields = ArrowTypes.allAndDuplicateNames();
        try (Batch one = RandomBatches.of(fields, 200, Nulls.SOME, seed, Allocators.root());
                Batch two = RandomBatches.of(fields, 100, Nulls.SOME, seed, Allocators.root());
                SharedDataset random = SharedDataset.fromBatches(one, two);
                SharedDataset mapped = random.rowsPerBatch(128)
                        .mapBatches(new Mappers.Same())
                        .workers(workers())
                        .share()) {
            List<Batch> expected = List.of(one, one, two);
            int index = 0;
            try (Batches batches = mapped.toBatches()) {
                for (Batch batch : batches) {
                    try (Batch actual = batch) {
                        long offset = index == 1 ? 128 : 0;
                        BatchAssertions.assertEqualValues(
                                expected.get(index), offset, actual.rows(), actual, "seed " + seed);
                    }
                    index++;
                }
            }
            assertEquals(3, index);
        }
    }

    @Test
    void requiringZeroCopyPassesForAMappedFile() {
        assertFalse(Numbers.ids(pipeline().requireZeroCopy()).isEmpty());
    }
}
