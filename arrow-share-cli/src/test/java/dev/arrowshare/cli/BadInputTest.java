package dev.arrowshare.cli;

import static dev.arrowshare.cli.Ran.arrowShare;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What bad input gets: one clear line, the old output as it was, and nothing left behind. */
@ExtendWith(NothingLeft.class)
class BadInputTest {
    private static final String OLD = "the output of an earlier run";

    @TempDir
    Path folder;

    private Path trips;
    private Path same;
    private Path output;

    @BeforeEach
    void prepare() throws IOException {
        trips = folder.resolve("trips.parquet");
        arrowShare("sample", trips, "--rows", 1000).done();
        same = Sources.record(folder, "Same", "", "return batch;");
        output = Files.createDirectory(folder.resolve("outputs")).resolve("out.parquet");
        Files.writeString(output, OLD);
    }

    @AfterEach
    void theOldOutputIsAsItWasAndAlone() throws IOException {
        assertEquals(OLD, Files.readString(output));
        try (Stream<Path> files = Files.list(output.getParent())) {
            assertEquals(List.of(output), files.toList());
        }
    }

    private Ran run(Object... more) {
        Stream<Object> arguments = Stream.concat(Stream.of("run", "--output", output), Arrays.stream(more));
        return arrowShare(arguments.toArray());
    }

