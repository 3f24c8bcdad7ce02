package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.PostMortem;
import dev.arrowshare.error.WorkerFailedException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A run goes on when its worker processes do not. */
@Tag("slow")
@Timeout(120)
class WorkerReplacementTest {
    private static final int ROWS = 100;
    private static final int BATCHES = 40;

    @TempDir
    Path folder;

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private LeftBehind before;
    private SharedDataset numbers;

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

    private Pipeline with(BatchMapper mapper) {
        return numbers.mapBatches(mapper).workers(Workers.processes(2)).onWarning(warnings::add);
    }

    private String warned() {
        return String.join("\n", warnings);
    }

    private static List<Long> all() {
        return Numbers.range(0, BATCHES * ROWS);
    }

    @Test
    void anotherWorkerTakesTheDeadOnesPlaceAndNothingIsDoneTwice() {
        for (Deaths.Death death : List.of(Deaths.Death.KILL, Deaths.Death.EXIT)) {
            Path notes = folder.resolve(death.name());
            assertTrue(notes.toFile().mkdir());
            assertEquals(all(), Numbers.ids(with(new Deaths.DieOnce(notes, List.of(0L, 1_700L, 3_900L), death))));
        }
        assertEquals(6, warnings.size(), this::warned);
        assertTrue(warned().contains("exited with code 3 in batch"), this::warned);
        assertTrue(warned().contains("another worker takes its place"), this::warned);
    }

    @Test
    void aPoisonTaskIsReportedWithThePostMortemOfItsLastWorker() {
        WorkerFailedException failure =
                assertThrows(WorkerFailedException.class, with(new Deaths.DieAt(1_700, Deaths.Death.HALT))::count);

        String message = failure.getMessage();
        assertTrue(
                message.matches("(?s)batch(es)? .* is a poison task: 3 workers ended at it; the last was worker .*"),
                message);
        PostMortem found = failure.postMortem().orElseThrow();
        assertEquals(4, found.exitCode());
        assertEquals("exited with code 4", found.end());
        assertEquals(PostMortem.Memory.ENOUGH, found.memory());
        assertEquals(List.of("dying by HALT"), found.lastOutput());
        assertTrue(found.rows() > 0, found::toString);
        assertTrue(found.doing().startsWith("in batch"), found::toString);
        assertEquals(2, warnings.size(), this::warned);
    }

