package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
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

/** What becomes of a run whose function fails, the same for all kinds of workers. */
@Timeout(120)
@Tag("slow")
class FailingPipelinesTest {
    private static final int ROWS = 1_000;
    private static final int BATCHES = 12;
    private static final int ALL = ROWS * BATCHES;

    @TempDir
    private Path folder;

    private LeftBehind before;
    private SharedDataset numbers;

    static Stream<Workers> workers() {
        return Stream.of(Workers.inline(), Workers.threads(3), Workers.processes(2));
    }

    @BeforeEach
    void shareNumbers() {
        before = new LeftBehind();
        int[] rows = new int[BATCHES];
        Arrays.fill(rows, ROWS);
        numbers = Numbers.share(rows);
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        numbers.close();
        before.check();
    }

    private Pipeline failing(Workers workers, Long... firstIds) {
        return numbers.mapBatches(new Failing.AtFirstIds(List.of(firstIds)))
                .workers(workers)
                .onFirstFailure(failure -> {});
    }

    /** But for the batches that begin with those ids. */
    private static List<Long> allBut(Long... firstIds) {
        List<Long> ids = Numbers.range(0, ALL);
        Arrays.stream(firstIds).forEach(first -> ids.removeAll(Numbers.range(first, first + ROWS)));
        return ids;
    }

    @ParameterizedTest
    @MethodSource("workers")
    void skippedBatchesAreLeftOutAndCounted(Workers workers) {
        ConcurrentLinkedQueue<RunSummary.Failure> shown = new ConcurrentLinkedQueue<>();
        Pipeline pipeline =
                failing(workers, 0L, 4_000L, 11_000L).onError(OnError.skip()).onFirstFailure(shown::add);
        List<Long> ids = new ArrayList<>();

        RunSummary run = pipeline.forEach(batch -> Numbers.collectIds(batch, ids));

        assertEquals(allBut(0L, 4_000L, 11_000L), ids);
        assertEquals(3, run.failures().batches());
        assertEquals(3_000, run.failures().rows());
        assertEquals(0, run.failures().retries());
        assertEquals(1, shown.size());
        RunSummary.Failure first = run.failures().first().orElseThrow();
        assertEquals(first, shown.element());
        assertEquals(
                "batch " + first.batch() + " (rows " + first.row() + " to " + (first.row() + 999)
                        + "): Failing$AtFirstIds threw java.io.IOException: no batch " + first.row(),
                first.message());
        assertEquals(1, first.attempts());
        String json = run.toJson();
        assertTrue(
                json.contains("\"failures\":{\"batches\":3,\"rows\":3000,\"retries\":0,\"first\":{\"message\":"), json);
        assertTrue(run.toString().contains("failed: 3,000 rows of 3 batches, 0 retries; first batch "), run.toString());
    }

    @ParameterizedTest
    @MethodSource("workers")
    void aBatchIsWhatTheFirstFunctionIsGiven(Workers workers) {
        Pipeline pipeline = numbers.pipeline()
                .rowsPerBatch(128)
                .mapBatches(batch -> batch)
                .mapBatches(new Failing.AtFirstIds(List.of(128L, 1_000L)))
                .workers(workers)
                .onFirstFailure(failure -> {})
                .onError(OnError.skip());
        List<Long> expected = Numbers.range(0, ALL);
        expected.removeAll(Numbers.range(128, 256));
        expected.removeAll(Numbers.range(1_000, 1_128));

        assertEquals(expected, Numbers.ids(pipeline));
    }

    @Test
    void resultsThatWereThereBeforeALaterFunctionFailedAreLeftOutToo() {
        Pipeline pipeline = numbers.mapBatches(batch -> batch)
                .rowsPerBatch(256)
                .mapBatches(new Failing.AtFirstIds(List.of(512L)))
                .workers(Workers.threads(2))
                .onFirstFailure(failure -> {})
                .onError(OnError.skip());

        assertEquals(allBut(0L), Numbers.ids(pipeline));
    }

    @ParameterizedTest
    @MethodSource("workers")
    void markedBatchesKeepTheirRowsAndPlace(Workers workers) {
        Path out = folder.resolve("marked.parquet");

        RunSummary run =
                failing(workers, 0L, 1_000L, 5_000L).onError(OnError.mark()).writeParquet(out);

        assertEquals(ALL, run.rows().out());
        try (SharedDataset marked = SharedDataset.fromParquet(out)) {
            requireMarks(marked.pipeline(), List.of(0L, 1_000L, 5_000L));
        }
    }

