package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.BatchAssertions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Columns whose Arrow type is a dictionary: one for the column, whatever dictionaries its row groups have. */
class DictionaryColumnsTest {
    private final BufferAllocator allocator = Allocators.child("test");

    @TempDir
    Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    /** How parquet-java writes a column: with a dictionary, with one that becomes full, or with none. */
    @TestFactory
    Stream<DynamicTest> everyTypeInEveryFormThatParquetJavaWrites() {
        return Stream.of("dictionary", "falls back", "plain")
                .flatMap(form -> Stream.of(0.0, 0.3, 1.0)
                        .map(nulls -> DynamicTest.dynamicTest(form + ", nulls " + nulls, () -> check(form, nulls))));
    }

    private void check(String form, double nulls) throws IOException {
        Path file = folder.resolve("dictionaries.parquet");
        ParquetProperties properties = ParquetProperties.builder()
                .withDictionaryEncoding(!form.equals("plain"))
                .withDictionaryPageSize(form.equals("falls back") ? 2_000 : 1 << 20)
                .withPageRowCountLimit(150)
                .build();
        int distinct = form.equals("dictionary") ? 40 : 0;
        write(file, properties, nulls, distinct, Map.of());
        Schema plain = ParquetSource.open(file).schema();
        List<Field> encoded =
                plain.getFields().stream().map(field -> encoded(field, 32)).toList();
        write(file, properties, nulls, distinct, Map.of("ARROW:schema", StoredSchemaTest.encoded(new Schema(encoded))));
        for (int threads : new int[] {1, 4}) {
            ParquetReadOptions options =
                    ParquetReadOptions.read().threads(threads).rowsPerBatch(271);
            for (Field field : ParquetSource.open(file, options).schema().getFields()) {
                boolean isNeverNull = field.getName().equals("r_unknown");
                assertEquals(!isNeverNull, field.getDictionary() != null, field.getName());
            }
            GroupOracle.assertEqual(file, options);
        }
    }

    private static void write(
            Path file, ParquetProperties properties, double nulls, int distinct, Map<String, String> metadata)
            throws IOException {
        new OracleWriter(
                        WrittenFilesTest.schema(),
                        properties,
                        CompressionCodecName.SNAPPY,
                        600,
                        new Random(23),
                        nulls,
                        distinct)
                .write(file, 1_500, metadata);
    }

    private static Field encoded(Field field, int bits) {
        DictionaryEncoding encoding = new DictionaryEncoding(7, false, new ArrowType.Int(bits, true));
        return new Field(field.getName(), new FieldType(field.isNullable(), field.getType(), encoding), null);
    }

    @Test
    void theDictionaryOfAColumnGrowsAndEachBatchHasWhatItNeeds() {
        Path file = folder.resolve("growing.parquet");
        Field field = encoded(Field.nullable("word", ArrowType.Utf8.INSTANCE), 32);
        List<List<String>> groups =
                List.of(List.of("b", "a", "b"), List.of("c", "a", "c"), List.of("a", "d", "b"), List.of("a", "a", "a"));
        try (ParquetSink sink = ParquetSink.create(
                file, new Schema(List.of(field)), ParquetWriteOptions.defaults().rowGroupRows(3))) {
            for (List<String> words : groups) {
                try (Batch batch = batch(false, words.stream().distinct().toList(), words)) {
                    sink.append(batch);
                }
            }
            sink.commit();
        }
        for (int threads : new int[] {1, 5}) {
            assertEquals(
                    List.of(
                            "[b, a] [b, a, b]",
                            "[b, a, c] [c, a, c]",
                            "[b, a, c, d] [a, d, b]",
                            "[b, a, c, d] [a, a, a]"),
                    read(file, ParquetReadOptions.read().rowsPerBatch(3).threads(threads)));
        }
        assertEquals(
                List.of("[b, a, c] [b, a, b, c, a]", "[b, a, c, d] [c, a, d, b, a]", "[b, a, c, d] [a, a]"),
                read(file, ParquetReadOptions.read().rowsPerBatch(5)));
    }

    /** Batches that have seen the same dictionary share its memory: what is derived from them finds nothing to unify. */
    @Test
    void batchesShareTheDictionarysMemory() {
        Path file = oneColumn(
                List.of("x", "y"),
                IntStream.range(0, 100).mapToObj(i -> i % 2 == 0 ? "x" : "y").toList());
        try (BatchStream batches = ParquetSource.open(
                                file, ParquetReadOptions.read().rowsPerBatch(50))
                        .read(allocator);
                Batch first = batches.next();
                Batch second = batches.next();
                Batch both = Batch.concat(List.of(first, second))) {
            assertEquals(
                    first.dictionary(0).getDataBuffer().memoryAddress(),
                    second.dictionary(0).getDataBuffer().memoryAddress());
            assertEquals(2, both.dictionary(0).getValueCount());
            assertEquals("y", BatchAssertions.value(both, 0, 99));
        }
    }