    private Ran runMapping(String body, Object... more) {
        Path map = Sources.record(folder, "Mapper", "", body);
        Stream<Object> arguments = Stream.concat(Stream.of("--input", trips, "--map", map), Arrays.stream(more));
        return run(arguments.toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone.parquet", "gone.arrow", "gone.arrows"})
    void aMissingFile(String name) {
        Path gone = folder.resolve(name);
        arrowShare("show", gone).failed("arrow-share show: ", gone.toString(), "no such file");
        arrowShare("convert", gone, output).failed("arrow-share convert: ", gone.toString(), "no such file");
    }

    @Test
    void aMissingInputOfARun() {
        Path gone = folder.resolve("gone.parquet");
        run("--input", gone, "--map", same).failed("arrow-share run: ", gone.toString());
    }

    @Test
    void aFolderWithoutParquet() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        run("--input", empty, "--map", same).failed(empty.toString(), "Parquet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips.parquet", "trips.arrow"})
    void aTruncatedFile(String name) throws IOException {
        Path whole = folder.resolve(name);
        arrowShare("sample", whole, "--rows", 1000).done();
        byte[] bytes = Files.readAllBytes(whole);
        Path half = folder.resolve("half-" + name);
        Files.write(half, Arrays.copyOf(bytes, bytes.length / 2));
        arrowShare("show", half).failed(half.toString());
        arrowShare("convert", half, output).failed(half.toString());
        run("--input", half, "--map", same).failed(half.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage.parquet", "garbage.arrow", "garbage.arrows", "empty.parquet", "empty.arrow"})
    void garbage(String name) throws IOException {
        Path garbage = folder.resolve(name);
        Files.writeString(garbage, name.startsWith("empty") ? "" : "no table at all ".repeat(100));
        arrowShare("show", garbage).failed(garbage.toString());
        arrowShare("convert", garbage, output).failed(garbage.toString());
    }

    @Test
    void aStreamThatEndsInsideOfAMessage() throws IOException {
        Path whole = folder.resolve("trips.arrows");
        arrowShare("sample", whole, "--rows", 1000).done();
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(whole, Arrays.copyOf(bytes, bytes.length / 2));
        arrowShare("convert", whole, output).failed(whole.toString());
    }

    @Test
    void anUnknownColumn() {
        arrowShare("convert", trips, output, "--columns", "fair").failed("no column 'fair'", "columns are ", "trip_id");
        run("--input", trips, "--map", same, "--columns", "fair").failed("no column 'fair'", "trip_id, vendor");
        runMapping("return batch.select(\"fair\");").failed("no column 'fair'");
    }

    @Test
    void aColumnNamedTwice() {
        run("--input", trips, "--map", same, "--columns", "fare,fare").wronglyUsed("'fare'", "twice");
    }

    @Test
    void aSchemaMismatch() {
        Path other = folder.resolve("other.parquet");
        arrowShare("convert", trips, other, "--columns", "fare,tip").done();
        run("--input", trips, "--input", other, "--map", same).failed(other.toString(), "trip_id");
    }

    @Test
    void noPermission() throws IOException {
        assumeTrue(!"root".equals(System.getProperty("user.name")), "root may do everything");
        Path closed = Files.createDirectory(
                folder.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        arrowShare("convert", trips, closed.resolve("out.parquet")).failed(closed.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"out.parquet", "out.arrow", "out.arrows"})
    void aFolderThatIsNotThere(String name) {
        Path nowhere = folder.resolve("nowhere").resolve(name);
        arrowShare("convert", trips, nowhere).failed(nowhere.getParent().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/out.parquet", "/proc/out.arrow", "/proc/out.arrows"})
    void aFileSystemThatTakesNoFiles(String target) {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc here");
        arrowShare("convert", trips, target).failed("/proc");
    }

    @ParameterizedTest
    @CsvSource({"--threads, 0", "--processes, 0", "--threads, -1"})
    void aWorkerCountBelowOne(String kind, int count) {
        run("--input", trips, "--map", same, kind, count)
                .wronglyUsed("arrow-share run: ", kind.substring(2) + "(" + count + ")", "at least 1");
    }

    @Test
    void threadsAndProcesses() {
        run("--input", trips, "--map", same, "--threads", 1, "--processes", 1).wronglyUsed("--threads", "--processes");
    }

    @Test
    void aCodecThatIsNone() {
        arrowShare("convert", trips, output, "--compression", "zip")
                .wronglyUsed("no compression 'zip'", "snappy", "zstd");
        arrowShare("convert", trips, folder.resolve("o.arrow"), "--compression", "snappy")
                .wronglyUsed("no compression 'snappy' for Arrow", "lz4");
    }

    @Test
    void aNameThatSaysNothing() {
        arrowShare("show", folder.resolve("trips.csv")).wronglyUsed("trips.csv", ".parquet", ".arrow", ".arrows");
        arrowShare("verify", trips).wronglyUsed("no Arrow file");
        arrowShare("run", "--input", trips, "--map", same, "--output", folder.resolve("o.arrows"))
                .wronglyUsed("o.arrows", ".parquet or .arrow");
    }

    @Test
    void aCommandThatIsNone() {
        arrowShare("sohw").wronglyUsed("'sohw'; did you mean show?");
        arrowShare("rin").wronglyUsed("'rin'; did you mean run? (see arrow-share --help)");
        assertFalse(arrowShare("frobnicate").err().contains("did you mean"));
        arrowShare().wronglyUsed("show, convert, run, replay, verify, sample, doctor");
        arrowShare("show").wronglyUsed("FILE");
    }

    @Test
    void anOptionThatIsNone() {
        arrowShare("convert", trips, output, "--colums=fare").wronglyUsed("'--colums=fare'", "did you mean --columns?");
    }

    @Test
    void optionsOfParquetForWhatIsArrow() {
        Path arrow = folder.resolve("trips.arrow");
        arrowShare("convert", arrow, output, "--int96-unit", "microsecond")
                .wronglyUsed("--int96-unit is for Parquet; ", "trips.arrow has Arrow's types already");
        run("--input", arrow, "--map", same, "--ignore-arrow-schema")
                .wronglyUsed("--ignore-arrow-schema is for Parquet; ", "trips.arrow");
        arrowShare("convert", arrow, output, "--text", "view").wronglyUsed("--text is for Parquet; ", "trips.arrow");
        arrowShare("convert", trips, output, "--text", "braille").wronglyUsed("--text", "braille", "DICTIONARY");
        arrowShare("convert", trips, output, "--int96-unit", "fortnight")
                .wronglyUsed("--int96-unit", "fortnight", "MICROSECOND");
    }

    @Test
    void negativeRows() {
        arrowShare("sample", folder.resolve("o.parquet"), "--rows", -1).wronglyUsed("--rows is -1", "at least 0");
        arrowShare("show", trips, "--rows", -1).wronglyUsed("--rows is -1");
        arrowShare("convert", trips, output, "--rows-per-batch", 0).wronglyUsed("--rows-per-batch is 0");
        arrowShare("sample", folder.resolve("o.parquet"), "--rows", "many").wronglyUsed("--rows", "many");
    }

    @ParameterizedTest
    @CsvSource({"--threads, 1", "--threads, 2", "--processes, 1"})
    void aMapperThatThrows(String kind, int count) {
        runMapping("throw new IllegalStateException(\"no model\");", kind, count)
                .failed("no model", "batch 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--threads", "--processes"})
    void aMapperThatReturnsNull(String kind) {
        runMapping("return null;", kind, 1).failed("null", "batch 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--threads", "--processes"})
    void aMapperThatChangesTheSchemaMidway(String kind) {
        String body =
                "return batch.column(\"trip_id\", BigIntVector.class).get(0) < 131_072 ? batch : batch.select(\"fare\");";
        arrowShare("sample", trips, "--rows", 300_000).done();
        runMapping(body, kind, 2).failed("schema", "fare");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--threads", "--processes"})
    void aMapperThatWritesIntoItsInput(String kind) {
        String body = "batch.column(\"fare\", Float8Vector.class).set(0, 1e9); return batch;";
        runMapping(body, kind, 1).failed("wrote to its input", "edit");
    }

    @Test
    void aMapperThatExitsItsProcess() {
        runMapping("System.exit(3); return batch;", "--processes", 1)
                .failedAfterWarnings("poison task", "exited with code 3", "batch 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--task-timeout", "--run-timeout"})
    void aMapperThatTakesTooLong(String limit) {
        runMapping("Thread.sleep(60_000); return batch;", "--threads", 1, limit, "0.5s")
                .failed("not done after 0.5s", "batch 0", "Mapper.map(");
    }

    @Test
    void timesThatAreNone() {
        for (String wrong : List.of("5", "5x", "1m1h", "0s", "-1s", "")) {
            run("--input", trips, "--map", same, "--task-timeout", wrong)
                    .wronglyUsed("--task-timeout", "'" + wrong + "' is no time; write 30s, 5m, 1h30m");
        }
        run("--input", trips, "--map", same, "--prefetch", 32).wronglyUsed("--prefetch is 32; 0 to 31");
    }

    @Test
    void aMapperThatIsKilled() {
        String body = """
                new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start().waitFor();
                Thread.sleep(10_000);
                return batch;
                """;
        runMapping(body, "--processes", 1).failedAfterWarnings("poison task", "SIGKILL", "batch 0");
    }

    @Test
    void aClassThatIsNone() {
        run("--input", trips, "--map", "example.Gone").failed("--map example.Gone: no such class", "--jar");
        run("--input", trips, "--map", "java.lang.String").failed("java.lang.String", "BatchMapper");
        run("--input", trips, "--map", folder.resolve("Gone.java")).failed("Gone.java: no such file");
        run("--input", trips, "--map", "example.Gone", "--jar", folder.resolve("gone.jar"))
                .failed("gone.jar: no such file");
    }

    @Test
    void aSourceFileThatDoesNotCompile() {
        Path wrong = Sources.record(folder, "Wrong", "", "return batch.selekt(\"fare\");");
        run("--input", trips, "--map", wrong).failed("cannot compile " + wrong + ": line 9", "selekt");
    }

    @Test
    void aSourceFileWithoutAMapper() {
        Path none = Sources.write(folder, "None", "class None {}");
        run("--input", trips, "--map", none).failed("None.java: no class in it is a", "BatchMapper");
        Path two = Sources.write(
                folder,
                "Two",
                "record A() implements BatchMapper { public Batch map(Batch b) { return b; } }"
                        + "record B() implements BatchMapper { public Batch map(Batch b) { return b; } }");
        run("--input", trips, "--map", two).failed("several classes", "[A, B]", "none is called Two");
    }

    @Test
    void componentsThatAreWrong() {
        Path map = Sources.record(folder, "Scale", "double factor, Path file", "return batch;");
        String components = "Scale has the components double factor, Path file";
        run("--input", trips, "--map", map).wronglyUsed("--set factor=", "missing", components);
        run("--input", trips, "--map", map, "--set", "faktor=2").wronglyUsed("--set faktor", components);
        run("--input", trips, "--map", map, "--set", "factor=two", "--set", "file=x")
                .wronglyUsed("--set factor=two: not a value of type double");
        run("--input", trips, "--map", same, "--set", "a=b").wronglyUsed("--set a: Same has no components");
    }

    @Test
    void aComponentThatNoTextCanGive() {
        Path map = Sources.record(folder, "Odd", "Thread thread", "return batch;");
        run("--input", trips, "--map", map, "--set", "thread=1")
                .wronglyUsed("a Thread cannot be given", "SharedDataset");
    }

    @Test
    void verboseShowsTheTrace() {
        Ran ran = arrowShare("show", "--verbose", folder.resolve("gone.parquet"));
        assertEquals(1, ran.exitCode());
        assertTrue(ran.err().contains("\tat dev.arrowshare."), ran.err());
    }

    @Test
    void aFileThatWasChangedAfterItWasWritten() throws IOException {
        Path arrow = folder.resolve("trips.arrow");
        arrowShare("convert", trips, arrow).done();
        byte[] bytes = Files.readAllBytes(arrow);
        bytes[bytes.length / 2] ^= 1;
        Files.write(arrow, bytes);
        arrowShare("verify", arrow).failed(arrow.toString(), "batch 0");
    }
}
