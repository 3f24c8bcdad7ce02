package dev.arrowshare.cli;

import static dev.arrowshare.cli.Ran.arrowShare;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arrowshare.dataset.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run} does when its function fails, and {@code replay}. */
@ExtendWith(NothingLeft.class)
class FailingRunTest {
    private static final Path EXAMPLES =
            Path.of("..", "examples").toAbsolutePath().normalize();
    private static final Path STRICT = EXAMPLES.resolve("StrictTips.java");
    private static final int TRIPS = 3_000;

    @TempDir
    private Path folder;

    private Path trips;
    private Path out;

    @BeforeEach
    void sample() {
        trips = folder.resolve("trips.parquet");
        out = folder.resolve("out.parquet");
        arrowShare("sample", trips, "--rows", TRIPS).done();
    }

    private Ran run(Object... more) {
        List<Object> arguments =
                new ArrayList<>(List.of("run", "--input", trips, "--map", STRICT, "-o", out, "--threads", 2, "--json"));
        arguments.addAll(Arrays.asList(more));
        return arrowShare(arguments.toArray());
    }

    private static List<Long> tripIds(Path parquet) {
        List<Long> ids = new ArrayList<>();
        Pipeline.fromParquet(parquet).forEach(batch -> {
            for (int row = 0; row < batch.rows(); row++) {
                ids.add((Long) batch.column("trip_id").getObject(row));
            }
        });
        return ids;
    }

    private static JsonNode failures(Ran ran) throws IOException {
        assertEquals(0, ran.exitCode(), ran.err());
        return new ObjectMapper().readTree(ran.out()).get("failures");
    }

    @Test
    void withoutAPolicyTheFirstFailureEndsTheRun() {
        arrowShare("run", "--input", trips, "--map", STRICT, "--output", out)
                .failed("batch 0 (rows 0 to 2999): StrictTips threw java.lang.IllegalArgumentException: a tip of");
        assertTrue(Files.notExists(out));
    }

    @Test
    void aDeadLetterReplayedGivesAllRowsOnce() throws IOException {
        Path failed = folder.resolve("failed.parquet");
        Path rest = folder.resolve("rest.parquet");

        Ran run = run("--dead-letter", failed, "--retries", 1);

        JsonNode failures = failures(run);
        int rows = failures.get("rows").asInt();
        assertTrue(rows > 0 && rows < 100, failures.toString());
        assertEquals(rows, tripIds(failed).size());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(
                run.err().startsWith("arrow-share run: batch 0 (rows ")
                        && run.err().contains("StrictTips threw java.lang.IllegalArgumentException: a tip of ")
                        && run.err()
                                .strip()
                                .endsWith(", the last of 2 attempts; the run goes on, further failures are counted"),
                run.err());
        arrowShare("replay", failed, "--map", EXAMPLES.resolve("TipShare.java"), "-o", rest, "--unordered")
                .done();
        List<Long> all = tripIds(out);
        all.addAll(tripIds(rest));
        Collections.sort(all);
        assertEquals(LongStream.range(0, TRIPS).boxed().toList(), all);
    }

    /** Nothing of it succeeds, so that what it had made of the rows stays unknown. */
    @Test
    void aReplayMayFailAgain() {
        Path failed = folder.resolve("failed.parquet");
        Path still = folder.resolve("still.parquet");
        run("--dead-letter", failed, "--ordered");
        List<Long> ids = tripIds(failed);

        Ran again = arrowShare("replay", failed, "--map", STRICT, "-o", trips, "--dead-letter", still);

        assertEquals(1, again.exitCode());
        assertTrue(again.err().contains("1 of 1 failed, the first so: batch 0 (rows 0 to 0): StrictTips"), again.err());
        assertTrue(Files.notExists(still));
        assertEquals(ids, tripIds(failed));
        assertEquals(TRIPS, tripIds(trips).size());
    }

    @Test
    void batchesAreSkippedMarkedOrLogged() throws IOException {
        Ran skipped = run("--on-error", "skip");
        assertEquals(1, skipped.exitCode());
        assertTrue(
                skipped.err().contains("no batch has a result that says what the output's columns are"), skipped.err());

        Ran logged = run("--on-error", "log=" + folder.resolve("log"));
        assertEquals(1, logged.exitCode());
        assertTrue(Files.exists(folder.resolve("log/failure-0001.arrow")));
        run("--on-error", "log");
        try (Stream<Path> files = Files.list(folder.resolve("out.parquet.failures"))) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void aSourceThatDoesNotCompileIsNoFailureToGoOnAfter() throws IOException {
        Path wrong = Files.writeString(folder.resolve("Wrong.java"), "record Wrong() implements Nothing {}");
        arrowShare("run", "--input", trips, "--map", wrong, "-o", out, "--on-error", "skip")
                .failed("Wrong.java", "Nothing");
    }

    @Test
    void whatCannotBeIsWrongUse() {
        List<Object> run = List.of("run", "--input", trips, "--map", STRICT, "-o", out);
        wronglyUsed(run, List.of("--on-error", "ignore"), "policies are stop, skip, mark, log and log=FOLDER");
        wronglyUsed(run, List.of("--retries", -1), "--retries is -1; at least 0");
        wronglyUsed(run, List.of("--dead-letter", trips), "is an input");
        wronglyUsed(run, List.of("--dead-letter", "x", "--on-error", "stop"), "choose one of them");
        wronglyUsed(run, List.of("--ordered", "--unordered"), "--ordered", "--unordered");
        arrowShare("replay", trips, "--map", STRICT, "-o", out)
                .failed("it has no column 'error_type', so it is no file that --dead-letter has made");
    }

    private static void wronglyUsed(List<Object> command, List<Object> more, String... words) {
        List<Object> all = new ArrayList<>(command);
        all.addAll(more);
        arrowShare(all.toArray()).wronglyUsed(words);
    }
}
