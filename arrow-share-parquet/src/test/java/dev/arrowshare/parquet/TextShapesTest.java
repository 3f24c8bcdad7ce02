package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.schema.Schemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Text and bytes come in the shape that was asked for, with the same values, and batches as large as they were asked to be. */
class TextShapesTest {
    private static final MessageType TEXT = MessageTypeParser.parseMessageType("message m {"
            + " optional binary s (STRING); required binary r (STRING); optional binary b; optional binary j (JSON);"
            + " optional binary e (ENUM); optional fixed_len_byte_array(7) f; optional int32 i; }");

    private final BufferAllocator allocator = Allocators.child("test");

    @TempDir
    Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    /** How parquet-java writes a column: with a dictionary, with one that becomes full, with none, and with deltas. */
    @TestFactory
    Stream<DynamicTest> everyShapeOfEveryFormThatParquetJavaWrites() {
        return Stream.of("dictionary", "falls back", "plain", "deltas")
                .flatMap(form -> Stream.of(0.0, 0.3, 1.0)
                        .map(nulls -> DynamicTest.dynamicTest(form + ", nulls " + nulls, () -> check(form, nulls))));
    }

    private void check(String form, double nulls) throws IOException {
        Path file = folder.resolve("text.parquet");
        int distinct = form.equals("dictionary") ? 40 : 0;
        Random random = new Random(31);
        new OracleWriter(TEXT, properties(form), codec(form), 600, random, nulls, distinct)
                .write(file, 1_500, Map.of());
        List<Group> expected = GroupOracle.records(file);
        for (TextShape shape : TextShape.values()) {
            for (int threads : new int[] {1, 4}) {
                GroupOracle.assertEqual(
                        file,
                        expected,
                        ParquetReadOptions.read().text(shape).threads(threads).rowsPerBatch(271));
            }
            GroupOracle.assertEqual(
                    file, expected, ParquetReadOptions.read().text(shape).bytesPerBatch(20_000));
        }
    }

    private static ParquetProperties properties(String form) {
        return ParquetProperties.builder()
                .withWriterVersion(form.equals("deltas") ? WriterVersion.PARQUET_2_0 : WriterVersion.PARQUET_1_0)
                .withDictionaryEncoding(form.equals("dictionary") || form.equals("falls back"))
                .withDictionaryPageSize(form.equals("falls back") ? 2_000 : 1 << 20)
                .withPageRowCountLimit(150)
                .build();
    }

    private static CompressionCodecName codec(String form) {
        return form.equals("plain") ? CompressionCodecName.UNCOMPRESSED : CompressionCodecName.SNAPPY;
    }

