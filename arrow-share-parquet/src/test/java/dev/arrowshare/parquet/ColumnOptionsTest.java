package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.ParquetWriteOptions.Encoding;
import dev.arrowshare.parquet.ParquetWriteOptions.PageVersion;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnOptionsTest {
    private static final int ROWS = 3_000;

    private final BufferAllocator allocator = Allocators.child("test");

    @TempDir
    Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    private Path write(Batch batch, ParquetWriteOptions options) {
        Path file = folder.resolve("options.parquet");
        try (ParquetSink sink = ParquetSink.create(file, batch.schema(), options)) {
            sink.append(batch);
            sink.commit();
        }
        return file;
    }

    static Stream<Arguments> typesAndEncodings() {
        return Stream.of(
                        "bool",
                        "int32",
                        "uint8",
                        "int64",
                        "timestamp_s",
                        "float32",
                        "float64",
                        "float16",
                        "decimal128_9_2",
                        "decimal128_38_10",
                        "fixed_size_binary_5",
                        "utf8",
                        "binary_view",
                        "dictionary_utf8",
                        "list_utf8",
                        "run_end_encoded")
                .flatMap(type -> Stream.of(Encoding.values()).map(encoding -> Arguments.of(type, encoding)));
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("typesAndEncodings")
    void aColumnHasTheEncodingThatWasAskedForOrIsRefused(String type, Encoding encoding) throws IOException {
        Field field = ArrowTypes.named(type);
        for (PageVersion version : PageVersion.values()) {
            ParquetWriteOptions options = ParquetWriteOptions.defaults()
                    .encoding(type, encoding)
                    .pageRows(700)
                    .pageVersion(version);
            try (Batch batch = RandomBatches.of(field, ROWS, Nulls.SOME, 3, allocator)) {
                if (isRefused(batch, options, encoding)) {
                    continue;
                }
                try (WrittenFile written = WrittenFile.open(write(batch, options))) {
                    String name = encoding == Encoding.DICTIONARY ? "RLE_DICTIONARY" : encoding.name();
                    assertTrue(
                            written.chunk(0, 0)
                                    .getEncodings()
                                    .contains(org.apache.parquet.column.Encoding.valueOf(name)),
                            () -> written.chunk(0, 0).getEncodings().toString());
                    List<Object> expected = ExpectedValues.of(batch, 0, field);
                    List<Object> actual = new ArrayList<>();
                    written.rows().forEach(row -> actual.add(row.get(0)));
                    assertEquals(expected, actual);
                }
            }
        }
    }

    private boolean isRefused(Batch batch, ParquetWriteOptions options, Encoding encoding) {
        try {
            write(batch, options);
            return false;
        } catch (IllegalArgumentException e) {
            String allowed = e.getMessage().replaceFirst(".*allowed are ", "");
            assertTrue(e.getMessage().contains("which Parquet does not encode as " + encoding), e.getMessage());
            assertTrue(!List.of(allowed.split(", ")).contains(encoding.name()), e.getMessage());
            return true;
        }
    }

    @Test
    void whatParquetDoesNotAllowIsRefusedWithWhatItAllows() {
        Schema schema = new Schema(
                List.of(ArrowTypes.leaf("fare", ArrowTypes.named("float64").getType())));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> ParquetSink.create(
                        folder.resolve("refused.parquet"),
                        schema,
                        ParquetWriteOptions.defaults().encoding("fare", Encoding.DELTA_BINARY_PACKED)));
        assertEquals(
                "column 'fare' is of DOUBLE, which Parquet does not encode as DELTA_BINARY_PACKED; allowed are PLAIN,"
                        + " DICTIONARY, BYTE_STREAM_SPLIT",
                e.getMessage());
        assertEquals(0, folder.toFile().list().length, "files left");
    }

    @Test
    void optionsForAColumnThatIsNotThereAreRefusedWithThoseThatAre() {
        Schema schema = new Schema(List.of(ArrowTypes.named("list"), ArrowTypes.named("utf8")));
        for (ParquetWriteOptions options : List.of(
                ParquetWriteOptions.defaults().compression("lost", Compression.ZSTD),
                ParquetWriteOptions.defaults().sortedBy(SortingColumn.ascending("lost")))) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> ParquetSink.create(folder.resolve("refused.parquet"), schema, options));
            assertEquals(
                    "options are given for column 'lost', which is not there; columns are list.list.element, utf8",
                    e.getMessage());
        }
    }

    @Test
    void aBloomFilterOfBooleansIsRefused() {
        Schema schema = new Schema(List.of(ArrowTypes.named("bool")));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> ParquetSink.create(
                        folder.resolve("refused.parquet"),
                        schema,
                        ParquetWriteOptions.defaults().bloomFilter("bool", 2, 0.1)));
        assertEquals("column 'bool' can have no bloom filter: Parquet has none for booleans and nulls", e.getMessage());
    }

    @Test
    void eachColumnHasItsOwnCompression() throws IOException {
        List<Field> fields = List.of(ArrowTypes.named("struct"), ArrowTypes.named("int64"));
        ParquetWriteOptions options = ParquetWriteOptions.defaults()
                .compression(Compression.GZIP)
                .compression("struct", Compression.zstd(3))
                .compression("struct.text", Compression.UNCOMPRESSED);
        try (Batch batch = RandomBatches.of(fields, ROWS, Nulls.SOME, 4, allocator);
                WrittenFile written = WrittenFile.open(write(batch, options))) {
            List<CompressionCodecName> codecs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                codecs.add(written.chunk(0, i).getCodec());
            }
            assertEquals(
                    List.of(
                            CompressionCodecName.ZSTD,
                            CompressionCodecName.UNCOMPRESSED,
                            CompressionCodecName.ZSTD,
                            CompressionCodecName.GZIP),
                    codecs);
            assertEquals(ROWS, written.rows().size());
        }
    }

    @Test
    void integersThatAscendAreWrittenAsDeltasAndOthersAreNot() throws IOException {
        try (Batch batch = Batch.of(
                ROWS,
                integers("ascending", i -> 1_000_000_007L * 5 + i),
                integers("steps", i -> i * 1_000L + i * 7919L % 900),
                integers("scattered", i -> i * 0x9E3779B97F4A7C15L))) {
            try (WrittenFile written = WrittenFile.open(write(batch, ParquetWriteOptions.defaults()))) {
                for (int i = 0; i < 3; i++) {
                    assertEquals(
                            i < 2,
                            written.chunk(0, i)
                                    .getEncodings()
                                    .contains(org.apache.parquet.column.Encoding.DELTA_BINARY_PACKED),
                            written.chunk(0, i).toString());
                }
                List<List<Object>> rows = written.rows();
                for (int row = 0; row < ROWS; row++) {
                    for (int i = 0; i < 3; i++) {
                        assertEquals(
                                batch.column(i).getObject(row), rows.get(row).get(i));
                    }
                }
            }
        }
    }

    static Stream<Arguments> filteredTypes() {
        return Stream.of(
                        "int32",
                        "int64",
                        "uint64",
                        "float64",
                        "utf8",
                        "fixed_size_binary_16",
                        "decimal128_38_10",
                        "list_utf8")
                .flatMap(type -> Stream.of(0, 200, 1 << 20).map(bytes -> Arguments.of(type, bytes)));
    }

    @ParameterizedTest(name = "{0}, dictionaries of {1} bytes")
    @MethodSource("filteredTypes")
    void parquetJavaFindsEveryValueInTheBloomFilterAndFewOthers(String type, int dictionaryBytes) throws IOException {
        Field field = ArrowTypes.named(type);
        ParquetWriteOptions options = ParquetWriteOptions.defaults()
                .bloomFilter(type, ROWS, 0.01)
                .dictionaryBytes(dictionaryBytes)
                .rowGroupRows(ROWS / 2);
        try (Batch batch = RandomBatches.of(field, ROWS, Nulls.SOME, 8, allocator)) {
            Path file = write(batch, options);
            try (WrittenFile written = WrittenFile.open(file)) {
                assertFound(written, 0);
                assertFound(written, 1);
            }
        }
    }

    private static void assertFound(WrittenFile written, int rowGroup) throws IOException {
        BloomFilter filter = written.bloomFilter(rowGroup, 0);
        List<Object> values = written.storedValues(rowGroup);
        assertTrue(values.size() > 100, () -> values.size() + " values");
        for (Object value : values) {
            assertTrue(filter.findHash(WrittenFile.hash(filter, value)), () -> value + " is not found");
        }
        int found = 0;
        for (int i = 0; i < 10_000; i++) {
            found += filter.findHash(filter.hash(0x7fff_1234_5678_0000L + i)) ? 1 : 0;
        }
        assertTrue(found < 300, found + " of 10,000 other values are found");
    }

    @Test
    void sortingColumnsAreSaidOfEachRowGroup() throws IOException {
        List<Field> fields = List.of(ArrowTypes.named("struct"), ArrowTypes.named("int64"));
        ParquetWriteOptions options = ParquetWriteOptions.defaults()
                .rowGroupRows(1_000)
                .sortedBy(SortingColumn.descending("int64").nullsFirst(), SortingColumn.ascending("struct.text"));
        try (Batch batch = RandomBatches.of(fields, ROWS, Nulls.SOME, 4, allocator)) {
            FileMetaData footer = WrittenFile.thriftFooter(write(batch, options));
            assertEquals(3, footer.getRow_groupsSize());
            for (RowGroup rowGroup : footer.getRow_groups()) {
                assertEquals(
                        List.of(
                                new org.apache.parquet.format.SortingColumn(3, true, true),
                                new org.apache.parquet.format.SortingColumn(1, false, false)),
                        rowGroup.getSorting_columns());
            }
        }
    }

    @Test
    void fieldIdsOfTheArrowSchemaAreTheFiles() throws IOException {
        Field element = new Field(
                "item", new FieldType(true, ArrowType.Utf8.INSTANCE, null, Map.of("PARQUET:field_id", "8")), null);
        Field list = new Field(
                "list",
                new FieldType(true, ArrowType.List.INSTANCE, null, Map.of("PARQUET:field_id", "7")),
                List.of(element));
        try (Batch batch = RandomBatches.of(list, 10, Nulls.SOME, 4, allocator)) {
            List<SchemaElement> elements = WrittenFile.thriftFooter(write(batch, ParquetWriteOptions.defaults()))
                    .getSchema();
            assertEquals(7, elements.get(1).getField_id());
            assertEquals(false, elements.get(2).isSetField_id());
            assertEquals(8, elements.get(3).getField_id());
        }
    }

    @Test
    void rowGroupsEndBeforeTheyWouldBeLargerThanAskedFor() throws IOException {
        for (long bytes : new long[] {1, 800, 8_100, 1 << 20}) {
            try (Batch batch = Batch.of(ROWS, integers("number", i -> i));
                    WrittenFile written = WrittenFile.open(
                            write(batch, ParquetWriteOptions.defaults().rowGroupBytes(bytes)))) {
                long rows = Math.max(1, (long) (bytes / (8 + 1 / 8.0)));
                assertEquals(
                        (ROWS + rows - 1) / rows, written.footer().getBlocks().size(), bytes + " bytes");
                assertEquals(
                        Math.min(rows, ROWS),
                        written.footer().getBlocks().get(0).getRowCount(),
                        bytes + " bytes");
            }
        }
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> ParquetWriteOptions.defaults().rowGroupBytes(0));
        assertEquals("rowGroupBytes is 0; at least 1", e.getMessage());
    }

    private BigIntVector integers(String name, IntToLongFunction value) {
        BigIntVector vector = new BigIntVector(name, allocator);
        vector.allocateNew(ROWS);
        for (int i = 0; i < ROWS; i++) {
            vector.set(i, value.applyAsLong(i));
        }
        vector.setValueCount(ROWS);
        return vector;
    }
}
