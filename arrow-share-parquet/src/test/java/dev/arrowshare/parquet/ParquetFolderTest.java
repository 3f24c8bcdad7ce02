package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFolderTest {
    private static final int ROWS = 1_000;
    private static final List<String> ZONES = Arrays.asList("north", "a/b=c", "", null, "..", "süd 1");
    private static final List<String> FOLDERS = List.of(
            "north", "a%2Fb%3Dc", "__HIVE_DEFAULT_PARTITION__", "__HIVE_DEFAULT_PARTITION__", "%2E%2E", "süd%201");

    private final BufferAllocator allocator = Allocators.child("test");
    private long allocatedBefore;

    @TempDir
    Path temp;

    @BeforeEach
    void noteWhatIsAllocated() {
        allocatedBefore = Allocators.root().getAllocatedMemory();
    }

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
        assertEquals(allocatedBefore, Allocators.root().getAllocatedMemory(), "memory of the encoder's");
    }

    private Batch batch(int first) {
        VarCharVector zone = new VarCharVector("zone", allocator);
        DateDayVector day = new DateDayVector("day", allocator);
        IntVector number = new IntVector("number", allocator);
        zone.allocateNew();
        day.allocateNew(ROWS);
        number.allocateNew(ROWS);
        for (int i = 0; i < ROWS; i++) {
            String name = ZONES.get(i % ZONES.size());
            if (name != null) {
                zone.setSafe(i, name.getBytes(StandardCharsets.UTF_8));
            }
            day.set(i, 19_723 + i % 2);
            number.set(i, first + i);
        }
        zone.setValueCount(ROWS);
        day.setValueCount(ROWS);
        number.setValueCount(ROWS);
        return Batch.of(ROWS, zone, day, number);
    }

    @Test
    void eachFolderHasTheRowsOfItsValuesInTheirOrder() throws IOException {
        Path target = temp.resolve("trips");
        Map<String, List<Object>> expected = new TreeMap<>();
        FolderLayout layout = FolderLayout.files().partitionBy("zone", "day");
        try (Batch first = batch(0);
                Batch second = batch(ROWS);
                ParquetFolder folder =
                        ParquetFolder.create(target, first.schema(), ParquetWriteOptions.defaults(), layout)) {
            folder.append(first);
            folder.append(second);
            assertFalse(Files.exists(target));
            folder.commit();
            assertEquals(2 * ROWS, folder.rows());
        }
        for (int i = 0; i < 2 * ROWS; i++) {
            int row = i % ROWS;
            String path = "zone=" + FOLDERS.get(row % ZONES.size()) + "/day=2024-01-0" + (1 + row % 2)
                    + "/part-00000.parquet";
            expected.computeIfAbsent(path, name -> new ArrayList<>()).add(List.of((long) i));
        }
        assertEquals(expected.keySet(), contents(target).keySet());
        for (String path : expected.keySet()) {
            assertEquals(expected.get(path), contents(target).get(path), path);
        }
        assertEquals(List.of("trips"), names(temp));
        assertTrue(Files.exists(target.resolve("_SUCCESS")));
    }

    private static Map<String, List<Object>> contents(Path folder) throws IOException {
        Map<String, List<Object>> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
                try (WrittenFile written = WrittenFile.open(file)) {
                    contents.put(folder.relativize(file).toString(), new ArrayList<>(written.rows()));
                }
            }
        }
        return contents;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void rowsOfNestedColumnsGoWithTheirPartition() throws IOException {
        List<Field> fields = List.of(
                ArrowTypes.named("bool"),
                ArrowTypes.named("list_of_struct_of_list"),
                ArrowTypes.named("dictionary_utf8"),
                ArrowTypes.named("run_end_encoded"));
        FolderLayout layout = FolderLayout.files().partitionBy("bool");
        try (Batch batch = RandomBatches.of(fields, 500, Nulls.SOME, 21, allocator)) {
            Path target = temp.resolve("nested");
            try (ParquetFolder folder =
                    ParquetFolder.create(target, batch.schema(), ParquetWriteOptions.defaults(), layout)) {
                folder.append(batch);
                folder.commit();
            }
            Map<String, List<Object>> expected = new TreeMap<>();
            for (int row = 0; row < batch.rows(); row++) {
                Object value = ExpectedValues.of(batch, 0, fields.get(0)).get(row);
                List<Object> rest = new ArrayList<>();
                for (int column = 1; column < fields.size(); column++) {
                    rest.add(
                            ExpectedValues.of(batch, column, fields.get(column)).get(row));
                }
                String name = "bool=" + (value == null ? "__HIVE_DEFAULT_PARTITION__" : value) + "/part-00000.parquet";
                expected.computeIfAbsent(name, path -> new ArrayList<>()).add(rest);
            }
            assertEquals(expected, contents(target), "seed 21");
        }
    }

    @Test
    void aFileThatHasReachedItsSizeIsFollowedByAnother() throws Exception {
        Path target = temp.resolve("files");
        ParquetWriteOptions options = ParquetWriteOptions.defaults().rowGroupRows(100);
        FolderLayout layout = FolderLayout.files().fileBytes(2_000);
        try (Batch batch = batch(0);
                ParquetFolder folder = ParquetFolder.create(target, batch.schema(), options, layout)) {
            folder.append(batch);
            folder.commit();
        }
        Map<String, List<Object>> contents = contents(target);
        assertTrue(contents.size() > 2, () -> contents.keySet().toString());
        List<Object> rows = new ArrayList<>();
        contents.values().forEach(rows::addAll);
        assertEquals(ROWS, rows.size());
        for (int i = 0; i < ROWS; i++) {
            assertEquals((long) i, ((List<?>) rows.get(i)).get(2));
        }
        assertManifest(target, contents);
    }

    private static void assertManifest(Path folder, Map<String, List<Object>> contents) throws Exception {
        String manifest = Files.readString(folder.resolve("_manifest.json"));
        long bytes = 0;
        for (Map.Entry<String, List<Object>> file : contents.entrySet()) {
            byte[] content = Files.readAllBytes(folder.resolve(file.getKey()));
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            String entry = "{\"path\": \"" + file.getKey() + "\", \"rows\": "
                    + file.getValue().size() + ", \"bytes\": " + content.length + ", \"sha256\": \"" + hash + "\"}";
            assertTrue(manifest.contains(entry), () -> manifest + "\nhas no\n" + entry);
            bytes += content.length;
        }
        assertTrue(manifest.startsWith("{\n  \"rows\": " + ROWS + ",\n  \"bytes\": " + bytes + ",\n"), manifest);
    }

    @Test
    void withoutACommitWhatWasThereStays() throws IOException {
        Path target = temp.resolve("trips");
        try (Batch batch = batch(0)) {
            for (boolean commits : new boolean[] {true, false}) {
                try (ParquetFolder folder = ParquetFolder.create(
                        target, batch.schema(), ParquetWriteOptions.defaults(), FolderLayout.files())) {
                    for (int i = 0; i < (commits ? 1 : 3); i++) {
                        folder.append(batch);
                    }
                    if (commits) {
                        folder.commit();
                    }
                }
                assertEquals(List.of("trips"), names(temp));
                assertEquals(ROWS, contents(target).get("part-00000.parquet").size());
            }
        }
    }

    @Test
    void aCommitReplacesTheFolderOfBefore() throws IOException {
        Path target = temp.resolve("trips");
        FolderLayout partitioned = FolderLayout.files().partitionBy("day");
        try (Batch batch = batch(0)) {
            for (FolderLayout layout : List.of(partitioned, FolderLayout.files())) {
                try (ParquetFolder folder =
                        ParquetFolder.create(target, batch.schema(), ParquetWriteOptions.defaults(), layout)) {
                    folder.append(batch);
                    folder.commit();
                }
            }
        }
        assertEquals(List.of("_SUCCESS", "_manifest.json", "part-00000.parquet"), names(target));
        assertEquals(List.of("trips"), names(temp));
    }

    @Test
    void whatAKilledProcessLeftIsDeleted() throws IOException {
        Path left = Files.createDirectories(temp.resolve(".trips.999999999-1-0123456789abcdef.tmp/day=1"));
        Files.writeString(left.resolve("part-00000.parquet"), "half");
        Schema schema = new Schema(List.of(ArrowTypes.named("int64")));
        try (ParquetFolder folder = ParquetFolder.create(
                temp.resolve("trips"), schema, ParquetWriteOptions.defaults(), FolderLayout.files())) {
            assertEquals(1, names(temp).size(), () -> "besides the folder that is being written");
            folder.commit();
        }
        assertEquals(List.of("trips"), names(temp));
        assertEquals(List.of("_SUCCESS", "_manifest.json", "part-00000.parquet"), names(temp.resolve("trips")));
    }

    @Test
    void aFolderThatSomethingElseWroteIsNotReplaced() throws IOException {
        Files.writeString(temp.resolve("letters.txt"), "mine");
        Schema schema = new Schema(List.of(ArrowTypes.named("int64")));
        ArrowShareException e = assertThrows(
                ArrowShareException.class,
                () -> ParquetFolder.create(temp, schema, ParquetWriteOptions.defaults(), FolderLayout.files()));
        assertEquals(
                "cannot write " + temp + ": the folder has files and no _manifest.json, so it was not written as one;"
                        + " delete it or choose another name",
                e.getMessage());
        assertEquals(List.of("letters.txt"), names(temp));
    }

    @Test
    void columnsThatCannotPartitionAreRefused() {
        Schema schema = new Schema(List.of(ArrowTypes.named("float64"), ArrowTypes.named("int64")));
        UnsupportedFeatureException e = assertThrows(
                UnsupportedFeatureException.class,
                () -> ParquetFolder.create(
                        temp.resolve("x"),
                        schema,
                        ParquetWriteOptions.defaults(),
                        FolderLayout.files().partitionBy("float64")));
        assertEquals(
                "column 'float64 double' cannot partition a folder; columns of text, integers, dates and booleans can",
                e.getMessage());
        IllegalArgumentException all = assertThrows(
                IllegalArgumentException.class,
                () -> ParquetFolder.create(
                        temp.resolve("x"),
                        new Schema(List.of(ArrowTypes.named("int64"))),
                        ParquetWriteOptions.defaults(),
                        FolderLayout.files().partitionBy("int64")));
        assertEquals("all columns partition the folder; at least one must be left for its files", all.getMessage());
    }
}