    @ParameterizedTest
    @EnumSource(TextShape.class)
    void everyShapeWithinListsStructsAndMaps(TextShape shape) throws IOException {
        Path file = folder.resolve("nested.parquet");
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            MessageType schema = NestedSchemas.random(random, 3);
            ParquetProperties properties = properties(seed % 2 == 0 ? "dictionary" : "falls back");
            new OracleWriter(schema, properties, CompressionCodecName.SNAPPY, 150, random, 0.2, 0)
                    .write(file, 300, Map.of());
            List<Group> expected = GroupOracle.records(file);
            GroupOracle.assertEqual(
                    file, expected, ParquetReadOptions.read().text(shape).rowsPerBatch(100));
            GroupOracle.assertEqual(
                    file, expected, ParquetReadOptions.read().text(shape).bytesPerBatch(3_000));
        }
    }

    @Test
    void columnsThatAreNamedHaveShapesOfTheirOwn() throws IOException {
        Path file = orders();
        assertEquals(
                "[id int32, name dictionary<int32, utf8>, tags list<element: utf8_view>,"
                        + " place struct<city: large_utf8, raw: large_binary>]",
                described(
                        file,
                        ParquetReadOptions.read()
                                .keepDictionaries("name")
                                .text(TextShape.VIEWS, "tags")
                                .text(TextShape.LARGE, "place")));
        assertEquals(
                "[id int32, name utf8, tags list<element: utf8_view>, place struct<city: utf8_view,"
                        + " raw: dictionary<int32, binary>>]",
                described(
                        file,
                        ParquetReadOptions.read()
                                .keepDictionaries("place.raw")
                                .text(TextShape.PLAIN, "name")
                                .text(TextShape.VIEWS)),
                "names count, whatever all others are");
        assertEquals(
                "[id int32, name utf8, tags list<element: utf8>, place struct<city: utf8, raw: binary>]",
                described(file, ParquetReadOptions.read()));
    }

    private static String described(Path file, ParquetReadOptions options) {
        return Schemas.describe(ParquetSource.open(file, options).schema());
    }

    private Path orders() throws IOException {
        Path file = folder.resolve("orders.parquet");
        MessageType schema = MessageTypeParser.parseMessageType("message m {"
                + " optional int32 id; optional binary name (STRING);"
                + " optional group tags (LIST) { repeated group list { optional binary element (STRING); } }"
                + " optional group place { optional binary city (STRING); optional binary raw; } }");
        new OracleWriter(schema, properties("dictionary"), CompressionCodecName.SNAPPY, 50, new Random(5), 0.1, 9)
                .write(file, 100, Map.of());
        return file;
    }

    @Test
    void aNameThatNoColumnHasIsRefused() throws IOException {
        Path file = orders();
        NoSuchColumnException refusal = assertThrows(
                NoSuchColumnException.class,
                () -> ParquetSource.open(file, ParquetReadOptions.read().keepDictionaries("place.zip")));
        assertEquals(file + ": no column 'place.zip'; 'place' has city, raw", refusal.getMessage());
    }

    @Test
    void plainIsPlainWhateverTheStoredSchemaSays() throws IOException {
        for (ArrowType type : List.of(ArrowType.Utf8View.INSTANCE, ArrowType.LargeUtf8.INSTANCE)) {
            Path file = written(new Field("s", FieldType.nullable(type), null));
            assertEquals(
                    type, ParquetSource.open(file).schema().getFields().get(0).getType());
            assertEquals("[s utf8]", described(file, ParquetReadOptions.read().text(TextShape.PLAIN)));
        }
    }

    private Path written(Field stored) throws IOException {
        Path file = folder.resolve("stored.parquet");
        MessageType schema = MessageTypeParser.parseMessageType("message m { optional binary s (STRING); }");
        new OracleWriter(schema, properties("dictionary"), CompressionCodecName.SNAPPY, 50, new Random(5), 0.1, 9)
                .write(file, 10, Map.of("ARROW:schema", StoredSchemaTest.encoded(new Schema(List.of(stored)))));
        return file;
    }

    /** Long values stay where they were decompressed: the batches' buffers are the pages, not copies. */
    @Test
    void viewsReferToThePagesThatTheyCameIn() {
        Path file = text(4_000, row -> "a value that is too long for a view, number " + row, options -> options);
        long[] retained = new long[1];
        long[] referred = new long[1];
        forEach(file, ParquetReadOptions.read().text(TextShape.VIEWS).rowsPerBatch(1_000), batch -> {
            BaseVariableWidthViewVector views = (BaseVariableWidthViewVector) batch.column(0);
            referred[0] += IntStream.range(0, views.getValueCount())
                    .map(views::getValueLength)
                    .sum();
            retained[0] += views.getDataBuffers().stream()
                    .mapToLong(ArrowBuf::capacity)
                    .sum();
            for (int row = 0; row < batch.rows(); row++) {
                assertTrue(new String(views.get(row), StandardCharsets.UTF_8).startsWith("a value that is"));
            }
        });
        assertTrue(retained[0] <= 4 * referred[0], "views of " + referred[0] + " bytes hold on to " + retained[0]);
    }

    /** A page of which a batch needs only a little is not kept for that. */
    @Test
    void viewsDoNotHoldOnToPagesOfWhichTheyNeedLittle() {
        Path file = text(
                20_000,
                row -> row % 1_000 == 0 ? "a value that is too long for a view, number " + row : "short" + row % 7_000,
                options -> options.dictionaryBytes(0));
        forEach(file, ParquetReadOptions.read().text(TextShape.VIEWS), batch -> {
            BaseVariableWidthViewVector views = (BaseVariableWidthViewVector) batch.column(0);
            long retained = views.getDataBuffers().stream()
                    .mapToLong(ArrowBuf::capacity)
                    .sum();
            assertTrue(retained < 10_000, "20 values of less than 50 bytes hold on to " + retained);
        });
    }

    @Test
    void largeTextIsNotCutWhereItsOffsetsWouldOverflow() {
        Path file = text(4_000, row -> "value number " + row, options -> options);
        ParquetReadOptions small = ParquetReadOptions.read().rowsPerBatch(4_000).columnBytesLimit(8_000);
        assertTrue(batches(file, small).size() > 4, "plain text is cut");
        for (int threads : new int[] {1, 3}) {
            assertEquals(
                    List.of(4_000L), batches(file, small.text(TextShape.LARGE).threads(threads)));
            forEach(file, small.text(TextShape.LARGE).threads(threads), batch -> {
                FieldVector vector = batch.column(0);
                for (int row = 0; row < 4_000; row++) {
                    assertEquals("value number " + row, String.valueOf(vector.getObject(row)));
                }
            });
        }
    }

    @Test
    void batchesHaveNoMoreBytesThanWasAsked() {
        Path file = text(
                6_000, row -> row < 3_000 ? "s" + row : "a much longer value, so that rows differ, " + row, o -> o);
        for (TextShape shape : TextShape.values()) {
            for (long bytes : new long[] {100, 5_000, 60_000, 1L << 40}) {
                List<Long> rows = new ArrayList<>();
                forEach(file, ParquetReadOptions.read().text(shape).bytesPerBatch(bytes), batch -> {
                    assertTrue(
                            RowBytes.of(batch) <= bytes || batch.rows() == 1,
                            shape + ": a batch of " + RowBytes.of(batch) + " bytes, asked for " + bytes);
                    rows.add(batch.rows());
                });
                assertEquals(6_000, rows.stream().mapToLong(Long::longValue).sum());
                assertTrue(bytes <= 60_000 || rows.size() == 1, "all rows fit into one batch, there are " + rows);
            }
        }
        assertEquals(
                List.of(2_500L, 2_500L, 1_000L),
                batches(file, ParquetReadOptions.read().bytesPerBatch(1L << 40).rowsPerBatch(2_500)));
    }

    @Test
    void batchesOfNoBytesAreRefused() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> ParquetReadOptions.read().bytesPerBatch(0));
        assertEquals("bytesPerBatch is 0, must be at least 1", refusal.getMessage());
    }

    /** A file of one column of text, in row groups of 1,000 rows, by our own writer. */
    private Path text(int rows, IntFunction<String> value, UnaryOperator<ParquetWriteOptions> change) {
        Path file = folder.resolve("text.parquet");
        Field field = Field.nullable("text", ArrowType.Utf8.INSTANCE);
        ParquetWriteOptions options =
                change.apply(ParquetWriteOptions.defaults().rowGroupRows(1_000));
        try (ParquetSink sink = ParquetSink.create(file, new Schema(List.of(field)), options);
                VarCharVector vector = new VarCharVector("text", allocator)) {
            for (int row = 0; row < rows; row++) {
                vector.setSafe(row, value.apply(row).getBytes(StandardCharsets.UTF_8));
            }
            vector.setValueCount(rows);
            try (Batch batch =
                    Batch.of(new Schema(List.of(field)), rows, List.of(transferred(vector)), Map.of(), allocator)) {
                sink.append(batch);
            }
            sink.commit();
        }
        return file;
    }

    private FieldVector transferred(VarCharVector vector) {
        TransferPair pair = vector.getTransferPair(allocator);
        pair.transfer();
        return (FieldVector) pair.getTo();
    }

    private List<Long> batches(Path file, ParquetReadOptions options) {
        List<Long> rows = new ArrayList<>();
        forEach(file, options, batch -> rows.add(batch.rows()));
        return rows;
    }

    private void forEach(Path file, ParquetReadOptions options, Consumer<Batch> action) {
        try (BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
            for (Batch next = batches.next(); next != null; next = batches.next()) {
                try (Batch batch = next) {
                    action.accept(batch);
                }
            }
        }
    }
}
