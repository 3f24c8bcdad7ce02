package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.parquet.FolderLayout;
import dev.arrowshare.parquet.FolderVerification;
import dev.arrowshare.parquet.ParquetSource;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that write a folder of Parquet files, whoever works. */
@Tag("slow")
@Timeout(120)
class FolderRunTest {
    private static final int ROWS = 60_000;
    private static final ParquetWriteOptions OPTIONS =
            ParquetWriteOptions.defaults().rowGroupRows(8_192);
    private static final FolderLayout BY_ZONE = FolderLayout.files().partitionBy("zone");

    @TempDir
    Path temp;

    private LeftBehind before;
    private SharedDataset numbers;

    @BeforeEach
    void shareNumbers() {
        before = new LeftBehind();
        int[] batches = new int[ROWS / 2_000];
        Arrays.fill(batches, 2_000);
        numbers = Numbers.share(batches);
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        numbers.close();
        before.check();
    }

    /** Adds a column of texts. */
    abstract static class WithText implements BatchMapper {
        abstract String text(long id);

        @Override
        public Batch map(Batch batch) {
            BigIntVector ids = batch.column("id", BigIntVector.class);
            VarCharVector zone = new VarCharVector("zone", batch.allocator());
            zone.allocateNew();
            for (int i = 0; i < batch.rows(); i++) {
                String text = text(ids.get(i));
                if (!text.equals("null")) {
                    zone.setSafe(i, text.getBytes(StandardCharsets.UTF_8));
                }
            }
            zone.setValueCount((int) batch.rows());
            return batch.with(zone);
        }
    }

    /** One row in a hundred is rare, so that no task has enough of them for a row group. */
    static final class Zone extends WithText {
        @Override
        String text(long id) {
            return id % 100 == 0 ? "rare" : id % 3 == 0 ? "third" : "most";
        }
    }

    /** Throws late, or, where a path says so, goes on for ever. */
    static final class Stops extends WithText {
        private final Zone zone = new Zone();
        private final boolean hangs;

        Stops(boolean hangs) {
            this.hangs = hangs;
        }

        @Override
        String text(long id) {
            while (hangs && id == ROWS - 1) {
                Thread.onSpinWait();
            }
            if (id == ROWS - 1) {
                throw new IllegalStateException("the last row");
            }
            return zone.text(id);
        }
    }

    private static Map<String, List<Long>> expected() {
        Map<String, List<Long>> rows = new TreeMap<>();
        for (long id = 0; id < ROWS; id++) {
            rows.computeIfAbsent("zone=" + new Zone().text(id), zone -> new ArrayList<>())
                    .add(id);
        }
        return rows;
    }

    /** The rows of each folder, its files one after the other. */
    private static Map<String, List<Long>> rows(Path folder, RunSummary run) {
        Map<String, List<Long>> rows = new TreeMap<>();
        List<Path> files =
                run.files().stream().map(RunSummary.OutputFile::path).sorted().toList();
        for (Path file : files) {
            try (SharedDataset one = SharedDataset.fromParquet(file)) {
                String zone = folder.relativize(file).getName(0).toString();
                rows.computeIfAbsent(zone, name -> new ArrayList<>()).addAll(Numbers.ids(one.pipeline()));
            }
        }
        return rows;
    }

    private RunSummary written(Pipeline input, Workers workers, FolderLayout layout, Path target) {
        return input.mapBatches(new Zone()).workers(workers).writeParquetFolder(target, OPTIONS, layout);
    }

    private static int rowGroups(Path folder, RunSummary run, String zone) {
        return run.files().stream()
                .map(RunSummary.OutputFile::path)
                .filter(file -> file.startsWith(folder.resolve("zone=" + zone)))
                .mapToInt(file -> ParquetSource.open(file).rowGroupCount())
                .sum();
    }

