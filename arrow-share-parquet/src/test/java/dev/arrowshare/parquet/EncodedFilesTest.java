package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Files of parquet-java's writer in all the encodings that it writes, as each kind of Arrow column. */
class EncodedFilesTest {
    private static final int ROWS = 3000;

    static final MessageType SCHEMA = MessageTypeParser.parseMessageType("message m {"
            + " optional int64 a; required int32 b; optional int32 c (INTEGER(8,true)); optional int64 d (DECIMAL(15,2));"
            + " optional binary e (STRING); required binary f; optional binary g (DECIMAL(20,3)); optional boolean h;"
            + " required boolean i; optional fixed_len_byte_array(5) j (DECIMAL(10,3)); required fixed_len_byte_array(16) k (UUID);"
            + " optional float l; required double m; optional fixed_len_byte_array(2) n (FLOAT16); }");

    @TempDir
    private Path folder;

    /** How the columns are encoded. */
    enum Choice {
        PLAIN(WriterVersion.PARQUET_1_0, false, false, "PLAIN"),
        DELTA(WriterVersion.PARQUET_2_0, false, false, "DELTA_BINARY_PACKED DELTA_BYTE_ARRAY RLE PLAIN"),
        SPLIT(WriterVersion.PARQUET_1_0, false, true, "BYTE_STREAM_SPLIT PLAIN"),
        SPLIT_V2(WriterVersion.PARQUET_2_0, false, true, "BYTE_STREAM_SPLIT DELTA_BYTE_ARRAY RLE"),
        /** The dictionary page is full before the first data page ends, or after some. */
        FALLS_BACK_TO_PLAIN(WriterVersion.PARQUET_1_0, true, false, "PLAIN_DICTIONARY PLAIN"),
        FALLS_BACK_TO_DELTA(
                WriterVersion.PARQUET_2_0, true, false, "RLE_DICTIONARY DELTA_BINARY_PACKED DELTA_BYTE_ARRAY");

        private final WriterVersion version;
        private final boolean dictionary;
        private final boolean split;
        private final String encodings;

        Choice(WriterVersion version, boolean dictionary, boolean split, String encodings) {
            this.version = version;
            this.dictionary = dictionary;
            this.split = split;
            this.encodings = encodings;
        }

        /** How many values a column has, or 0 for no bound. */
        int distinct() {
            return dictionary ? 900 : 0;
        }

        ParquetProperties properties(int pageRows, int dictionaryBytes) {
            return ParquetProperties.builder()
                    .withWriterVersion(version)
                    .withDictionaryEncoding(dictionary)
                    .withExtendedByteStreamSplitEncoding(split)
                    .withDictionaryPageSize(dictionaryBytes)
                    .withPageRowCountLimit(pageRows)
                    .build();
        }
    }

    /** What the Arrow schema makes of the columns. */
    static final Map<String, Schema> KINDS = Map.of(
            "as they are", new Schema(List.of()),
            "as views",
                    new Schema(List.of(
                            Field.nullable("e", ArrowType.Utf8View.INSTANCE),
                            Field.nullable("f", ArrowType.BinaryView.INSTANCE))),
            "as large",
                    new Schema(List.of(
                            Field.nullable("e", ArrowType.LargeUtf8.INSTANCE),
                            Field.nullable("f", ArrowType.LargeBinary.INSTANCE))),
            "as dictionaries", new Schema(encoded()));

    private static List<Field> encoded() {
        List<ArrowType> types = List.of(
                new ArrowType.Int(64, true),
                new ArrowType.Int(32, true),
                new ArrowType.Int(8, true),
                new ArrowType.Decimal(15, 2, 128),
                ArrowType.Utf8.INSTANCE,
                ArrowType.BinaryView.INSTANCE,
                new ArrowType.Decimal(20, 3, 128),
                ArrowType.Bool.INSTANCE,
                ArrowType.Bool.INSTANCE,
                new ArrowType.Decimal(10, 3, 128));
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            fields.add(ArrowTypes.encoded(SCHEMA.getFieldName(i), types.get(i), i + 1, 32));
        }
        return fields;
    }

    @TestFactory
    Stream<DynamicTest> everyKindOfColumnReadsEveryEncoding() {
        return Stream.of(Choice.values())
                .flatMap(choice -> Stream.of(0.0, 0.3, 1.0)
                        .map(nulls ->
                                DynamicTest.dynamicTest(choice + ", nulls " + nulls, () -> check(choice, nulls))));
    }

    private void check(Choice choice, double nulls) throws IOException {
        Path file = folder.resolve("encoded.parquet");
        for (Map.Entry<String, Schema> kind : KINDS.entrySet()) {
            new OracleWriter(
                            SCHEMA,
                            choice.properties(700, 4000),
                            CompressionCodecName.SNAPPY,
                            2000,
                            new Random(7),
                            nulls,
                            choice.distinct())
                    .write(file, ROWS, Map.of("ARROW:schema", StoredSchemaTest.encoded(kind.getValue())));
            assertEncodings(choice, file);
            List<Group> expected = GroupOracle.records(file);
            for (int rowsPerBatch : new int[] {97, 2500}) {
                try {
                    GroupOracle.assertEqual(
                            file, expected, ParquetReadOptions.read().threads(2).rowsPerBatch(rowsPerBatch));
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError(choice + " " + kind.getKey() + " in batches of " + rowsPerBatch, e);
                }
            }
        }
    }

    /** They are referred to where they were decompressed when a batch uses most of a page, and copied when it does not. */
    @Test
    void longValuesOfViewsStayInTheirPages() throws IOException {
        Path file = folder.resolve("views.parquet");
        new OracleWriter(
                        SCHEMA,
                        Choice.PLAIN.properties(700, 1000),
                        CompressionCodecName.SNAPPY,
                        ROWS,
                        new Random(8),
                        0.1,
                        0)
                .write(file, ROWS, Map.of("ARROW:schema", StoredSchemaTest.encoded(KINDS.get("as views"))));
        assertEquals(5, viewBuffers(file, ROWS).size(), "a buffer a page");
        List<ArrowBuf> copied = viewBuffers(file, 40);
        assertEquals(1, copied.size());
        GroupOracle.assertEqual(file, ParquetReadOptions.read().columns("e", "f"));
    }

    /** Those of the first batch, which are closed by now. */
    private static List<ArrowBuf> viewBuffers(Path file, int rowsPerBatch) {
        ParquetReadOptions options = ParquetReadOptions.read()
                .columns("f")
                .rowsPerBatch(rowsPerBatch)
                .threads(1);
        try (BatchStream batches = ParquetSource.open(file, options).read(Allocators.root());
                Batch batch = batches.next()) {
            return List.copyOf(((BaseVariableWidthViewVector) batch.column(0)).getDataBuffers());
        }
    }

    private static void assertEncodings(Choice choice, Path file) {
        Set<String> found = new HashSet<>();
        ParquetSource.open(file)
                .rowGroups()
                .forEach(group -> group.chunks().forEach(chunk -> found.addAll(chunk.encodings())));
        Set<String> missing = new HashSet<>(List.of(choice.encodings.split(" ")));
        missing.removeAll(found);
        assertTrue(missing.isEmpty(), choice + " has no " + missing + ", only " + found);
        assertEquals(ROWS, ParquetSource.open(file).rows());
    }
}
