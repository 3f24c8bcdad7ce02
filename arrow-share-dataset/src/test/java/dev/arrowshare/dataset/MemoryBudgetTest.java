package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.Compression;
import dev.arrowshare.parquet.EncodedRowGroup;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.ParquetSource;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.parquet.RowGroupEncoder;
import dev.arrowshare.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A job of 1 GB in a JVM of its own, whose memory is looked at from outside while it runs. */
@Tag("slow")
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class MemoryBudgetTest {
    private static final long BUDGET = 256L << 20;
    private static final int SEED = 20_261_121;
    private static final int GROUP_ROWS = 1 << 19;
    private static final int GROUPS = 15;

    @TempDir
    static Path folder;

    private static Path input;

    /** What the child runs: input, output, budget. */
    static final class Main {
        public static void main(String[] arguments) {
            ParquetReadOptions read = ParquetReadOptions.read().memoryBudget(Long.parseLong(arguments[2]));
            try (SharedDataset dataset = SharedDataset.fromParquet(Path.of(arguments[0]), read)) {
                RunSummary run = dataset.mapBatches(Main::twice)
                        .workers(Workers.threads(2))
                        .writeParquet(Path.of(arguments[1]));
                System.out.println(run);
            }
        }

        private static Batch twice(Batch batch) {
            Float8Vector value = batch.column("d0", Float8Vector.class);
            return batch.with(Columns.float8("twice", value, value, Double::sum));
        }
    }

    /** 1 GB as Arrow, and little as Parquet: one row group, encoded once, stands in it again and again. */
    @BeforeAll
    static void makeInput() {
        input = folder.resolve("input.parquet");
        ParquetWriteOptions options = ParquetWriteOptions.defaults().compression(Compression.SNAPPY);
        try (Batch batch = batch();
                RowGroupEncoder encoder = new RowGroupEncoder(batch.schema(), options);
                EncodedRowGroup group = encoder.encode(List.of(batch));
                ParquetSink sink = ParquetSink.create(input, batch.schema(), options)) {
            for (int i = 0; i < GROUPS; i++) {
                sink.append(group);
            }
            sink.commit();
        }
    }

    private static Batch batch() {
        Random random = new Random(SEED);
        List<FieldVector> columns = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            BigIntVector column = new BigIntVector("n" + i, Allocators.root());
            column.allocateNew(GROUP_ROWS);
            for (int row = 0; row < GROUP_ROWS; row++) {
                column.set(row, (long) i * row / 1000);
            }
            columns.add(column);
        }
        for (int i = 0; i < 5; i++) {
            Float8Vector column = new Float8Vector("d" + i, Allocators.root());
            column.allocateNew(GROUP_ROWS);
            for (int row = 0; row < GROUP_ROWS; row++) {
                column.set(row, random.nextInt(200) / 4.0);
            }
            columns.add(column);
        }
        VarCharVector text = new VarCharVector("text", Allocators.root());
        text.allocateNew();
        for (int row = 0; row < GROUP_ROWS; row++) {
            text.setSafe(row, ("some text of " + random.nextInt(100) + " words").getBytes(StandardCharsets.UTF_8));
        }
        columns.add(text);
        columns.forEach(column -> column.setValueCount(GROUP_ROWS));
        return Batch.of(GROUP_ROWS, columns.toArray(FieldVector[]::new));
    }

    @Test
    void aJobOfAGigabyteKeepsToItsBudget() throws Exception {
        requireWithinBudget(List.of());
    }

    @Test
    void aJobOfAGigabyteRunsInAGroupThatMayHaveNoMoreThanItsBudget() throws Exception {
        try (MemoryGroup group = MemoryGroup.limitedTo(BUDGET)) {
            requireWithinBudget(group.command());
        }
    }

    private static void requireWithinBudget(List<String> before) throws Exception {
        Path output = folder.resolve("output.parquet");
        Process child = child(before, output);
        long peak = 0;
        while (child.isAlive()) {
            peak = Math.max(peak, anonymousBytes(child.pid()));
            TimeUnit.MILLISECONDS.sleep(3);
        }
        requireGood(child, output);
        long most = peak;
        assertTrue(most > 32 << 20, () -> "nothing was measured: " + most);
        assertTrue(most <= BUDGET, () -> "peak of RssAnon + RssShmem is " + most + ", the budget is " + BUDGET);
    }

    @ParameterizedTest
    @MethodSource
    void theLeastBudgetGivesTheSameResult(Workers workers) {
        Path output = folder.resolve("numbers.parquet");
        try (SharedDataset numbers = Numbers.share(40_000, 1, 0, 70_000)) {
            numbers.mapBatches(new Mappers.Twice())
                    .memoryBudget(MemoryBudget.LEAST_BYTES)
                    .workers(workers)
                    .writeParquet(output);
        }
        try (SharedDataset written = SharedDataset.fromParquet(output)) {
            assertEquals(110_001, Numbers.ids(written.pipeline()).size());
        }
        assertTrue(ParquetSource.open(output).rowGroupCount() > 1, "row groups are a quarter of the budget at most");
    }

    static List<Workers> theLeastBudgetGivesTheSameResult() {
        return List.of(Workers.inline(), Workers.threads(2), Workers.processes(2));
    }

    private static Process child(List<String> before, Path output) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx48m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), input.toString(), output.toString(), Long.toString(BUDGET)));
        command.addAll(0, ChildJvm.INTERRUPTIBLE);
        command.addAll(0, before);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("ARROW_SHARE_DIR", folder.toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
    }

    private static void requireGood(Process child, Path output) throws IOException, InterruptedException {
        int exit = child.waitFor();
        String said = Files.readString(folder.resolve("child.log"));
        assertEquals(0, exit, said);
        assertEquals((long) GROUPS * GROUP_ROWS, ParquetSource.open(output).rows());
        assertEquals(
                ParquetSource.open(input).schema().getFields().size() + 1,
                ParquetSource.open(output).schema().getFields().size());
    }

    /** Memory that no file stands behind; 0 when the process has ended. */
    private static long anonymousBytes(long pid) {
        try {
            long kilobytes = 0;
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
                    kilobytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
            return 1024 * kilobytes;
        } catch (IOException e) {
            return 0;
        }
    }
}