    private static void requireMarks(Pipeline marked, List<Long> failed) {
        long[] row = new long[1];
        marked.forEach(batch -> {
            assertEquals(
                    List.of("id", "value", "name", "error_type", "error_message"),
                    batch.schema().getFields().stream().map(Field::getName).toList());
            for (int i = 0; i < batch.rows(); i++, row[0]++) {
                long first = row[0] / ROWS * ROWS;
                boolean isFailed = failed.contains(first);
                assertEquals(isFailed ? null : row[0], batch.column("id").getObject(i), "row " + row[0]);
                assertEquals(isFailed, batch.column("name").getObject(i) == null, "row " + row[0]);
                assertEquals(
                        isFailed ? "java.io.IOException" : "null",
                        String.valueOf(batch.column("error_type").getObject(i)));
                assertEquals(
                        isFailed ? "no batch " + first : "null",
                        String.valueOf(batch.column("error_message").getObject(i)));
            }
        });
        assertEquals(ALL, row[0]);
    }

    /** So that whole tasks have no result, and one in the middle says what the columns are. */
    @ParameterizedTest
    @MethodSource("workers")
    void theColumnsAreThoseOfTheFirstBatchThatSucceeds(Workers workers) {
        Long[] failed = {0L, 1_000L, 2_000L, 3_000L, 4_000L, 5_000L, 6_000L, 7_000L, 8_000L};
        Path out = folder.resolve("marked.arrow");
        failing(workers, failed).onError(OnError.mark()).writeArrow(out);

        try (SharedDataset marked = SharedDataset.open(out)) {
            requireMarks(marked.pipeline(), List.of(failed));
        }
        assertEquals(allBut(failed), Numbers.ids(failing(workers, failed).onError(OnError.skip())));
        assertEquals(ALL, failing(workers, failed).onError(OnError.mark()).count());
        failing(workers, failed).onError(OnError.skip()).writeParquet(out);
    }

    @ParameterizedTest
    @MethodSource("workers")
    void whenAllFailTheColumnsMustBeDeclared(Workers workers) {
        Pipeline pipeline = numbers.mapBatches(new Failing.Always(Mappers.Thrown.CHECKED))
                .workers(workers)
                .onFirstFailure(failure -> {});
        Path out = folder.resolve("out.parquet");

        for (OnError policy : List.of(OnError.skip(), OnError.mark())) {
            MapperException failure = assertThrows(
                    MapperException.class, () -> pipeline.onError(policy).writeParquet(out));
            String message = failure.getMessage();
            assertTrue(message.contains("no batch has a result that says what the output's columns are"), message);
            assertTrue(message.contains("12 of 12 failed, the first so: batch "), message);
            assertTrue(message.endsWith("; returning(schema) says it without a result"), message);
            assertInstanceOf(IOException.class, failure.getCause());
            assertTrue(Files.notExists(out));
        }
        pipeline.onError(OnError.mark()).returning(numbers.schema()).writeParquet(out);
        try (SharedDataset marked = SharedDataset.fromParquet(out)) {
            assertEquals(ALL, marked.rows());
            assertEquals(5, marked.schema().getFields().size());
        }
    }

    /** Also where the function says that they have no nulls. */
    @Test
    void columnsOfAnyTypeAreMarked() {
        List<Field> fields = new ArrayList<>(ArrowTypes.flat());
        fields.addAll(ArrowTypes.nested());
        fields.addAll(ArrowTypes.dictionaryEncoded());
        Batch second = RandomBatches.of(fields, 70, Nulls.SOME, 11, Allocators.root());
        try (second;
                Batch first = second.slice(0, 64);
                SharedDataset dataset = SharedDataset.fromBatches(List.of(first, second, first))) {
            Pipeline marked = dataset.mapBatches(batch -> {
                        if (batch.rows() == 64) {
                            throw new IllegalStateException("a batch of 64");
                        }
                        return batch;
                    })
                    .workers(Workers.inline())
                    .onFirstFailure(failure -> {})
                    .onError(OnError.mark());
            marked.writeArrow(folder.resolve("types.arrow"));
            try (SharedDataset again = SharedDataset.open(folder.resolve("types.arrow"));
                    Batches batches = again.pipeline().toBatches()) {
                requireNulls(batches, second);
            }
        }
    }

