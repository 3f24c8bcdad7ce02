package dev.arrowshare.cli;

import static dev.arrowshare.cli.Ran.arrowShare;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.schema.Schemas;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NothingLeft.class)
class CommandTest {
    private static final String DOUBLE_FARE = """
            Float8Vector fare = batch.edit("fare", Float8Vector.class);
            for (int i = 0; i < batch.rows(); i++) { fare.set(i, fare.get(i) * 2); }
            return batch.with(fare);
            """;

    @TempDir
    Path folder;

    private Path trips;

    @BeforeEach
    void sample() {
        trips = folder.resolve("trips.parquet");
        arrowShare("sample", trips, "--rows", 3000).done();
    }

    @Test
    void aSampleIsTheSameEachTime() throws IOException {
        Path again = folder.resolve("again.parquet");
        arrowShare("sample", again, "--rows", 3000).done();
        assertArrayEquals(Files.readAllBytes(trips), Files.readAllBytes(again));
    }

    @Test
    void theRowsOfAShorterSampleAreTheFirstOfALonger() {
        Path shorter = folder.resolve("shorter.parquet");
        arrowShare("sample", shorter, "--rows", 10).done();
        assertEquals(rows(shorter), rows(trips).subList(0, 10));
    }

    @Test
    void aSampleMayHaveNoRows() {
        Path none = folder.resolve("none.arrow");
        arrowShare("sample", none, "--rows", 0).done();
        assertEquals(List.of(), rows(none));
    }

    @Test
    void showTellsWhatIsInAParquetFile() {
        String out = arrowShare("show", trips, "--rows", 2).done().out();
        assertLine(out, "format +Parquet");
        assertLine(out, "rows +3,000");
        assertLine(out, "row groups +1");
        assertLine(out, "compression +SNAPPY");
        assertLine(out, "trip_id +int64 +no .*");
        assertLine(out, "tip +double +yes .*");
        assertLine(out, "0 +[12] +2024-01-01T00:00:00.*");
    }

    @Test
    void showTellsOfRowGroupsChunksAndPages() throws IOException {
        String out = arrowShare("show", trips, "--pages").done().out();
        assertLine(out, "0 +trip_id +0 +[0-9,]+ +.* +3,000 +0 +2,999 +0 +ascending");
        JsonNode json = new ObjectMapper()
                .readTree(arrowShare("show", trips, "--pages", "--json").done().out());
        JsonNode chunk = json.get("chunks").get(0);
        assertEquals("trip_id", chunk.get("column").asText());
        assertEquals(3000, chunk.get("values").asLong());
        assertEquals(0, chunk.get("min").asLong());
        assertEquals(2999, chunk.get("max").asLong());
        assertTrue(json.get("chunks").get(5).get("max").isDouble(), out);
        assertEquals(3000, json.get("row groups").get(0).get("rows").asLong());
        assertEquals(0, json.get("pages").get(0).get("first row").asLong());
        arrowShare("show", folder.resolve("x.arrow"), "--pages")
                .wronglyUsed("--pages: '" + folder.resolve("x.arrow") + "' is no Parquet file by its name");
    }

    @Test
    void showTellsWhatIsInAnArrowFile() {
        Path arrow = folder.resolve("trips.arrow");
        arrowShare("convert", trips, arrow, "--rows-per-batch", 1024).done();
        String out = arrowShare("show", arrow).done().out();
        assertLine(out, "format +Arrow file");
        assertLine(out, "batches +3");
        assertLine(out, "compression +none, shared without a copy");
        assertLine(out, "blocks aligned to +4,096");
        assertLine(out, "buffers aligned to +(64|128|256|512|1,024|2,048|4,096)");
        assertLine(out, "fingerprint +[0-9a-f]{16}");
    }