    @Test
    void theSameFilesAreMadeByWhomever() throws IOException {
        FolderLayout layout = BY_ZONE.fileBytes(100_000);
        Path input = temp.resolve("numbers.parquet");
        numbers.pipeline().writeParquet(input, OPTIONS);
        Set<String> manifests = new HashSet<>();
        List<Workers> all = List.of(Workers.inline(), Workers.threads(3), Workers.processes(2));
        for (Workers workers : all) {
            Path target = temp.resolve("of " + workers);
            RunSummary run = written(Pipeline.fromParquet(input), workers, layout, target);

            assertEquals(expected(), rows(target, run), workers.toString());
            manifests.add(Files.readString(target.resolve("_manifest.json")));
            assertTrue(run.files().size() > 4, run::toString);
            assertEquals(
                    ROWS,
                    run.files().stream().mapToLong(RunSummary.OutputFile::rows).sum());
            assertEquals(
                    run.bytes().written(),
                    run.files().stream().mapToLong(RunSummary.OutputFile::bytes).sum());
            assertTrue(run.toString().contains("files: " + run.files().size() + " files of "), run::toString);
            FolderVerification.of(target).requireAsWritten();
        }
        assertEquals(1, manifests.size(), () -> "sizes and hashes of files differ: " + manifests);
    }

    @Test
    void workersEncodeWhatIsEnoughAndTheRestIsJoined() {
        Path target = temp.resolve("trips");

        RunSummary run = written(numbers.pipeline(), Workers.threads(3), BY_ZONE, target);

        assertEquals(expected(), rows(target, run));
        assertEquals(3, run.files().size());
        assertEquals(1, rowGroups(target, run, "rare"), "600 rows, of which no task has more than 50");
        assertEquals(10, rowGroups(target, run, "most"), "one of each task of 6,000 rows");
    }