    private static void requireNulls(Batches batches, Batch good) {
        int number = 0;
        for (Batch batch : batches) {
            try (Batch current = batch;
                    Batch function = current.without("error_type", "error_message")) {
                if (number++ == 1) {
                    BatchAssertions.assertEqualValues(good, function, "seed 11");
                } else {
                    requireNulls(function);
                }
            }
        }
        assertEquals(3, number);
    }

    private static void requireNulls(Batch batch) {
        for (int column = 0; column < batch.columnCount(); column++) {
            for (int row = 0; row < 64; row++) {
                Object value = BatchAssertions.value(batch, column, row);
                assertNull(
                        value instanceof List<?> union ? union.get(1) : value,
                        batch.column(column).getName());
            }
        }
    }

    @Test
    void aColumnThatMarkingAddsIsRefusedOfAFunction() {
        Pipeline pipeline = numbers.mapBatches(batch -> batch.rename("name", "error_type"))
                .workers(Workers.inline())
                .onError(OnError.mark());

        String message =
                assertThrows(SchemaMismatchException.class, pipeline::share).getMessage();
        assertTrue(message.contains("the function returns a column 'error_type'"), message);
    }

    @ParameterizedTest
    @MethodSource("workers")
    void whatFailsIsLoggedUpToANumber(Workers workers) throws IOException {
        Path log = folder.resolve("a/log");

        RunSummary run = failing(workers, 0L, 4_000L, 5_000L)
                .onError(OnError.log(log, 2))
                .writeParquet(folder.resolve("out.parquet"));

        assertEquals(3, run.failures().batches());
        assertEquals(
                List.of("failure-0001.arrow", "failure-0001.txt", "failure-0002.arrow", "failure-0002.txt"),
                names(log));
        assertEquals("rwx------", permissions(log));
        String text = Files.readString(log.resolve("failure-0002.txt"));
        assertTrue(
                text.startsWith("batch 4\nrows 1000, the first of them 4000 of the input\nattempts 1\n\n"
                        + "java.io.IOException: no batch 4000\n\tat dev.arrowshare.dataset.Failing$AtFirstIds.map("),
                text);
        for (String name : names(log)) {
            assertEquals("rw-------", permissions(log.resolve(name)), name);
        }
        try (SharedDataset input = SharedDataset.open(log.resolve("failure-0002.arrow"))) {
            assertEquals(numbers.schema(), input.schema());
            assertEquals(Numbers.range(4_000, 5_000), Numbers.ids(input.pipeline()));
        }
        failing(Workers.inline(), 9_000L).onError(OnError.log(log, 1)).count();
        assertEquals(6, names(log).size());
        assertTrue(Files.readString(log.resolve("failure-0003.txt")).startsWith("batch 9\n"));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aFolderThatCannotBeMadeIsRefusedBeforeAnythingRuns() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path begun = folder.resolve("begun");
        Pipeline pipeline = numbers.mapBatches(new Mappers.Sleep(begun)).onError(OnError.log(file.resolve("log")));

        String message =
                assertThrows(ArrowShareException.class, pipeline::count).getMessage();
        assertTrue(message.startsWith(file.resolve("log") + ": cannot make the folder for what fails"), message);
        assertTrue(Files.notExists(begun));
    }

    @ParameterizedTest
    @MethodSource("workers")
    void aRetryThatSucceedsIsNoFailure(Workers workers) {
        Retry retry = Retry.attempts(3).on(IOException.class).backoff(Duration.ofMillis(1), Duration.ofMillis(2));
        Pipeline pipeline = numbers.mapBatches(new Failing.FirstAttempts(2, "succeeds " + workers))
                .workers(workers)
                .retry(retry);
        List<Long> ids = new ArrayList<>();

        RunSummary run = pipeline.forEach(batch -> Numbers.collectIds(batch, ids));

        assertEquals(Numbers.range(0, ALL), ids);
        assertEquals(2 * BATCHES, run.failures().retries());
        assertEquals(0, run.failures().batches());
    }