    @Test
    void showPrintsTheValuesOfDictionaries() throws IOException {
        Path parquet = folder.resolve("coded.parquet");
        Path arrow = folder.resolve("coded.arrow");
        List<Object> expected = new ArrayList<>();
        try (BufferAllocator allocator = Allocators.child("coded");
                Batch batch = RandomBatches.of(ArrowTypes.named("dictionary_utf8_int8"), 5, Nulls.SOME, 3, allocator);
                ParquetSink sink = ParquetSink.create(parquet, batch.messageSchema(), ParquetWriteOptions.defaults())) {
            for (int row = 0; row < 5; row++) {
                expected.add(BatchAssertions.value(batch, 0, row));
            }
            sink.append(batch);
            sink.commit();
        }
        arrowShare("convert", parquet, arrow).done();
        for (Path file : List.of(parquet, arrow)) {
            JsonNode json = new ObjectMapper()
                    .readTree(arrowShare("show", file, "--json", "--rows", 5)
                            .done()
                            .out());
            assertEquals(
                    "dictionary<int8, utf8>",
                    json.get("columns").get(0).get("type").asText());
            List<Object> values = new ArrayList<>();
            json.get("first rows")
                    .forEach(row -> values.add(row.get("dictionary_utf8_int8").textValue()));
            assertEquals(expected, values, file.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips.parquet", "trips.arrow", "trips.arrows"})
    void showSpeaksJson(String name) throws IOException {
        Path file = folder.resolve(name);
        arrowShare("sample", file, "--rows", 3000).done();
        JsonNode json = new ObjectMapper()
                .readTree(arrowShare("show", file, "--json", "--rows", 2).done().out());
        assertEquals(3000, json.get("rows").asLong());
        assertEquals("trip_id", json.get("columns").get(0).get("name").asText());
        assertEquals("int64", json.get("columns").get(0).get("type").asText());
        assertEquals(1, json.get("first rows").get(1).get("trip_id").asLong());
    }

    @ParameterizedTest
    @CsvSource({
        "trips.arrow, none",
        "trips.arrow, lz4",
        "trips.arrow, zstd",
        "trips.arrows, none",
        "copy.parquet, none",
        "copy.parquet, snappy",
        "copy.parquet, zstd",
        "copy.parquet, gzip",
        "copy.parquet, lz4"
    })
    void convertKeepsEveryValue(String name, String codec) {
        Path converted = folder.resolve(name);
        arrowShare("convert", trips, converted, "--compression", codec).done();
        assertEquals(rows(trips), rows(converted));
        Path back = folder.resolve("back.parquet");
        arrowShare("convert", converted, back).done();
        assertEquals(rows(trips), rows(back));
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips.parquet", "trips.arrow", "trips.arrows"})
    void convertTakesColumnsInTheirNewOrder(String name) {
        Path file = folder.resolve(name);
        arrowShare("sample", file, "--rows", 50).done();
        Path few = folder.resolve("few.arrow");
        arrowShare("convert", file, few, "--columns", "tip,fare").done();
        assertEquals(2, rows(few).get(0).size());
        assertLine(arrowShare("show", few).done().out(), "tip +double +yes");
    }

    @Test
    void convertCutsBatches() {
        Path arrow = folder.resolve("trips.arrow");
        arrowShare("convert", trips, arrow, "--rows-per-batch", 700).done();
        assertLine(arrowShare("show", arrow).done().out(), "batches +5");
        assertEquals(rows(trips), rows(arrow));
    }

    @Test
    void verifyFindsAFileAsWritten() {
        Path arrow = folder.resolve("trips.arrow");
        arrowShare("convert", trips, arrow).done();
        String out = arrowShare("verify", arrow).done().out();
        assertTrue(out.startsWith(arrow + ": 1 batch, 3,000 rows, fingerprint "), out);
    }

    @ParameterizedTest
    @CsvSource({"--threads, 1", "--threads, 3", "--processes, 2"})
    void runMapsASourceFile(String kind, int workers) {
        Path map = Sources.record(folder, "DoubleFare", "", DOUBLE_FARE);
        Path output = folder.resolve("out.parquet");
        String out = arrowShare("run", "--input", trips, "--map", map, kind, workers, "--output", output)
                .done()
                .out();
        assertTrue(out.startsWith("3,000 rows in "), out);
        List<List<Object>> before = rows(trips);
        List<List<Object>> after = rows(output);
        for (int row = 0; row < before.size(); row++) {
            assertEquals(
                    (double) before.get(row).get(6) * 2, (double) after.get(row).get(6));
        }
    }

    @Test
    void runWritesArrowAndReadsIt() {
        Path map = Sources.record(folder, "Same", "", "return batch;");
        Path arrow = folder.resolve("out.arrow");
        arrowShare("run", "--input", trips, "--map", map, "--output", arrow).done();
        assertEquals(rows(trips), rows(arrow));
        Path parquet = folder.resolve("out.parquet");
        arrowShare("run", "--input", arrow, "--columns", "fare,tip", "--map", map, "--unordered", "--output", parquet)
                .done();
        assertEquals(2, rows(parquet).get(0).size());
    }

    @Test
    void runGoesOnAfterAFailureWhereThatIsAskedFor() throws IOException {
        Path reason = Files.createFile(folder.resolve("reason"));
        Path map = Sources.record(folder, "FailWhile", "Path reason", """
                int calls = Integer.getInteger("FailWhile.calls", 0) + 1;
                System.setProperty("FailWhile.calls", Integer.toString(calls));
                if (calls > 8 && java.nio.file.Files.exists(reason)) {
                    Thread.sleep(1000);
                    throw new IllegalStateException("not today");
                }
                return batch;""");
        Path arrow = folder.resolve("trips.arrow");
        arrowShare("convert", trips, arrow, "--rows-per-batch", 250).done();
        Path output = folder.resolve("out.parquet");
        Object[] run = {
            "run",
            "--input",
            arrow,
            "--map",
            map,
            "--set",
            "reason=" + reason,
            "--threads",
            1,
            "--resumable",
            "--row-group-rows",
            500,
            "--output",
            output
        };
        arrowShare(run);
        assertTrue(Files.isDirectory(folder.resolve(".out.parquet.resume")));
        Files.delete(reason);
        String out = arrowShare(run).done().out();
        assertTrue(out.contains("resumed: "), out);
        assertEquals(rows(trips), rows(output));
        run[9] = "--fresh";
        assertFalse(arrowShare(run).done().out().contains("resumed: "));
    }

    @Test
    void runTakesSeveralInputs() {
        Path map = Sources.record(folder, "Same", "", "return batch;");
        Path output = folder.resolve("out.parquet");
        arrowShare("run", "--input", trips, "--input", trips, "--map", map, "--output", output)
                .done();
        assertEquals(6000, rows(output).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--threads", "--processes"})
    void runSetsTheComponentsOfARecord(String kind) {
        Path map = Sources.write(folder, "Everything", """
                record Everything(
                        int count, long bytes, double rate, boolean strict, String name, Path file, Kind kind, SharedDataset lookup)
                        implements BatchMapper {
                    enum Kind { FEW, MANY }

                    public Batch map(Batch batch) {
                        String all = count + " " + bytes + " " + rate + " " + strict + " " + name + " "
                                + file.getFileName() + " " + kind + " " + lookup.rows();
                        if (!all.equals("3 4000000000 0.5 true a=b there MANY 3000")) { throw new IllegalStateException(all); }
                        return batch;
                    }
                }
                """);
        arrowShare(
                        "run",
                        "--input",
                        trips,
                        "--map",
                        map,
                        "--output",
                        folder.resolve("out.parquet"),
                        kind,
                        1,
                        "--set",
                        "count=3",
                        "--set",
                        "bytes=4000000000",
                        "--set",
                        "rate=0.5",
                        "--set",
                        "strict=true",
                        "--set",
                        "name=a=b",
                        "--set",
                        "file=there",
                        "--set",
                        "kind=many",
                        "--set",
                        "lookup=" + trips)
                .done();
    }

    @Test
    void doctorLooksAtThisMachine() {
        Ran doctor = arrowShare("doctor");
        assertLine(doctor.out(), "ok +Java +.*");
        assertLine(doctor.out(), "ok +Arrow memory +works.*");
        assertLine(doctor.out(), "ok +processes +works.*");
        assertTrue(doctor.out().contains("temporary files"), doctor.out());
        assertEquals("", doctor.err());
    }

    @Test
    void aStoredArrowSchemaIsIgnoredWhereThatIsAskedFor() {
        Path stored = folder.resolve("stored.parquet");
        Field field = Field.nullable("at", new ArrowType.Timestamp(TimeUnit.SECOND, "UTC"));
        try (BufferAllocator allocator = Allocators.child("test");
                Batch batch = RandomBatches.of(field, 100, Nulls.SOME, 1, allocator);
                ParquetSink sink = ParquetSink.create(stored, batch.schema(), ParquetWriteOptions.defaults())) {
            sink.append(batch);
            sink.commit();
        }
        Path same = Sources.record(folder, "Same", "", "return batch;");
        Path out = folder.resolve("out.arrow");
        Object[] job = {"run", "--input", stored, "--map", same, "--threads", 1, "--output", out};

        arrowShare("convert", stored, out).done();
        assertEquals(TimeUnit.SECOND, unit(out, "at"));
        arrowShare("convert", stored, out, "--ignore-arrow-schema").done();
        assertEquals(TimeUnit.MILLISECOND, unit(out, "at"));
        assertEquals(0, arrowShare(job).exitCode());
        assertEquals(TimeUnit.SECOND, unit(out, "at"));
        assertEquals(0, arrowShare(with(job, "--ignore-arrow-schema")).exitCode());
        assertEquals(TimeUnit.MILLISECOND, unit(out, "at"));
    }

    @Test
    void textHasTheShapeThatIsAskedFor() {
        Path out = folder.resolve("out.arrow");
        Map.of(
                        "plain", "utf8",
                        "view", "utf8_view",
                        "large", "large_utf8",
                        "dictionary", "dictionary<int32, utf8>")
                .forEach((shape, type) -> {
                    arrowShare("convert", trips, out, "--columns=payment", "--text", shape)
                            .done();
                    try (ArrowFile file = ArrowFile.open(out)) {
                        assertEquals("[payment " + type + " not null]", Schemas.describe(file.declaredSchema()));
                        assertEquals(3000, file.rows());
                    }
                });
    }

    @Test
    void int96HasTheUnitThatIsAskedFor() {
        Path file = parquetData().resolve("int96_from_spark.parquet");
        Path same = Sources.record(folder, "Same", "", "return batch;");
        Path out = folder.resolve("out.arrow");

        arrowShare("convert", file, out).failed("int96_from_spark.parquet", "nanoseconds");
        arrowShare("convert", file, out, "--int96-unit", "microsecond").done();
        assertEquals(TimeUnit.MICROSECOND, unit(out, "a"));
        Ran run = arrowShare("run", "--input", file, "--map", same, "--int96-unit=second", "--output", out);
        assertEquals(0, run.exitCode(), run.err());
        assertEquals(TimeUnit.SECOND, unit(out, "a"));
    }

    private static Path parquetData() {
        String configured = System.getenv("PARQUET_TEST_DATA");
        Path data = configured != null
                ? Path.of(configured)
                : Path.of(System.getProperty("arrowshare.corpora", "../shared/corpora"), "parquet-testing", "data");
        assumeTrue(
                Files.isDirectory(data) || "true".equals(System.getenv("CI")),
                () -> "no parquet-testing data in " + data + "; set PARQUET_TEST_DATA");
        return data;
    }

    private static Object[] with(Object[] job, Object more) {
        List<Object> all = new ArrayList<>(List.of(job));
        all.add(more);
        return all.toArray();
    }

    private static TimeUnit unit(Path file, String column) {
        try (BufferAllocator allocator = Allocators.child("test");
                BatchInput input = BatchInput.open(file, List.of(), allocator)) {
            ArrowType type = input.schema().findField(column).getType();
            return ((ArrowType.Timestamp) type).getUnit();
        }
    }

    @Test
    void everyCommandHelps() {
        for (String command : List.of("show", "convert", "run", "verify", "sample", "doctor")) {
            String out = arrowShare(command, "--help").done().out();
            assertTrue(out.startsWith("Usage: arrow-share " + command), out);
        }
        assertTrue(arrowShare("--version").done().out().startsWith("arrow-share "));
        assertNotEquals("", arrowShare("--help").done().out());
    }

    private static void assertLine(String text, String pattern) {
        assertTrue(text.lines().anyMatch(line -> line.matches(pattern)), "no line like '" + pattern + "' in:\n" + text);
    }

    private static List<List<Object>> rows(Path file) {
        List<List<Object>> rows = new ArrayList<>();
        try (BufferAllocator allocator = Allocators.child("test");
                BatchInput input = BatchInput.open(file, List.of(), allocator)) {
            input.forEach(batch -> addRows(batch, rows));
        }
        return rows;
    }

    private static void addRows(Batch batch, List<List<Object>> rows) {
        for (int row = 0; row < batch.rows(); row++) {
            List<Object> values = new ArrayList<>();
            for (int column = 0; column < batch.columnCount(); column++) {
                Object value = batch.column(column).getObject(row);
                values.add(value instanceof org.apache.arrow.vector.util.Text text ? text.toString() : value);
            }
            rows.add(values);
        }
    }
}
