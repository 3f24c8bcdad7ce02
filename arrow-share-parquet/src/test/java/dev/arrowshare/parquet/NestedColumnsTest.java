package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.schema.Schemas;
import dev.arrowshare.testing.ArrowTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 240, unit = TimeUnit.SECONDS)
class NestedColumnsTest {
    private static final String ORDER = "message m {"
            + " required int64 id;"
            + " optional group items (LIST) { repeated group list { optional group element {"
            + "   required binary product (STRING); optional double price; } } }"
            + " optional group place { optional binary city (STRING);"
            + "   optional group tags (LIST) { repeated group list { optional binary element (STRING); } } }"
            + " optional int32 a.b; }";

    @TempDir
    private Path folder;

    /** The examples of parquet-format's LogicalTypes.md, and those that writers have left behind. */
    static Stream<Arguments> schemas() {
        return Stream.of(
                Arguments.of(
                        "optional group l (LIST) { repeated group list { optional binary element (STRING); } }",
                        "[l list<element: utf8>]"),
                Arguments.of(
                        "required group l (LIST) { repeated group list { required int32 element; } }",
                        "[l list<element: int32 not null> not null]"),
                Arguments.of("optional group l (LIST) { repeated int32 num; }", "[l list<num: int32 not null>]"),
                Arguments.of(
                        "optional group l (LIST) { repeated group element { required binary s (STRING); required int32 n; } }",
                        "[l list<element: struct<s: utf8 not null, n: int32 not null> not null>]"),
                Arguments.of(
                        "optional group l (LIST) { repeated group array { required binary s (STRING); } }",
                        "[l list<array: struct<s: utf8 not null> not null>]"),
                Arguments.of(
                        "optional group l (LIST) { repeated group l_tuple { required binary s (STRING); } }",
                        "[l list<l_tuple: struct<s: utf8 not null> not null>]"),
                Arguments.of(
                        "optional group l (LIST) { repeated group bag { optional int64 array_element; } }",
                        "[l list<array_element: int64>]"),
                Arguments.of(
                        "optional group l (LIST) { repeated group bag { repeated int32 n; } }",
                        "[l list<bag: struct<n: list<n: int32 not null> not null> not null>]"),
                Arguments.of(
                        "optional group l (LIST) { repeated group array (LIST) { repeated int32 array; } }",
                        "[l list<array: list<array: int32 not null> not null>]"),
                Arguments.of("repeated int32 r;", "[r list<r: int32 not null> not null]"),
                Arguments.of(
                        "repeated group r { optional int32 x; repeated float y; }",
                        "[r list<r: struct<x: int32, y: list<y: float not null> not null> not null> not null]"),
                Arguments.of(
                        "optional group m (MAP) { repeated group key_value { required binary key (STRING); optional int32 value; } }",
                        "[m map<key_value: struct<key: utf8 not null, value: int32> not null>]"),
                Arguments.of(
                        "required group m (MAP) { repeated group map (MAP_KEY_VALUE) { required int32 k; required int32 v; } }",
                        "[m map<map: struct<k: int32 not null, v: int32 not null> not null> not null]"),
                Arguments.of(
                        "optional group m (MAP_KEY_VALUE) { repeated group map { required binary k (STRING); required int32 v; } }",
                        "[m map<map: struct<k: utf8 not null, v: int32 not null> not null>]"),
                Arguments.of(
                        "optional group m (MAP) { repeated group key_value { required binary key (STRING); } }",
                        "[m list<key: utf8 not null>]"),
                Arguments.of(
                        "optional group s { required group t { optional int32 x; } required int32 y; }",
                        "[s struct<t: struct<x: int32> not null, y: int32 not null>]"));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void groupsAreWhatTheFormatsRulesMakeOfThem(String columns, String expected) throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("message m { " + columns + " }");
        Path file = written(schema, properties(WriterVersion.PARQUET_1_0, 3), Map.of(), 5, 0.3);
        assertEquals(expected, Schemas.describe(ParquetSource.open(file).schema()));
        assertReadInEveryWay(file);
    }

