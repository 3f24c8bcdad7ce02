package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.schema.ExtensionTypes;
import dev.arrowshare.testing.BatchAssertions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.JsonFileReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ExtensionTypeRegistry;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Validator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class GoldenFilesTest {
    /** Part of a file's path to what its refusal says. */
    private static final Map<String, String> REFUSED = Map.of(
            "1.0.0-bigendian", "big-endian data",
            "0.17.1/generated_union", "union in metadata version V4",
            "generated_decimal32", "is a decimal32, which Arrow's Java vectors cannot hold",
            "generated_decimal64", "is a decimal64, which Arrow's Java vectors cannot hold");

    /** Reading a schema registers it once; the JSON has the storage type. */
    private static ArrowType.ExtensionType uuid;

    @TempDir
    private Path folder;

    @BeforeAll
    static void extensionTypesAreNotRegistered() {
        ExtensionTypes.ensureRegistered();
        uuid = ExtensionTypeRegistry.lookup("arrow.uuid");
        ExtensionTypeRegistry.unregister(uuid);
    }

    @AfterAll
    static void extensionTypesAreAsTheyWere() {
        ExtensionTypeRegistry.register(uuid);
    }

    @TestFactory
    Stream<DynamicTest> everyFileIsItsJsonOrRefusedByName() {
        List<Path> files = ArrowTestData.files("arrow-ipc-stream/integration", ".arrow_file");
        assertTrue(files.size() >= 91, () -> "only " + files.size() + " golden files");
        return tests(files, this::compareFile);
    }

    @TestFactory
    Stream<DynamicTest> everyStreamIsItsJsonOrRefusedByName() {
        List<Path> files = ArrowTestData.files("arrow-ipc-stream/integration", ".stream");
        assertTrue(files.size() >= 91, () -> "only " + files.size() + " golden streams");
        return tests(files, this::compareStream);
    }

    private Stream<DynamicTest> tests(List<Path> files, Comparison comparison) {
        return files.stream()
                .filter(file -> !file.toString().contains("littleendian/generated_duplicate_fieldnames")
                        && !file.toString().contains("cpp-21.0.0/generated_duplicate_fieldnames"))
                .map(file -> DynamicTest.dynamicTest(name(file), () -> check(file, comparison)));
    }

    private static String name(Path file) {
        return file.getParent().getFileName() + "/" + file.getFileName();
    }

    private interface Comparison {
        void with(JsonFileReader json, Schema schema, Path file, BufferAllocator allocator) throws IOException;
    }

    private void check(Path file, Comparison comparison) throws IOException {
        Optional<String> reason = REFUSED.entrySet().stream()
                .filter(entry -> name(file).contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
        if (reason.isPresent()) {
            UnsupportedFeatureException e = assertThrows(
                    UnsupportedFeatureException.class, () -> comparison.with(null, null, file, Allocators.root()));
            assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
            assertTrue(e.getMessage().contains(reason.get()), e.getMessage());
            return;
        }
        try (BufferAllocator allocator = Allocators.child("golden file");
                BufferAllocator jsonAllocator = Allocators.child("json");
                JsonFileReader json = new JsonFileReader(unzipped(file).toFile(), jsonAllocator)) {
            comparison.with(json, json.start(), file, allocator);
        }
    }

    private Path unzipped(Path file) throws IOException {
        String json = file.toString().replaceAll("\\.(arrow_file|stream)$", ".json.gz");
        Path target = folder.resolve("golden.json");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(Path.of(json)))) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }

    private void compareFile(JsonFileReader json, Schema schema, Path path, BufferAllocator allocator)
            throws IOException {
        try (ArrowFile file = ArrowFile.open(path)) {
            compareSchemas(schema, file.schema(), path);
            for (int i = 0; i < file.batchCount(); i++) {
                try (VectorSchemaRoot expected = json.read();
                        Batch batch = file.batch(i, allocator)) {
                    compare(expected, json, batch, path);
                    assertEquals(batch.rows(), file.rows(i));
                    requireMapped(file, batch, allocator);
                }
                file.validate(i);
            }
            assertNull(json.read(), "the JSON has more batches");
        }
    }

    /** Of the batch and of its dictionaries, which no allocator of the caller's counts. */
    private static void requireMapped(ArrowFile file, Batch batch, BufferAllocator allocator) {
        if (file.compression() == Compression.NONE) {
            assertEquals(0, allocator.getPeakMemoryAllocation(), "mapped bytes were copied");
            assertEquals(0, batch.copiedBytes(), "bytes that are not mapped");
        }
    }

    private void compareStream(JsonFileReader json, Schema schema, Path path, BufferAllocator allocator)
            throws IOException {
        try (ArrowStream stream = ArrowStream.open(path)) {
            compareSchemas(schema, stream.schema(), path);
            for (VectorSchemaRoot expected = json.read(); expected != null; expected = json.read()) {
                try (VectorSchemaRoot closed = expected;
                        Batch batch = stream.next(allocator)) {
                    assertNotNull(batch, "the JSON has more batches");
                    compare(closed, json, batch, path);
                }
            }
            assertNull(stream.next(allocator), "the stream has more batches");
        }
    }

    /** Their JSON numbers dictionaries otherwise, or names the parts of a map as others do. */
    private static boolean isNamedOtherwise(Path file) {
        return name(file).contains("nested_dictionary") || name(file).contains("map_non_canonical");
    }

    private static void compareSchemas(Schema expected, Schema actual, Path file) {
        if (!isNamedOtherwise(file)) {
            Validator.compareSchemas(expected, actual);
        }
    }

    private static void compare(VectorSchemaRoot expected, JsonFileReader json, Batch batch, Path file) {
        assertEquals(expected.getRowCount(), batch.rows(), name(file));
        if (isNamedOtherwise(file)) {
            assertEqualValues(expected, json, batch, file);
            return;
        }
        Validator.compareVectorSchemaRoot(expected, batch.asRoot());
        DictionaryProvider dictionaries = batch.dictionaries();
        for (long id : dictionaries.getDictionaryIds()) {
            Validator.compareFieldVectors(
                    json.lookup(id).getVector(), dictionaries.lookup(id).getVector());
        }
    }

    private static void assertEqualValues(VectorSchemaRoot expected, JsonFileReader json, Batch batch, Path file) {
        Map<Long, FieldVector> dictionaries = new HashMap<>();
        json.getDictionaryIds()
                .forEach(id -> dictionaries.put(id, json.lookup(id).getVector()));
        // Not closed: its vectors are the root's and the JSON reader's.
        Batch view = Batch.of(
                expected.getSchema(),
                expected.getRowCount(),
                expected.getFieldVectors(),
                dictionaries,
                Allocators.root());
        if (!name(file).contains("map_non_canonical")) {
            BatchAssertions.assertEqualValues(view, batch, name(file));
            return;
        }
        for (int row = 0; row < batch.rows(); row++) {
            String wanted = String.valueOf(BatchAssertions.value(view, 0, row)).replace("some_", "");
            assertEquals(
                    wanted, String.valueOf(BatchAssertions.value(batch, 0, row)).replace("some_", ""), name(file));
        }
    }

    /** Arrow's JSON reader would need a property of the JVM for these. */
    @Test
    void duplicateNamesKeepAllColumns() throws IOException {
        for (Path path :
                ArrowTestData.files("arrow-ipc-stream/integration", "generated_duplicate_fieldnames.arrow_file")) {
            if (path.toString().contains("bigendian")) {
                continue;
            }
            JsonNode batches =
                    new ObjectMapper().readTree(unzipped(path).toFile()).get("batches");
            try (BufferAllocator allocator = Allocators.child("duplicates");
                    ArrowFile file = ArrowFile.open(path)) {
                assertEquals(batches.size(), file.batchCount());
                for (int i = 0; i < batches.size(); i++) {
                    try (Batch batch = file.batch(i, allocator)) {
                        requireMapped(file, batch, allocator);
                        for (int column = 0; column < batch.columnCount(); column++) {
                            compareJson(batches.get(i).get("columns").get(column), batch.column(column), path);
                        }
                    }
                }
            }
        }
    }

    private static void compareJson(JsonNode column, FieldVector vector, Path file) {
        JsonNode data = column.get("DATA");
        for (int row = 0; row < vector.getValueCount(); row++) {
            boolean isNull = column.get("VALIDITY").get(row).asInt() == 0;
            assertEquals(isNull, vector.isNull(row), file + " " + vector.getName());
            if (!isNull && data != null) {
                assertEquals(data.get(row).asText(), vector.getObject(row).toString(), file + " " + vector.getName());
            }
        }
        JsonNode children = column.path("children");
        assertEquals(children.size(), vector.getChildrenFromFields().size(), file + " " + vector.getName());
        for (int i = 0; i < children.size(); i++) {
            compareJson(children.get(i), vector.getChildrenFromFields().get(i), file);
        }
    }

    @Test
    void aFileOfALaterVersionOfTheFormatIsRefused() throws IOException {
        Path file = ArrowTestData.folder().resolve("forward-compatibility/schema_v6.arrow");
        UnsupportedFeatureException e = assertThrows(
                UnsupportedFeatureException.class, () -> readAny(file).close());
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        assertTrue(e.getMessage().contains("V6"), e.getMessage());
    }

    private static AutoCloseable readAny(Path file) throws IOException {
        byte[] head = Files.readAllBytes(file);
        return head[0] == 'A' ? ArrowFile.open(file) : ArrowStream.open(file);
    }
}