    @Test
    void anOrderedDictionaryKeepsItsOrderAndTheValuesThatNoRowHas() {
        Path file = folder.resolve("ordered.parquet");
        List<String> sizes = List.of("small", "medium", "large", "huge");
        List<String> rows = List.of("large", "small", "large", "large");
        Schema schema = new Schema(List.of(new Field(
                "word", new FieldType(true, ArrowType.Utf8.INSTANCE, new DictionaryEncoding(1, true, null)), null)));
        try (ParquetSink sink = ParquetSink.create(
                        file, schema, ParquetWriteOptions.defaults().rowGroupRows(2));
                Batch batch = batch(true, sizes, rows)) {
            sink.append(batch);
            sink.commit();
        }
        assertTrue(ParquetSource.open(file)
                .schema()
                .getFields()
                .get(0)
                .getDictionary()
                .isOrdered());
        assertEquals(List.of(sizes + " " + rows), read(file, ParquetReadOptions.read()));
    }

    @Test
    void moreValuesThanTheIndexTypeReachesAreRefusedWithTheWayOut() throws IOException {
        Path file = folder.resolve("many.parquet");
        Schema stored = new Schema(List.of(encoded(Field.nullable("word", ArrowType.Utf8.INSTANCE), 8)));
        new OracleWriter(
                        MessageTypeParser.parseMessageType("message m { optional binary word (STRING); }"),
                        ParquetProperties.builder().build(),
                        CompressionCodecName.SNAPPY,
                        100,
                        new Random(3),
                        0,
                        0)
                .write(file, 300, Map.of("ARROW:schema", StoredSchemaTest.encoded(stored)));
        UnsupportedFeatureException refusal =
                assertThrows(UnsupportedFeatureException.class, () -> read(file, ParquetReadOptions.read()));
        assertEquals(
                file
                        + ": column 'word', row group 1, page 0: its Arrow type has a dictionary with indices of int8, and it"
                        + " has more than 128 distinct values; ParquetReadOptions.ignoreArrowSchema(), or text(PLAIN) for"
                        + " text, reads the values themselves",
                refusal.getMessage());
        GroupOracle.assertEqual(file, ParquetReadOptions.read().ignoreArrowSchema());
    }

    @Test
    void anIndexTypeHoldsAsManyValuesAsItReaches() throws IOException {
        for (int bits : new int[] {8, 16}) {
            List<String> words =
                    IntStream.range(0, 1 << (bits - 1)).mapToObj(i -> "w" + i).toList();
            Path file = folder.resolve("full.parquet");
            Field field = encoded(Field.nullable("word", ArrowType.Utf8.INSTANCE), bits);
            try (ParquetSink sink =
                            ParquetSink.create(file, new Schema(List.of(field)), ParquetWriteOptions.defaults());
                    Batch batch = batch(false, words, words)) {
                sink.append(batch);
                sink.commit();
            }
            assertEquals(List.of(words + " " + words), read(file, ParquetReadOptions.read()));
        }
    }

    private Path oneColumn(List<String> dictionary, List<String> rows) {
        Path file = folder.resolve("words.parquet");
        Field field = encoded(Field.nullable("word", ArrowType.Utf8.INSTANCE), 32);
        try (ParquetSink sink = ParquetSink.create(file, new Schema(List.of(field)), ParquetWriteOptions.defaults());
                Batch batch = batch(false, dictionary, rows)) {
            sink.append(batch);
            sink.commit();
        }
        return file;
    }

    /** For each batch its dictionary and its rows. */
    private List<String> read(Path file, ParquetReadOptions options) {
        List<String> found = new ArrayList<>();
        try (BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
            for (Batch next = batches.next(); next != null; next = batches.next()) {
                try (Batch batch = next) {
                    FieldVector dictionary = batch.dictionary(0);
                    List<Object> values = new ArrayList<>();
                    for (int i = 0; dictionary != null && i < dictionary.getValueCount(); i++) {
                        values.add(dictionary.getObject(i).toString());
                    }
                    List<Object> rows = new ArrayList<>();
                    for (int i = 0; i < batch.rows(); i++) {
                        rows.add(BatchAssertions.value(batch, 0, i));
                    }
                    found.add(values + " " + rows);
                }
            }
        }
        return found;
    }

    private Batch batch(boolean ordered, List<String> dictionary, List<String> rows) {
        DictionaryEncoding encoding = new DictionaryEncoding(1, ordered, null);
        IntVector indices = new IntVector("word", new FieldType(true, encoding.getIndexType(), encoding), allocator);
        VarCharVector values = new VarCharVector("values", allocator);
        for (int i = 0; i < dictionary.size(); i++) {
            values.setSafe(i, dictionary.get(i).getBytes(StandardCharsets.UTF_8));
        }
        values.setValueCount(dictionary.size());
        for (int i = 0; i < rows.size(); i++) {
            indices.setSafe(i, dictionary.indexOf(rows.get(i)));
        }
        indices.setValueCount(rows.size());
        return Batch.of(rows.size(), List.of(indices), Map.of(1L, values), Map.of(), allocator);
    }
}
