package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.dataset.resume.Paces;
import dev.arrowshare.ipc.publish.RunFolder;
import dev.arrowshare.parquet.ParquetWriteOptions;
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
 * started again until it is done. As many rounds, each a blow or a life of a coordinator without one, as {@code arrowshare.storm.rounds}
 * says; {@code mvn -Pstorm} has 200.
 */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class KillStormTest {
    private static final int ROUNDS = Integer.getInteger("arrowshare.storm.rounds", 20);
    private static final long SEED = Long.getLong("arrowshare.storm.seed", System.nanoTime());
    private static final int BATCHES = 60;
    private static final int ROWS = 100;
    private static final ParquetWriteOptions OPTIONS =
            ParquetWriteOptions.defaults().rowGroupRows(2 * ROWS);

    @TempDir
    Path home;

    @TempDir
    Path outputs;

    @TempDir
    Path inputs;

    private final Random random = new Random(SEED);
    private final List<ProcessHandle> started = new ArrayList<>();
    private int rounds;

    @AfterEach
    void endAll() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /** Takes its time, and ends its process when it finds a file that says so. */
    record Work(Path exit, long millis) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            Thread.sleep(millis);
            if (Files.deleteIfExists(exit)) {
                System.exit(3);
            }
            Float8Vector value = batch.column("value", Float8Vector.class);
            return batch.with(Columns.float8("twice", value, value, Double::sum));
        }
    }

    private static Pipeline job(SharedDataset dataset, Path exit) {
        return dataset.mapBatches(new Work(exit, 40)).workers(Workers.processes(2));
    }

    /** The coordinator. */
    static final class Main {
        public static void main(String[] arguments) throws IOException {
            Paces.atOnce();
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
        while (rounds < ROUNDS) {
            String what = "seed " + SEED + ", round " + rounds;
            int tasks = live(target, weather(), what);
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
        String all = "seed " + SEED + ": " + jobs + " jobs done, " + resumed + " of them resumed";
        System.out.println("storm of " + rounds + " rounds, " + all);
        assertTrue(jobs > 0 && resumed > 0, all);
        requireNothingLeft();
    }

    private byte[] prepare() throws IOException {
        int[] batches = new int[BATCHES];
        Arrays.fill(batches, ROWS);
        Path whole = inputs.resolve("whole.parquet");
        try (SharedDataset numbers = Numbers.share(batches)) {
            numbers.pipeline().writeArrow(inputs.resolve("numbers.arrow"));
            numbers.mapBatches(new Work(inputs.resolve("exit"), 0))
                    .workers(Workers.threads(2))
                    .writeParquet(whole, OPTIONS);
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
    private Weather weather() {
        if (rounds >= ROUNDS - 1) {
            return Weather.CALM;
        }
        return rounds == ROUNDS - 2 ? Weather.LIGHTNING : Weather.STORM;
    }

    /** A coordinator's life: how many tasks of earlier lives it found when it made the file, or -1 when it did not. */
    private int live(Path target, Weather weather, String what) throws IOException, InterruptedException {
        int before = rounds;
        try (Coordinator coordinator = start(target, what)) {
            boolean isEarly = weather == Weather.STORM && random.nextInt(4) == 0;
            if (isEarly || coordinator.says("works")) {
                switch (weather) {
                    case STORM -> storm(coordinator.process());
                    case LIGHTNING -> strike(coordinator.process().toHandle());
                    case CALM -> {}
                }
            }
            rounds = Math.max(rounds, before + 1);
            String said = coordinator.lastWords();
            if (!said.startsWith("done after ")) {
                assertTrue(weather != Weather.CALM, () -> what + ": " + said + coordinator.errors());
                return -1;
            }
            assertEquals(0, coordinator.process().exitValue(), () -> what + coordinator.errors());
            return Integer.parseInt(said.substring("done after ".length()));
        } finally {
            Files.deleteIfExists(inputs.resolve("exit"));
        }
    }

    private Coordinator start(Path target, String what) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                inputs.toString(),
                target.toString());
        builder.environment().put("ARROW_SHARE_DIR", home.toString());
        // Of workers as well: most of what a life costs is compilers.
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto");
        Coordinator coordinator = Coordinator.start(builder, inputs, what);
        started.add(coordinator.process().toHandle());
        return coordinator;
    }

    /** Some blows, until it is over. */
    private void storm(Process coordinator) throws IOException, InterruptedException {
        for (int blows = 1 + random.nextInt(4); blows > 0 && rounds < ROUNDS - 2; blows--) {
            if (coordinator.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS)) {
                return;
            }
            List<ProcessHandle> workers = coordinator.children().toList();
            started.addAll(workers);
            ProcessHandle worker =
                    workers.isEmpty() ? coordinator.toHandle() : workers.get(random.nextInt(workers.size()));
            switch (random.nextInt(6)) {
                case 0 -> strike(coordinator.toHandle());
                case 1, 2 -> strike(worker);
                case 3 -> exit();
                default -> stopForAWhile(random.nextBoolean() ? worker : coordinator.toHandle());
            }
        }
    }

    private void strike(ProcessHandle process) {
        rounds++;
        process.destroyForcibly();
    }

    private void exit() throws IOException {
        rounds++;
        Files.writeString(inputs.resolve("exit"), "now");
    }

    private void stopForAWhile(ProcessHandle process) throws IOException, InterruptedException {
        rounds++;
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
