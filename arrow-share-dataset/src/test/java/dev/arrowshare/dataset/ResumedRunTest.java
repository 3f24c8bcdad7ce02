package dev.arrowshare.dataset;

import static dev.arrowshare.filter.Filter.column;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.dataset.resume.Paces;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.error.WorkerFailedException;
import dev.arrowshare.parquet.Encryption;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.vector.Float8Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that end before their time, and the next run of the same job. */
@Timeout(120)
class ResumedRunTest {
    private static final int[] BATCHES = new int[40];
    private static final int ROWS = 100;
    private static final ParquetWriteOptions SMALL =
            ParquetWriteOptions.defaults().rowGroupRows(4 * ROWS);

    static {
        Arrays.fill(BATCHES, ROWS);
    }

    @TempDir
    Path outputs;

    @TempDir
    Path notes;

    private final LeftBehind before = new LeftBehind();
    private SharedDataset numbers;
    private Path target;

    @BeforeEach
    void shareNumbers() {
        numbers = Numbers.share(BATCHES);
        target = outputs.resolve("out.parquet");
    }

    @AfterEach
    void closeNumbers() throws InterruptedException {
        Paces.usual();
        numbers.close();
        before.check();
    }

    /** Fails at the batch that begins with that id while a file is there, and notes each call. */
    record FailWhile(Path reason, long id, Path calls) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            Mappers.Log.append(calls, Long.toString(Mappers.firstId(batch)));
            if (Mappers.firstId(batch) == id && Files.exists(reason)) {
                if (Files.readString(reason).equals("die")) {
                    Deaths.Death.HALT.die();
                }
                if (Files.readString(reason).equals("later")) {
                    Thread.sleep(1_000);
                }
                throw new IllegalStateException("not today");
            }
            Float8Vector value = batch.column("value", Float8Vector.class);
            return batch.with(Columns.float8("twice", value, value, Double::sum));
        }
    }

    static List<Workers> workers() {
        return List.of(Workers.inline(), Workers.threads(2));
    }

    private FailWhile failing(String how) throws IOException {
        Path reason = notes.resolve("reason");
        Files.writeString(reason, how);
        return new FailWhile(reason, 30 * ROWS, notes.resolve("calls"));
    }

    private void itWorksNow() throws IOException {
        Files.delete(notes.resolve("reason"));
        Files.delete(notes.resolve("calls"));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(notes.resolve("calls"));
    }

    /** What a run without an interruption makes, by threads, whoever makes the other one. */
    private byte[] expected(Pipeline pipeline) throws IOException {
        Path whole = notes.resolve("whole.parquet");
        pipeline.workers(Workers.threads(2)).fresh().writeParquet(whole, SMALL);
        Files.delete(notes.resolve("calls"));
        return Files.readAllBytes(whole);
    }

    private List<String> besideTheOutput() throws IOException {
        try (Stream<Path> files = Files.list(outputs)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("workers")
    void whatIsFinishedIsNotDoneAgainAndTheFileIsTheSame(Workers workers) throws IOException {
        FailWhile function = failing("later");
        Pipeline pipeline = numbers.mapBatches(function).workers(workers).resumable();
        assertThrows(MapperException.class, () -> pipeline.writeParquet(target, SMALL));
        assertEquals(List.of(".out.parquet.resume"), besideTheOutput());
        itWorksNow();
        RunSummary run = pipeline.writeParquet(target, SMALL);
        List<String> again = calls();
        assertTrue(run.resumed().tasks() >= 1, run.toString());
        assertEquals(BATCHES.length - run.resumed().batches().in(), again.size(), again + " and " + run);
        assertEquals(new RunSummary.Flow(4000, 4000), run.rows());
        assertEquals("", run.resumed().note());
        assertEquals(List.of("out.parquet"), besideTheOutput());
        assertArrayEquals(expected(pipeline), Files.readAllBytes(target));
    }

    @Test
    void rowsThatWaitForTheirRowGroupAreTakenUpInTheMiddleOfATask() throws IOException {
        FailWhile function = failing("later");
        Pipeline pipeline = numbers.where(
                        column("value").greaterThan(5).and(column("id").in(ids(7))))
                .mapBatches(function)
                .workers(Workers.threads(2))
                .resumable();
        assertThrows(MapperException.class, () -> pipeline.writeParquet(target, SMALL));
        itWorksNow();
        RunSummary run = pipeline.writeParquet(target, SMALL);
        assertTrue(run.resumed().tasks() > 1, run.toString());
        assertArrayEquals(expected(pipeline), Files.readAllBytes(target));
    }

    private static Object[] ids(int step) {
        return Numbers.range(0, 4000).stream()
                .filter(id -> id % step != 0 && id % 5 == 0)
                .toArray();
    }

    @Test
    void eachRowIsThereOnceWhereOrderDoesNotCount() throws IOException {
        FailWhile function = failing("later");
        Pipeline pipeline = numbers.mapBatches(function)
                .workers(Workers.threads(3))
                .unordered()
                .resumable();
        assertThrows(MapperException.class, () -> pipeline.writeParquet(target, SMALL));
        itWorksNow();
        RunSummary run = pipeline.writeParquet(target, SMALL);
        assertTrue(run.resumed().tasks() > 0, run.toString());
        List<Long> ids = Numbers.ids(Pipeline.fromParquet(target));
        assertEquals(Numbers.range(0, 4000), ids.stream().sorted().toList());
    }

    @Test
    void aParquetSourceIsDecodedAgainAndMappedNoMoreThanNeeded() throws IOException {
        Path source = notes.resolve("source.parquet");
        numbers.pipeline().fresh().writeParquet(source, SMALL);
        FailWhile function = failing("later");
        Pipeline pipeline = Pipeline.fromParquet(
                        source, ParquetReadOptions.read().rowsPerBatch(ROWS))
                .mapBatches(function)
                .workers(Workers.threads(2))
                .resumable();
        assertThrows(MapperException.class, () -> pipeline.writeParquet(target, SMALL));
        itWorksNow();
        RunSummary run = pipeline.writeParquet(target, SMALL);
        assertTrue(run.resumed().tasks() > 0, run.toString());
        assertArrayEquals(expected(pipeline), Files.readAllBytes(target));
    }

    @Test
    @Tag("slow")
    void aRunWhoseWorkerWasKilledIsResumedWithoutBeingAskedTo() throws IOException {
        FailWhile function = failing("die");
        Pipeline pipeline = numbers.mapBatches(function).workers(Workers.processes(2));
        assertThrows(WorkerFailedException.class, () -> pipeline.writeParquet(target, SMALL));
        itWorksNow();
        RunSummary run = pipeline.writeParquet(target, SMALL);
        assertTrue(run.resumed().tasks() > 0, run.toString());
        assertArrayEquals(expected(pipeline), Files.readAllBytes(target));
        Files.delete(target);
        FailWhile failing = failing("throw");
        Pipeline again = numbers.mapBatches(failing).workers(Workers.processes(2));
        assertThrows(MapperException.class, () -> again.writeParquet(target, SMALL));
        assertEquals(List.of(), besideTheOutput(), "a failure in good order leaves nothing");
    }

    @Test
    void anotherFunctionOrInputStartsAfreshAndSaysSo() throws IOException {
        FailWhile function = failing("later");
        Pipeline first =
                numbers.mapBatches(function).workers(Workers.threads(2)).resumable();
        assertThrows(MapperException.class, () -> first.writeParquet(target, SMALL));
        FailWhile other = new FailWhile(function.reason(), 31 * ROWS, function.calls());
        Pipeline second = numbers.mapBatches(other).workers(Workers.threads(2)).resumable();
        assertThrows(MapperException.class, () -> second.writeParquet(target, SMALL));
        itWorksNow();
        RunSummary run = first.writeParquet(target, SMALL);
        assertEquals(
                "started afresh: the function is not what an earlier run was begun with",
                run.resumed().note());
        assertEquals(0, run.resumed().tasks());
        assertEquals(BATCHES.length, calls().size());
        assertArrayEquals(expected(first), Files.readAllBytes(target));
    }

    @Test
    void otherOptionsAndAnotherInputAreNamedTogether() throws IOException {
        FailWhile function = failing("later");
        Pipeline first =
                numbers.mapBatches(function).workers(Workers.threads(2)).resumable();
        assertThrows(MapperException.class, () -> first.writeParquet(target, SMALL));
        itWorksNow();
        try (SharedDataset others = Numbers.share(ROWS, ROWS, ROWS)) {
            RunSummary run = others.mapBatches(function)
                    .workers(Workers.threads(2))
                    .resumable()
                    .writeParquet(target, SMALL.pageRows(7));
            assertEquals(
                    "started afresh: how the input is divided and the input and the options are not what an earlier run"
                            + " was begun with",
                    run.resumed().note());
        }
    }

    @Test
    void freshGoesOnWithNothingAndLeavesNothing() throws IOException {
        FailWhile function = failing("later");
        Pipeline pipeline =
                numbers.mapBatches(function).workers(Workers.threads(2)).resumable();
        assertThrows(MapperException.class, () -> pipeline.writeParquet(target, SMALL));
        assertThrows(MapperException.class, () -> pipeline.fresh().writeParquet(target, SMALL));
        assertEquals(List.of(), besideTheOutput());
        itWorksNow();
        assertEquals(0, pipeline.writeParquet(target, SMALL).resumed().tasks());
    }

    /** Whatever is left of the output and the journal, up to any byte, or where a byte of the journal has changed. */
    @Test
    void whatIsTornOrSpoiltIsDoneAgain() throws IOException {
        Random random = new Random(42);
        FailWhile function = failing("throw");
        Pipeline pipeline =
                numbers.mapBatches(function).workers(Workers.inline()).resumable();
        byte[] whole = null;
        Path staged = outputs.resolve(".out.parquet.resume");
        for (int round = 0; round < 16; round++) {
            Files.writeString(function.reason(), "throw");
            assertThrows(MapperException.class, () -> pipeline.writeParquet(target, SMALL));
            spoil(staged.resolve(round % 2 == 0 ? "journal" : "output"), random, round % 4 != 2);
            itWorksNow();
            RunSummary run = pipeline.writeParquet(target, SMALL);
            String what = "seed 42, round " + round + ": " + run;
            assertEquals(BATCHES.length - run.resumed().batches().in(), calls().size(), what);
            whole = whole == null ? expected(pipeline) : whole;
            assertArrayEquals(whole, Files.readAllBytes(target), what);
            assertEquals(List.of("out.parquet"), besideTheOutput(), what);
        }
    }

    @Test
    void afterAnotherStartOfTheMachineOnlyWhatWasPutOnTheDiskIsGoneOnWith() throws IOException {
        FailWhile function = failing("later");
        Pipeline pipeline =
                numbers.mapBatches(function).workers(Workers.threads(2)).resumable();
        Paces.boot("first");
        assertThrows(MapperException.class, () -> pipeline.writeParquet(target, SMALL));
        Paces.boot("second", Duration.ofMillis(50));
        assertThrows(MapperException.class, () -> pipeline.writeParquet(target, SMALL));
        assertEquals(2, calls().stream().filter("0"::equals).count(), "all of it was done again: " + calls());
        itWorksNow();
        Paces.boot("third");
        RunSummary run = pipeline.writeParquet(target, SMALL);
        assertTrue(run.resumed().tasks() > 0, run.toString());
        assertEquals(BATCHES.length - run.resumed().batches().in(), calls().size(), run.toString());
        assertArrayEquals(expected(pipeline), Files.readAllBytes(target));
    }

    @Test
    void whereStartsOfTheMachineHaveNoNamesWhatIsKeptIsPutOnTheDisk() throws IOException {
        FailWhile function = failing("later");
        Pipeline pipeline =
                numbers.mapBatches(function).workers(Workers.threads(2)).resumable();
        Paces.boot("");
        assertThrows(MapperException.class, () -> pipeline.writeParquet(target, SMALL));
        itWorksNow();
        RunSummary run = pipeline.writeParquet(target, SMALL);
        assertTrue(run.resumed().tasks() > 0, run.toString());
        assertArrayEquals(expected(pipeline), Files.readAllBytes(target));
    }

    /** Gives seven rows of each batch, and when that file has gone, none. */
    record Fickle(FailWhile first) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            try (Batch all = first.map(batch)) {
                return all.slice(0, Files.exists(first.reason()) ? 7 : 0);
            }
        }
    }

    @Test
    void aFunctionThatGivesOtherRowsTheNextTimeIsFoundOutAndNothingOfItIsKept() throws IOException {
        ParquetWriteOptions options = SMALL.rowGroupRows(ROWS);
        Pipeline pipeline = numbers.mapBatches(new Fickle(failing("later")))
                .workers(Workers.threads(2))
                .resumable();
        assertThrows(MapperException.class, () -> pipeline.writeParquet(target, options));
        itWorksNow();
        ArrowShareException found =
                assertThrows(ArrowShareException.class, () -> pipeline.writeParquet(target, options));
        assertTrue(found.getMessage().contains("gave other rows when an earlier run did it"), found.getMessage());
        assertEquals(List.of(), besideTheOutput());
        assertEquals(0, pipeline.writeParquet(target, options).rows().out());
    }

    private static void spoil(Path file, Random random, boolean isTorn) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long at = random.nextLong(bytes.length());
            if (isTorn) {
                bytes.setLength(at);
            } else {
                bytes.seek(at);
                int old = bytes.read();
                bytes.seek(at);
                bytes.write(old ^ 0x10);
            }
        }
    }

    @Test
    void whatCannotBeResumedIsRefusedWhenAskedForAndNotRecordedElse() {
        Pipeline limited = numbers.mapBatches(new Mappers.Same()).limit(50).resumable();
        ArrowShareException refused =
                assertThrows(ArrowShareException.class, () -> limited.writeParquet(target, SMALL));
        assertEquals(
                target + ": the job is not resumable: which rows limit(n) takes is known at the end",
                refused.getMessage());
        Pipeline pipeline = numbers.mapBatches(new Mappers.Same()).resumable();
        ParquetWriteOptions encrypted = SMALL.encryption(Encryption.footerKey(new byte[16]));
        ArrowShareException other =
                assertThrows(ArrowShareException.class, () -> pipeline.writeParquet(target, encrypted));
        assertEquals(
                target + ": the job is not resumable: an encrypted file is another one each time", other.getMessage());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void onlyItsOwnerSeesWhatIsKept() throws IOException {
        FailWhile function = failing("throw");
        Pipeline pipeline =
                numbers.mapBatches(function).workers(Workers.inline()).resumable();
        assertThrows(MapperException.class, () -> pipeline.writeParquet(target, SMALL));
        Path staged = outputs.resolve(".out.parquet.resume");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(staged)));
        for (String file : List.of("journal", "output", "owner.lock")) {
            assertEquals(
                    "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(staged.resolve(file))));
        }
    }

    private static Runnable inside = () -> {};

    record RunInside() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            if (Mappers.firstId(batch) == 39 * ROWS) {
                inside.run();
            }
            return batch;
        }
    }

    @Test
    void aSecondRunOfTheSameOutputAtTheSameTimeIsNotRecorded() {
        Pipeline same =
                numbers.mapBatches(new Mappers.Same()).workers(Workers.inline()).resumable();
        String[] note = new String[1];
        inside = () -> note[0] = same.writeParquet(target, SMALL).resumed().note();
        RunSummary first = numbers.mapBatches(new RunInside())
                .workers(Workers.inline())
                .resumable()
                .writeParquet(target, SMALL);
        assertEquals("not recorded: another run that writes " + target + " is at work", note[0]);
        assertEquals("", first.resumed().note());
    }
}