    @ParameterizedTest
    @MethodSource("workers")
    void theLastAttemptIsTheFailure(Workers workers) {
        Pipeline pipeline = numbers.mapBatches(new Failing.FirstAttempts(3, "fails " + workers))
                .limit(ROWS)
                .workers(workers)
                .retry(Retry.attempts(3));

        MapperException failure = assertThrows(MapperException.class, pipeline::count);
        assertEquals(
                "attempt 3",
                assertInstanceOf(IOException.class, failure.getCause()).getMessage());
        assertTrue(failure.getMessage().endsWith(", the last of 3 attempts"), failure.getMessage());
    }

    @Test
    void onlyNamedExceptionsAreRetried() {
        Pipeline pipeline = numbers.mapBatches(new Failing.Always(Mappers.Thrown.UNCHECKED))
                .workers(Workers.inline())
                .retry(Retry.attempts(5).on(IOException.class));

        String message = assertThrows(MapperException.class, pipeline::count).getMessage();
        assertFalse(message.contains("attempts"), message);
    }

    @ParameterizedTest
    @MethodSource("workers")
    void aCancellationDoesNotWaitForTheNextAttempt(Workers workers) throws InterruptedException {
        Retry patient = Retry.attempts(2).backoff(Duration.ofHours(1), Duration.ofHours(1));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread runner = new Thread(() -> thrown.set(assertThrows(
                InterruptedRunException.class,
                () -> numbers.mapBatches(new Failing.Always(Mappers.Thrown.CHECKED))
                        .workers(workers)
                        .retry(patient)
                        .onError(OnError.skip())
                        .count())));
        runner.start();
        Thread.sleep(1_000);
        runner.interrupt();
        runner.join(10_000);
        assertFalse(runner.isAlive());
        assertNotNull(thrown.get());
    }

    @ParameterizedTest
    @MethodSource("workers")
    void whatTheJvmThrowsInAFunctionIsTheFunctionsFailure(Workers workers) {
        for (boolean isDeep : new boolean[] {true, false}) {
            assertEquals(
                    allBut(1_000L),
                    Numbers.ids(numbers.mapBatches(new Failing.TooMuch(isDeep))
                            .workers(workers)
                            .onFirstFailure(failure -> {})
                            .onError(OnError.skip())));
        }
    }

    @ParameterizedTest
    @MethodSource("workers")
    void whatIsWrongWithTheRunEndsItWhateverThePolicy(Workers workers) {
        Pipeline all = numbers.pipeline().workers(workers).onError(OnError.skip());

        assertThrows(SchemaMismatchException.class, all.mapBatches(new Mappers.ChangeSchemaAt(3_000))::count);
        String written = assertThrows(MapperException.class, all.mapBatches(new Mappers.WriteToOne(2_000))::count)
                .getMessage();
        assertTrue(written.contains("a mapper wrote to its input"), written);
        MapperException unopened = assertThrows(
                MapperException.class, all.mapBatches(new Mappers.FailToOpen(), (log, batch) -> batch)::count);
        assertEquals("no such model", unopened.getCause().getMessage());
    }

    @ParameterizedTest
    @MethodSource("workers")
    void aFunctionThatReturnsNothingFailsItsBatch(Workers workers) {
        assertEquals(
                allBut(2_000L),
                Numbers.ids(numbers.mapBatches(new Mappers.ReturnNull(2_000))
                        .workers(workers)
                        .onFirstFailure(failure -> {})
                        .onError(OnError.skip())));
    }

    @Test
    void collectingIsForPools() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> numbers.pipeline().onError(OnError.collect()))
                .getMessage();
        assertTrue(message.contains("use mark(), which keeps them in their place, or deadLetter(file)"), message);
    }

    @Test
    void decodedRowsFailAsSharedOnesDo() {
        Path source = folder.resolve("numbers.parquet");
        numbers.pipeline().writeParquet(source);
        Failing.BadIds bad = new Failing.BadIds(3, 300);
        Path letter = folder.resolve("failed.parquet");
        List<Long> ids = new ArrayList<>();

        Pipeline.fromParquet(source)
                .mapBatches(new Failing.OnBadIds(bad))
                .workers(Workers.threads(2))
                .onFirstFailure(failure -> {})
                .deadLetter(letter)
                .forEach(batch -> Numbers.collectIds(batch, ids));

        assertEquals(bad.notAmong(ALL), ids);
        try (SharedDataset failed = SharedDataset.fromParquet(letter)) {
            assertEquals(bad.among(ALL), Numbers.ids(failed.pipeline()));
        }
    }
}
