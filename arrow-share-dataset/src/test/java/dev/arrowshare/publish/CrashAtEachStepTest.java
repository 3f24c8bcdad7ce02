package dev.arrowshare.publish;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.BatchMapper;
import dev.arrowshare.dataset.Pipeline;
import dev.arrowshare.dataset.RunSummary;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.dataset.Workers;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A job that writes a Parquet file, and is ended at each change that it makes to the file system: the disk refuses it, or the process
 * ends there. What is found then is the old file or the new one, and the next run has nothing of it beside its output.
 */
@Timeout(120)
class CrashAtEachStepTest {
    private static final byte[] OLD = "the old output".getBytes(StandardCharsets.US_ASCII);
    private static final int BATCHES = 6;
    private static final int ROWS = 64;

    @TempDir
    Path folder;

    /** A process that ends leaves its run's folder, which is nobody else's business. */
    @TempDir
    Path temporary;

    private final List<String> steps = new ArrayList<>();

    @AfterEach
    void observeNothing() {
        Steps.observe(step -> {});
    }

    /** As if the process had ended: nothing that follows changes a file either. */
    private static final class Halted extends Error {
        private static final long serialVersionUID = 1L;

        Halted(String step) {
            super(step);
        }
    }

    record Same() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            return batch;
        }
    }

    private static Batch numbers(long from) {
        BigIntVector ids = new BigIntVector("id", Allocators.root());
        ids.allocateNew(ROWS);
        for (int i = 0; i < ROWS; i++) {
            ids.set(i, from + i);
        }
        ids.setValueCount(ROWS);
        return Batch.of(ROWS, List.of(ids), Map.of(), Map.of(), Allocators.root());
    }

    private static SharedDataset dataset() {
        List<Batch> batches = Stream.iterate(0L, first -> first + ROWS)
                .limit(BATCHES)
                .map(CrashAtEachStepTest::numbers)
                .toList();
        try {
            return SharedDataset.fromBatches(batches);
        } finally {
            batches.forEach(Batch::close);
        }
    }

    private static Pipeline job(SharedDataset dataset) {
        return dataset.mapBatches(new Same()).workers(Workers.inline()).resumable();
    }

    private static RunSummary write(Pipeline job, Path target) {
        return job.writeParquet(target, ParquetWriteOptions.defaults().rowGroupRows(ROWS));
    }

    private static byte[] expected(SharedDataset dataset, Path folder) throws IOException {
        Path whole = folder.resolve("whole.parquet");
        write(job(dataset).fresh(), whole);
        byte[] bytes = Files.readAllBytes(whole);
        Files.delete(whole);
        return bytes;
    }

    @Test
    void theOldFileOrTheNewIsFoundWhicheverStepTheDiskRefuses() throws IOException {
        crashAtEach(1, (number, step) -> {
            if (number == 0) {
                throw new IOException("refused: " + step);
            }
        });
    }

    @Test
    void theOldFileOrTheNewIsFoundWhereverTheProcessEnds() throws IOException {
        crashAtEach(2, (number, step) -> {
            if (number <= 0) {
                throw new Halted(step);
            }
        });
    }

    @FunctionalInterface
    private interface Fate {
        void meet(int stepsLeft, String step) throws IOException;
    }

    /** @param seed of the step at which the run that goes on from there is ended too */
    private void crashAtEach(long seed, Fate fate) throws IOException {
        Random random = new Random(seed);
        try (SharedDataset dataset = dataset()) {
            byte[] whole = expected(dataset, folder);
            Path target = folder.resolve("out.parquet");
            int crashes = 0;
            for (int at = 0; ; at++) {
                Files.write(target, OLD);
                boolean crashed = crash(dataset, target, at, fate);
                String what = "seed " + seed + ", step " + at + ": " + steps;
                requireOldOrNew(target, whole, what);
                if (!crashed && steps.size() <= at) {
                    break;
                }
                crashes++;
                crash(dataset, target, random.nextInt(40), fate);
                requireOldOrNew(target, whole, what + " and again");
                Steps.observe(step -> {});
                write(job(dataset), target);
                assertArrayEquals(whole, Files.readAllBytes(target), what);
                assertEquals(List.of("out.parquet"), left(), what);
            }
            assertTrue(crashes >= 25, crashes + " steps: " + steps);
        }
    }

    /** Whether the run failed. */
    private boolean crash(SharedDataset dataset, Path target, int at, Fate fate) {
        steps.clear();
        Steps.observe(step -> {
            steps.add(step);
            fate.meet(at - steps.size() + 1, step);
        });
        try {
            write(job(dataset), target);
            return false;
        } catch (ArrowShareException | Halted e) {
            return true;
        }
    }

    private static void requireOldOrNew(Path target, byte[] whole, String what) throws IOException {
        byte[] found = Files.readAllBytes(target);
        assertTrue(Arrays.equals(OLD, found) || Arrays.equals(whole, found), what);
    }

    /** But for files whose name says that this process is alive, which it is. */
    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".tmp"))
                    .toList();
        }
    }

    /** What the JVM that ends does. */
    static final class Main {
        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(System.getProperty("folder"));
            String last = System.getProperty("last");
            int[] left = {Integer.getInteger("times")};
            Steps.observe(step -> {
                if (step.equals(last) && --left[0] == 0) {
                    Runtime.getRuntime().halt(9);
                }
            });
            try (SharedDataset dataset = dataset()) {
                System.out.println(write(job(dataset), folder.resolve("out.parquet"))
                        .resumed()
                        .tasks());
            }
        }
    }

    /** In truth. The first move is that of the dataset's file. */
    @ParameterizedTest
    @ValueSource(strings = {"write output 5", "write journal 6", "delete the sample 1", "move 2", "delete journal 1"})
    @Tag("slow")
    void aProcessThatEndsThereLeavesTheOldFileOrTheNew(String where) throws IOException, InterruptedException {
        Path target = folder.resolve("out.parquet");
        String last = where.substring(0, where.length() - 2);
        if (!last.equals("delete the sample")) {
            Files.write(target, OLD);
        }
        ChildJvm.Result ended = child(last, where.substring(where.length() - 1));
        assertEquals(9, ended.exitCode(), ended.stdout() + ended.stderr());
        try (SharedDataset dataset = dataset()) {
            byte[] whole = expected(dataset, folder);
            if (Files.exists(target)) {
                requireOldOrNew(target, whole, where);
            }
            ChildJvm.Result next = child("nothing", "1");
            assertEquals(0, next.exitCode(), next.stderr());
            assertEquals(last.equals("delete journal"), next.stdout().strip().equals("0"), where + next.stdout());
            assertArrayEquals(whole, Files.readAllBytes(target));
            try (Stream<Path> files = Files.list(folder)) {
                assertEquals(List.of(target), files.toList());
            }
        }
    }

    private ChildJvm.Result child(String last, String times) throws IOException, InterruptedException {
        return ChildJvm.run(
                Main.class,
                "-Dfolder=" + folder,
                "-Dlast=" + last,
                "-Dtimes=" + times,
                "-Djava.io.tmpdir=" + temporary);
    }
}