    @Test
    void aFunctionThatFailsMidwayLeavesTheOldFolder() throws IOException {
        Path target = temp.resolve("trips");
        written(numbers.pipeline(), Workers.inline(), BY_ZONE, target);
        String manifest = Files.readString(target.resolve("_manifest.json"));
        for (Workers workers : List.of(Workers.inline(), Workers.threads(2))) {
            Pipeline failing = numbers.mapBatches(new Stops(false)).workers(workers);

            MapperException failure =
                    assertThrows(MapperException.class, () -> failing.writeParquetFolder(target, OPTIONS, BY_ZONE));

            assertTrue(failure.getMessage().contains("the last row"), failure.getMessage());
            assertEquals(manifest, Files.readString(target.resolve("_manifest.json")));
            assertEquals(List.of("trips"), names(temp));
        }
        FolderVerification.of(target).requireAsWritten();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aTargetOfSomebodyElseIsRefusedBeforeAnyWork() throws IOException {
        Files.writeString(temp.resolve("thesis.txt"), "years");
        Path file = Files.writeString(temp.resolve("file"), "");
        Pipeline never = numbers.mapBatches(batch -> {
            throw new AssertionError("worked");
        });

        String ofFolder = assertThrows(ArrowShareException.class, () -> never.writeParquetFolder(temp, BY_ZONE))
                .getMessage();
        String ofFile = assertThrows(ArrowShareException.class, () -> never.writeParquetFolder(file, BY_ZONE))
                .getMessage();
        String withoutParent = assertThrows(
                        ArrowShareException.class,
                        () -> never.writeParquetFolder(temp.resolve("none").resolve("trips"), BY_ZONE))
                .getMessage();

        assertTrue(ofFolder.endsWith("it was not written as one; delete it or choose another name"), ofFolder);
        assertEquals(file + ": the output is a file; name a folder", ofFile);
        assertTrue(withoutParent.endsWith("the output's folder " + temp.resolve("none") + " does not exist"));
        assertEquals(List.of("file", "thesis.txt"), names(temp));
    }

    @Test
    void tooManyFoldersAreRefusedWithTheWayOut() throws IOException {
        FolderLayout two = BY_ZONE.partitionsLimit(2);
        for (Workers workers : List.of(Workers.inline(), Workers.threads(2))) {
            String message = assertThrows(
                            ArrowShareException.class,
                            () -> written(numbers.pipeline(), workers, two, temp.resolve("trips")))
                    .getMessage();

            assertEquals(
                    "partitioning by [zone] makes more than 2 folders, of which one would be the next;"
                            + " partition by fewer values, such as days instead of times, or raise"
                            + " FolderLayout.partitionsLimit (--partitions-limit)",
                    message.replaceFirst("'zone=(most|rare|third)'", "one"));
            assertEquals(List.of(), names(temp));
        }
        assertEquals(
                3,
                written(numbers.pipeline(), Workers.inline(), BY_ZONE.partitionsLimit(3), temp.resolve("trips"))
                        .files()
                        .size());
        assertThrows(IllegalArgumentException.class, () -> BY_ZONE.partitionsLimit(0));
    }

    /** Values that a careless writer would make other folders of. */
    static final class Odd extends WithText {
        static final List<String> VALUES =
                List.of("null", "", ".", "..", "a/b", "../c", "x=y", "50 %", "süd 🚕", "\n", "\\", "a".repeat(200));

        @Override
        String text(long id) {
            return VALUES.get((int) (id % VALUES.size()));
        }
    }

    @Test
    void oddValuesComeBackAndLeaveTheFolderNot() throws IOException {
        Path target = temp.resolve("trips");
        numbers.pipeline().limit(2_400).mapBatches(new Odd()).writeParquetFolder(target, BY_ZONE);

        assertEquals(List.of("trips"), names(temp));
        Map<String, Long> counts = new TreeMap<>();
        try (SharedDataset read = SharedDataset.fromParquet(target)) {
            read.pipeline().forEach(batch -> {
                for (int i = 0; i < batch.rows(); i++) {
                    Object zone = batch.column("zone").getObject(i);
                    counts.merge(String.valueOf(zone), 1L, Long::sum);
                }
            });
        }
        Map<String, Long> all = new TreeMap<>();
        // What is empty and what is null share a folder, as Hive has it.
        Odd.VALUES.forEach(value -> all.merge(value.isEmpty() ? "null" : value, 200L, Long::sum));
        assertEquals(all, counts);
    }

    /** Too long for a file name. */
    static final class TooLong extends WithText {
        @Override
        String text(long id) {
            return "ü".repeat(130);
        }
    }

    @Test
    void aValueTooLongForANameIsRefused() throws IOException {
        String message = assertThrows(
                        ArrowShareException.class,
                        () -> numbers.mapBatches(new TooLong()).writeParquetFolder(temp.resolve("trips"), BY_ZONE))
                .getMessage();

        assertTrue(
                message.startsWith("column 'zone' has a value whose folder would have a name of 265 bytes"), message);
        assertEquals(List.of(), names(temp));
    }

    /** What the JVM runs that is killed. */
    static final class Main {
        public static void main(String[] arguments) {
            try (SharedDataset numbers = Numbers.share(ROWS / 2, ROWS / 2)) {
                numbers.mapBatches(new Stops(true))
                        .workers(Workers.inline())
                        .writeParquetFolder(Path.of(arguments[0]), OPTIONS, BY_ZONE);
            }
        }
    }

    @Test
    void ofAKilledRunNothingIsSeenAndTheNextDeletesIt() throws Exception {
        Path target = temp.resolve("trips");
        List<String> command = new ArrayList<>(ChildJvm.INTERRUPTIBLE);
        Collections.addAll(
                command,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                target.toString());
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (names(temp).isEmpty() && child.isAlive()) {
            Thread.sleep(5);
        }
        child.destroyForcibly().waitFor();

        assertEquals(1, names(temp).size(), "one draft");
        assertFalse(Files.exists(target));
        written(numbers.pipeline(), Workers.inline(), BY_ZONE, target);
        assertEquals(List.of("trips"), names(temp));
    }
}