    @TestFactory
    Stream<DynamicTest> randomSchemasUpToFiveLevelsDeep() {
        return IntStream.range(0, 60)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    MessageType schema = NestedSchemas.random(new Random(seed), 5);
                    WriterVersion version = seed % 2 == 0 ? WriterVersion.PARQUET_1_0 : WriterVersion.PARQUET_2_0;
                    double nulls = List.of(0.0, 0.2, 0.8).get(seed % 3);
                    Path file = written(
                            schema, properties(version, List.of(3, 11, 37).get(seed % 3)), Map.of(), seed, nulls);
                    assertReadInEveryWay(file);
                }));
    }

    private static void assertReadInEveryWay(Path file) throws IOException {
        var records = GroupOracle.records(file);
        ParquetReadOptions options = ParquetReadOptions.read().ignoreArrowSchema();
        GroupOracle.assertEqual(file, records, options.threads(1));
        GroupOracle.assertEqual(file, records, options.threads(1).rowsPerBatch(7));
        GroupOracle.assertEqual(file, records, options.threads(4).rowsPerBatch(61));
        GroupOracle.assertEqual(file, records, options.threads(1).columnBytesLimit(40));
        GroupOracle.assertEqual(file, records, options.threads(3).columnBytesLimit(300));
    }

    @Test
    void everyKindOfListThatArrowHasIsRestored() throws IOException {
        Schema stored = new Schema(List.of(
                ArrowTypes.nested(
                        "a", ArrowType.LargeList.INSTANCE, ArrowTypes.leaf("element", ArrowType.LargeUtf8.INSTANCE)),
                ArrowTypes.nested(
                        "b", ArrowType.ListView.INSTANCE, ArrowTypes.leaf("element", ArrowType.Utf8View.INSTANCE)),
                ArrowTypes.nested(
                        "c",
                        ArrowType.LargeListView.INSTANCE,
                        ArrowTypes.encoded("element", ArrowType.Utf8.INSTANCE, 9, 8)),
                ArrowTypes.nested(
                        "d",
                        new ArrowType.List(),
                        ArrowTypes.leaf(
                                "element",
                                new ArrowType.Timestamp(
                                        org.apache.arrow.vector.types.TimeUnit.MICROSECOND, "Europe/Berlin")))));
        MessageType schema = MessageTypeParser.parseMessageType("message m { " + list("a", "binary element (STRING)")
                + list("b", "binary element (STRING)") + list("c", "binary element (STRING)")
                + list("d", "int64 element (TIMESTAMP(MICROS,true))") + "}");
        Map<String, String> metadata = Map.of("ARROW:schema", StoredSchemaTest.encoded(stored));
        Path file = written(schema, properties(WriterVersion.PARQUET_2_0, 19), metadata, 3, 0.2);
        assertEquals(
                "[a large_list<element: large_utf8>, b list_view<element: utf8_view>,"
                        + " c large_list_view<element: dictionary<int8, utf8>>, d list<element: timestamp[us, Europe/Berlin]>]",
                Schemas.describe(ParquetSource.open(file).schema()));
        var records = GroupOracle.records(file);
        GroupOracle.assertEqual(file, records, ParquetReadOptions.read().threads(1));
        GroupOracle.assertEqual(
                file, records, ParquetReadOptions.read().threads(3).rowsPerBatch(13));
    }

    private static String list(String name, String element) {
        return "optional group " + name + " (LIST) { repeated group list { optional " + element + "; } } ";
    }

    @Test
    void listsOfAnotherLengthThanTheArrowSchemaSaysAreRefused() throws IOException {
        Schema stored = new Schema(List.of(ArrowTypes.nested(
                "l", new ArrowType.FixedSizeList(2), ArrowTypes.leaf("element", new ArrowType.Int(32, true)))));
        MessageType schema = MessageTypeParser.parseMessageType("message m { " + list("l", "int32 element") + "}");
        Map<String, String> metadata = Map.of("ARROW:schema", StoredSchemaTest.encoded(stored));
        Path file = written(schema, properties(WriterVersion.PARQUET_1_0, 19), metadata, 3, 0.2);
        UnsupportedFeatureException refusal =
                assertThrows(UnsupportedFeatureException.class, () -> CorpusFilesTest.readAll(file));
        assertTrue(
                refusal.getMessage().startsWith(file + ": column 'l.list.element', row group "), refusal.getMessage());
        assertTrue(
                refusal.getMessage()
                        .contains(
                                "values where ARROW:schema says that each has 2; ParquetReadOptions.ignoreArrowSchema()"),
                refusal.getMessage());
    }

    @Test
    void pathsSelectPartsOfColumns() throws IOException {
        Path file = written(ORDER);
        assertSelected(file, "[place struct<city: utf8>, id int64 not null]", "place.city", "id");
        assertSelected(file, "[items list<element: struct<price: double>>]", "items.list.element.price");
        assertSelected(file, "[items list<element: struct<price: double>>]", "items.element.price");
        assertSelected(
                file,
                "[place struct<city: utf8, tags: list<element: utf8>>, a.b int32]",
                "place.tags",
                "a.b",
                "place.city");
        assertSelected(file, "[place struct<tags: list<element: utf8>>]", "place.tags.element");
    }

    private static void assertSelected(Path file, String expected, String... paths) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.read().columns(paths);
        assertEquals(
                expected, Schemas.describe(ParquetSource.open(file, options).schema()));
        GroupOracle.assertEqual(file, options);
    }

    @Test
    void ofAMapKeysAndValuesCanBeReadAlone() throws IOException {
        Path file = written("message m { optional group m (MAP) { repeated group key_value {"
                + " required binary key (STRING); optional int32 value; } } }");
        assertSelected(file, "[m list<key_value: struct<key: utf8 not null> not null>]", "m.key");
        assertSelected(file, "[m list<key_value: struct<value: int32> not null>]", "m.key_value.value");
    }

    @Test
    void onlyTheChunksOfAPathAreRead() throws IOException {
        Path file = written(ORDER);
        long all = bytesRead(file, ParquetReadOptions.read().columns("items"));
        long part = bytesRead(file, ParquetReadOptions.read().columns("items.element.price"));
        assertTrue(part < all, part + " of " + all + " bytes");
    }

    private static long bytesRead(Path file, ParquetReadOptions options) {
        try (BatchStream batches = ParquetSource.open(file, options).read(Allocators.root())) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                batch.close();
            }
            return ((DecodedBatches) batches).bytesRead();
        }
    }

    @Test
    void unknownPathsAreToldWhatThereIs() throws IOException {
        Path file = written(ORDER);
        assertUnknown(file, "nothing", "no column 'nothing'; columns are id, items, place, a.b");
        assertUnknown(file, "place.country", "no column 'place.country'; 'place' has city, tags");
        assertUnknown(file, "id.x", "no column 'id.x'; columns are id, items, place, a.b");
    }

    private static void assertUnknown(Path file, String path, String message) {
        NoSuchColumnException failure = assertThrows(
                NoSuchColumnException.class,
                () -> ParquetSource.open(file, ParquetReadOptions.read().columns(path)));
        assertEquals(file + ": " + message, failure.getMessage());
    }

    @Test
    void fieldIdsSurviveAtEveryLevel() throws IOException {
        Path file = written("message m { optional group s = 1 { optional group l (LIST) = 2 {"
                + " repeated group list { optional int32 element = 3; } } } }");
        Field struct = ParquetSource.open(file).schema().getFields().get(0);
        Field list = struct.getChildren().get(0);
        assertEquals("1", struct.getMetadata().get("PARQUET:field_id"));
        assertEquals("2", list.getMetadata().get("PARQUET:field_id"));
        assertEquals("3", list.getChildren().get(0).getMetadata().get("PARQUET:field_id"));
    }

    @Test
    void absurdDepthIsRefusedByName() throws IOException {
        String inner = "optional int32 leaf;";
        for (int i = 0; i < 150; i++) {
            inner = "optional group g" + i + " { " + inner + " }";
        }
        Path file = written("message m { " + inner + " }");
        UnsupportedFeatureException refusal =
                assertThrows(UnsupportedFeatureException.class, () -> ParquetSource.open(file));
        assertEquals(
                file + ": column 'g50' is nested more than 100 levels deep, which is the limit", refusal.getMessage());
    }

    @Test
    void whatIsReadOutlivesItsStreamAndIsFreed() throws IOException {
        Path file = written(ORDER);
        try (BufferAllocator allocator = Allocators.child("nested")) {
            Batch first;
            try (BatchStream batches = ParquetSource.open(
                            file, ParquetReadOptions.read().rowsPerBatch(50).columnBytesLimit(60))
                    .read(allocator)) {
                first = batches.next();
            }
            assertTrue(first.toString().length() > 0);
            first.close();
        }
    }

    private static ParquetProperties properties(WriterVersion version, int pageRows) {
        return ParquetProperties.builder()
                .withWriterVersion(version)
                .withPageRowCountLimit(pageRows)
                .build();
    }

    private Path written(String schema) throws IOException {
        return written(
                MessageTypeParser.parseMessageType(schema),
                properties(WriterVersion.PARQUET_1_0, 19),
                Map.of(),
                1,
                0.2);
    }

    private Path written(
            MessageType schema, ParquetProperties properties, Map<String, String> metadata, int seed, double nulls)
            throws IOException {
        Path file = folder.resolve("nested-" + seed + ".parquet");
        new OracleWriter(
                        schema,
                        properties,
                        CompressionCodecName.SNAPPY,
                        70,
                        new Random(seed),
                        nulls,
                        seed % 4 == 0 ? 0 : 9)
                .write(file, 180, metadata);
        return file;
    }
}
