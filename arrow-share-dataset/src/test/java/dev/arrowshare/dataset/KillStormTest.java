package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.ipc.publish.RunFolder;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.vector.Float8Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job by worker processes, whose coordinator and workers are killed, stopped for a while and made to exit at random moments, and which is
 * started again until it is done. As many lives of a coordinator as {@code arrowshare.storm.rounds} says; {@code mvn -Pstorm} has 200.
 */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class KillStormTest {
    private static final int ROUNDS = Integer.getInteger("arrowshare.storm.rounds", 8);
    private static final long SEED = Long.getLong("arrowshare.storm.seed", System.nanoTime());
    private static final int BATCHES = 60;
    private static final int ROWS = 100;
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    Path home;

    @TempDir
    Path outputs;

    @TempDir
    Path inputs;

    private final Random random = new Random(SEED);
    private final List<ProcessHandle> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /** Takes its time, and ends its process when it finds a file that says so. */
    record Work(Path exit) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            Thread.sleep(40);
            if (Files.deleteIfExists(exit)) {
                System.exit(3);
            }
            Float8Vector value = batch.column("value", Float8Vector.class);
            return batch.with(Columns.float8("twice", value, value, Double::sum));
        }
    }

    private static Pipeline job(SharedDataset dataset, Path exit) {
        return dataset.mapBatches(new Work(exit)).workers(Workers.processes(2));
    }

    private static final ParquetWriteOptions OPTIONS =
            ParquetWriteOptions.defaults().rowGroupRows(2 * ROWS);

    /** The coordinator. */
    static final class Main {
        public static void main(String[] arguments) throws IOException {
            Path inputs = Path.of(arguments[0]);
            try (SharedDataset dataset = SharedDataset.open(inputs.resolve("numbers.arrow"))) {
                int[] answers = {0};
                RunSummary run = job(dataset, inputs.resolve("exit"))
                        .onProgress(rows -> works(answers))
                        .writeParquet(Path.of(arguments[1]), OPTIONS);
                System.out.println("done after " + run.resumed().tasks());
            }
        }
    }

    /** The first may be what earlier runs have done. */
    private static void works(int[] answers) {
        if (++answers[0] == 2) {
            System.out.println("works");
        }
    }

    @Test
    void aJobInAStormOfKillsMakesTheSameFileInTheEnd() throws IOException, InterruptedException {
        byte[] whole = prepare();
        Path target = outputs.resolve("out.parquet");
        int jobs = 0;
        int resumed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String what = "seed " + SEED + ", round " + round;
            int tasks = live(target, weather(round), what);
            if (tasks < 0) {
                continue;
            }
            jobs++;
            resumed += tasks > 0 ? 1 : 0;
            assertArrayEquals(whole, Files.readAllBytes(target), what);
            try (Stream<Path> files = Files.list(outputs)) {
                assertEquals(List.of(target), files.toList(), what);
            }
            Files.delete(target);
        }
        assertTrue(
                jobs > 0 && resumed > 0, "seed " + SEED + ": " + jobs + " jobs done, " + resumed + " of them resumed");
        requireNothingLeft();
    }

    private byte[] prepare() throws IOException {
        int[] batches = new int[BATCHES];
        Arrays.fill(batches, ROWS);
        try (SharedDataset numbers = Numbers.share(batches)) {
            numbers.pipeline().writeArrow(inputs.resolve("numbers.arrow"));
        }
        Path whole = inputs.resolve("whole.parquet");
        try (SharedDataset dataset = SharedDataset.open(inputs.resolve("numbers.arrow"))) {
            job(dataset, inputs.resolve("exit")).fresh().writeParquet(whole, OPTIONS);
        }
        List<Long> ids = Numbers.ids(Pipeline.fromParquet(whole));
        assertEquals(Numbers.range(0, (long) BATCHES * ROWS), ids);
        return Files.readAllBytes(whole);
    }

    private enum Weather {
        STORM,
        /** The coordinator is killed as soon as there is something to go on with. */
        LIGHTNING,
        CALM
    }

    /** The last life but one leaves something, which the last one goes on with. */
    private static Weather weather(int round) {
        if (round == ROUNDS - 1) {
            return Weather.CALM;
        }
        return round == ROUNDS - 2 ? Weather.LIGHTNING : Weather.STORM;
    }

    /** A coordinator's life: how many tasks of earlier lives it found when it made the file, or -1 when it did not. */
    private int live(Path target, Weather weather, String what) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                inputs.toString(),
                target.toString());
        builder.environment().put("ARROW_SHARE_DIR", home.toString());
        Path errors = inputs.resolve("errors");
        Process coordinator = builder.redirectError(errors.toFile()).start();
        started.add(coordinator.toHandle());
        try (BufferedReader out = coordinator.inputReader()) {
            String said = out.readLine();
            assertTrue(said != null, () -> what + ": " + read(errors));
            if (said.equals("works")) {
                switch (weather) {
                    case STORM -> storm(coordinator);
                    case LIGHTNING -> coordinator.toHandle().destroyForcibly();
                    case CALM -> {}
                }
                said = out.readLine();
            }
            assertTrue(coordinator.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), what + ": it hangs");
            if (said == null) {
                assertTrue(weather != Weather.CALM, () -> what + ": " + read(errors));
                return -1;
            }
            assertEquals(0, coordinator.exitValue(), () -> what + read(errors));
            return Integer.parseInt(said.substring("done after ".length()));
        } finally {
            Files.deleteIfExists(inputs.resolve("exit"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** One or two blows, unless it is over before. */
    private void storm(Process coordinator) throws IOException, InterruptedException {
        for (int blows = 1 + random.nextInt(2); blows > 0; blows--) {
            if (coordinator.waitFor(random.nextInt(800), TimeUnit.MILLISECONDS)) {
                return;
            }
            List<ProcessHandle> workers = coordinator.children().toList();
            started.addAll(workers);
            ProcessHandle worker =
                    workers.isEmpty() ? coordinator.toHandle() : workers.get(random.nextInt(workers.size()));
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> coordinator.toHandle().destroyForcibly();
                case 3 -> worker.destroyForcibly();
                case 4 -> Files.writeString(inputs.resolve("exit"), "now");
                default -> stopForAWhile(random.nextBoolean() ? worker : coordinator.toHandle());
            }
        }
    }

    private void stopForAWhile(ProcessHandle process) throws IOException, InterruptedException {
        signal("-STOP", process);
        Thread.sleep(random.nextInt(300));
        signal("-CONT", process);
    }

    private static void signal(String signal, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Workers of a dead coordinator end by themselves; its folders go with the next start. */
    private void requireNothingLeft() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (started.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertEquals(
                List.of(),
                started.stream()
                        .filter(ProcessHandle::isAlive)
                        .map(ProcessHandle::pid)
                        .toList(),
                "seed " + SEED + ": processes");
        RunFolder.reap(home);
        try (Stream<Path> left = Files.list(home)) {
            List<Path> folders = left.filter(Files::isDirectory).toList();
            assertEquals(List.of(), folders, "seed " + SEED);
        }
    }
}