    /** Notes its process's number, and takes a few milliseconds. */
    record Slow(Path notes) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws IOException, InterruptedException {
            Path note = notes.resolve(Long.toString(ProcessHandle.current().pid()));
            if (!Files.exists(note)) {
                Files.createFile(note);
            }
            Thread.sleep(10);
            return new Mappers.Twice().map(batch);
        }
    }

    @Test
    void whatIsKilledAtRandomChangesNoByteOfTheOutput() throws Exception {
        long seed = 20_261_121;
        Path expected = folder.resolve("expected.parquet");
        numbers.mapBatches(new Mappers.Twice()).writeParquet(expected);
        Path notes = Files.createDirectory(folder.resolve("notes"));
        Path actual = folder.resolve("actual.parquet");
        Thread killer = new Thread(() -> killSome(notes, new Random(seed), 6));
        killer.start();

        Pipeline killed = with(new Slow(notes)).workerRetries(6);
        for (int run = 0; run == 0 || killer.isAlive(); run++) {
            killed.writeParquet(actual);
            assertArrayEquals(
                    Files.readAllBytes(expected), Files.readAllBytes(actual), "seed " + seed + ", run " + run);
        }
        killer.join();
        assertFalse(warnings.isEmpty(), "nobody was killed");
    }

    private static void killSome(Path notes, Random random, int count) {
        try {
            for (int killed = 0; killed < count; ) {
                Thread.sleep(random.nextInt(100));
                List<Long> living = workers(notes);
                if (!living.isEmpty()) {
                    signal("-9", living.get(random.nextInt(living.size())));
                    killed++;
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Long> workers(Path notes) throws IOException {
        try (Stream<Path> files = Files.list(notes)) {
            return files.map(file -> Long.parseLong(file.getFileName().toString()))
                    .filter(pid -> ProcessHandle.of(pid).isPresent())
                    .collect(Collectors.toList());
        }
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor();
    }

    @Test
    void whatADeadWorkerHasGivenStaysReadable() {
        List<Batch> kept = new ArrayList<>();
        Path notes = folder;
        numbers.mapBatches(new Mappers.Twice())
                .mapBatches(new Deaths.DieOnce(notes, List.of(3_000L, 3_900L), Deaths.Death.KILL))
                .workers(Workers.processes(1))
                .onWarning(warnings::add)
                .forEach(batch -> kept.add(batch.retain()));

        List<Long> ids = new ArrayList<>();
        for (Batch batch : kept) {
            try (batch) {
                Numbers.collectIds(batch, ids);
                assertEquals(batch.column("twice").getValueCount(), batch.rows());
            }
        }
        assertEquals(all(), ids);
        assertEquals(2, warnings.size(), this::warned);
    }

    /** Closes what it shares with its coordinator. */
    record CloseStreams() implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws IOException {
            new FileInputStream(FileDescriptor.in).close();
            new FileOutputStream(FileDescriptor.out).close();
            new FileOutputStream(FileDescriptor.err).close();
            return batch;
        }
    }

    @Test
    void aWorkerMayCloseItsStreams() {
        assertEquals(all(), Numbers.ids(with(new CloseStreams())));
        assertEquals("", warned());
    }

    /** Starts a process that outlives it and holds its output open; then dies, if it is told to. */
    record Fork(Path notes, boolean dies) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            if (Mappers.firstId(batch) == 0) {
                Process child = new ProcessBuilder("sleep", "60").inheritIO().start();
                Files.createFile(notes.resolve(Long.toString(child.pid())));
                if (dies) {
                    Deaths.Death.EXIT.die();
                }
            }
            return batch;
        }
    }

    @Test
    @Timeout(20)
    void childrenThatOutliveTheirWorkerHoldNobodyUp() throws IOException {
        try {
            assertEquals(all(), Numbers.ids(with(new Fork(folder, false))));
            Pipeline dying = with(new Fork(folder, true)).workerRetries(0);
            assertThrows(WorkerFailedException.class, dying::count);
        } finally {
            workers(folder).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        }
    }

    /** Stops its process at a batch, once. */
    record Stop(Path notes) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            Path note = notes.resolve("stopped");
            if (Mappers.firstId(batch) == 1_700 && !Files.exists(note)) {
                Files.createFile(note);
                signal("-STOP", ProcessHandle.current().pid());
            }
            return batch;
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aStoppedWorkerIsShownAndReplacedWhenItIsAskedFor() {
        Pipeline stalling = with(new Stop(folder)).onStall(OnStall.replace().after(Duration.ofMillis(300)));

        assertEquals(all(), Numbers.ids(stalling));
        assertTrue(
                warned().contains("seems to hang at:\n    its process is stopped, by a signal or a debugger"),
                this::warned);
        assertTrue(warned().contains("it was killed since it seemed to hang"), this::warned);
    }

    /** Crashes its JVM. */
    record Crash() implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            signal("-SEGV", ProcessHandle.current().pid());
            TimeUnit.SECONDS.sleep(60);
            return batch;
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theLogOfACrashIsKeptAndNamed() throws IOException {
        WorkerFailedException failure =
                assertThrows(WorkerFailedException.class, with(new Crash()).workerRetries(0)::count);

        PostMortem found = failure.postMortem().orElseThrow();
        assertEquals("was probably killed by SIGABRT (exit code 134)", found.end());
        Path log = Path.of(found.crashLog());
        assertTrue(Files.readString(log).contains("SIGSEGV"), log::toString);
        assertTrue(failure.getMessage().contains("; why its JVM crashed stands in " + log + ";"), failure::getMessage);
        Files.delete(log);
    }

    /** Ends the process that unpacks it; a class, since records do not read themselves. */
    static final class ExitWhenRead implements BatchMapper {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream from) throws IOException, ClassNotFoundException {
            from.defaultReadObject();
            System.exit(9);
        }

        @Override
        public Batch map(Batch batch) {
            return batch;
        }
    }

    @Test
    void workersThatCannotEvenStartEndTheRun() {
        String message = assertThrows(
                        WorkerFailedException.class, with(new ExitWhenRead()).workerRetries(1)::count)
                .getMessage();

        assertTrue(message.startsWith("2 workers ended before they were ready; the last was worker "), message);
        assertTrue(message.contains("exited with code 9 before it was ready"), message);
    }

    /** Ends its process when it is closed. */
    record ExitOnClose() implements AutoCloseable {
        @Override
        public void close() {
            System.exit(5);
        }
    }

    @Test
    void aDeathAfterTheLastBatchIsSaidAndCostsNothing() {
        Pipeline closing = numbers.mapBatches(ExitOnClose::new, (resource, batch) -> batch)
                .workers(Workers.processes(1))
                .onWarning(warnings::add);

        assertEquals(all(), Numbers.ids(closing));
        assertTrue(warned().contains("exited with code 5 after its last batch"), this::warned);
        assertTrue(warned().contains("all of its results are there"), this::warned);
    }

    /** Whether the values that came are those of the input: for a look at one column. */
    private static long sum(Batch batch) {
        BigIntVector ids = batch.column("id", BigIntVector.class);
        long sum = 0;
        for (int i = 0; i < ids.getValueCount(); i++) {
            sum += ids.get(i);
        }
        return sum;
    }

    @Test
    void prefetchedTasksOfADeadWorkerAreDoneByTheNext() {
        List<Long> sums = new ArrayList<>();
        Pipeline prefetching = with(new Deaths.DieOnce(folder, List.of(500L, 2_000L), Deaths.Death.KILL))
                .prefetch(8);
        prefetching.forEach(batch -> sums.add(sum(batch)));
        long rows = (long) BATCHES * ROWS;
        assertEquals(
                rows * (rows - 1) / 2, sums.stream().mapToLong(Long::longValue).sum());
    }
}
