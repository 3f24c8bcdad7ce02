package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.internal.column.columnindex.BoundaryOrder;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveComparator;
import org.apache.parquet.schema.PrimitiveType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetStatisticsTest {
    private static final int ROWS = 1_000;
    private static final int PAGE_ROWS = 90;
    private static final long SEED = 11;

    private final BufferAllocator allocator = Allocators.child("test");

    @TempDir
    Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    private Path write(Batch batch, ParquetWriteOptions options) {
        Path file = folder.resolve("statistics.parquet");
        try (ParquetSink sink = ParquetSink.create(file, batch.schema(), options)) {
            sink.append(batch);
            sink.commit();
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bool",
                "int8",
                "uint8",
                "int32",
                "uint32",
                "int64",
                "uint64",
                "date32",
                "time_us",
                "timestamp_ns_utc",
                "decimal128_9_2",
                "decimal128_18_0",
                "decimal128_38_10",
                "decimal256_76_20",
                "utf8",
                "binary",
                "fixed_size_binary_5",
                "uuid",
                "dictionary_utf8",
                "dictionary_int64"
            })
    void eachPagesRangeAndNullsAreThoseOfItsValues(String type) throws IOException {
        for (int dictionaryBytes : new int[] {0, 1 << 20}) {
            Field field = ArrowTypes.named(type);
            try (Batch batch = RandomBatches.of(field, ROWS, Nulls.SOME, SEED, allocator)) {
                Path file = write(
                        batch,
                        ParquetWriteOptions.defaults().pageRows(PAGE_ROWS).dictionaryBytes(dictionaryBytes));
                assertPagesAreDescribed(file, type + ", seed " + SEED);
            }
        }
    }

    private static void assertPagesAreDescribed(Path file, String message) throws IOException {
        try (WrittenFile written = WrittenFile.open(file)) {
            List<List<Object>> rows = written.rows();
            ColumnIndex index = written.columnIndex(0, 0);
            OffsetIndex pages = written.offsetIndex(0, 0);
            assertEquals((ROWS + PAGE_ROWS - 1) / PAGE_ROWS, pages.getPageCount(), message);
            for (int page = 0; page < pages.getPageCount(); page++) {
                long first = pages.getFirstRowIndex(page);
                long last = pages.getLastRowIndex(page, ROWS);
                List<Object> values = new ArrayList<>();
                rows.subList((int) first, (int) last + 1).forEach(row -> values.add(row.get(0)));
                String where = message + ", page " + page;
                long nulls = values.stream().filter(Objects::isNull).count();
                assertEquals(nulls, index.getNullCounts().get(page), where);
                assertEquals(nulls == values.size(), index.getNullPages().get(page), where);
                if (nulls < values.size()) {
                    assertRange(written.type(0), values, index, page, where);
                }
            }
            long nulls = rows.stream().filter(row -> row.get(0) == null).count();
            assertEquals(nulls, written.chunk(0, 0).getStatistics().getNumNulls(), message);
        }
    }

    private static void assertRange(
            PrimitiveType type, List<Object> values, ColumnIndex index, int page, String where) {
        Object min = decode(type, index.getMinValues().get(page));
        Object max = decode(type, index.getMaxValues().get(page));
        assertBound(type, extreme(type, values, -1), min, -1, where + " min");
        assertBound(type, extreme(type, values, 1), max, 1, where + " max");
    }

    /** Only what is longer than 64 bytes may be anything but the value itself: shorter, and outside of the range. */
    private static void assertBound(PrimitiveType type, Object extreme, Object bound, int sign, String where) {
        int bytes = extreme instanceof String text ? text.getBytes(StandardCharsets.UTF_8).length : 0;
        if (bytes <= 64) {
            assertEquals(extreme, bound, where);
        } else {
            assertTrue(sign * compare(type, bound, extreme) > 0, where);
            assertTrue(((String) bound).getBytes(StandardCharsets.UTF_8).length <= 64, where);
        }
    }

    private static Object decode(PrimitiveType type, ByteBuffer bytes) {
        byte[] value = new byte[bytes.remaining()];
        bytes.duplicate().get(value);
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> value[0] != 0;
            case INT32 ->
                WrittenFile.integer(
                        type, bytes.order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(0));
            case INT64 ->
                WrittenFile.integer(
                        type, bytes.order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong(0));
            default -> WrittenFile.bytes(type, Binary.fromConstantByteArray(value));
        };
    }

    /** The smallest or largest in parquet-java's own order of the type. */
    private static Object extreme(PrimitiveType type, List<Object> values, int sign) {
        Object found = null;
        for (Object value : values) {
            if (value != null && (found == null || sign * compare(type, value, found) > 0)) {
                found = value;
            }
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private static int compare(PrimitiveType type, Object left, Object right) {
        boolean isUnsignedLong = type.getLogicalTypeAnnotation() != null
                && type.getLogicalTypeAnnotation().toString().equals("INTEGER(64,false)");
        if (left instanceof Long a && isUnsignedLong) {
            return Long.compareUnsigned(a, (Long) right);
        }
        if (left instanceof String || left instanceof ByteBuffer) {
            return ((PrimitiveComparator<Binary>) (PrimitiveComparator<?>) type.comparator())
                    .compare(binary(left), binary(right));
        }
        return ((Comparable<Object>) left).compareTo(right);
    }

    private static Binary binary(Object value) {
        return value instanceof String text
                ? Binary.fromString(text)
                : Binary.fromConstantByteBuffer(((ByteBuffer) value).duplicate());
    }

    private Batch doubles(double... values) {
        Float8Vector vector = new Float8Vector("ratio", allocator);
        vector.allocateNew(values.length);
        for (int i = 0; i < values.length; i++) {
            vector.set(i, values[i]);
        }
        vector.setValueCount(values.length);
        return Batch.of(values.length, vector);
    }

    @Test
    void aNanIsOutsideOfEveryRangeAndZerosHaveBothSigns() throws IOException {
        try (Batch batch = doubles(Double.NaN, 0.0, 3.5, -0.0, Double.NaN);
                WrittenFile written = WrittenFile.open(write(batch, ParquetWriteOptions.defaults()))) {
            Statistics<?> statistics = written.chunk(0, 0).getStatistics();
            assertEquals(-0.0, statistics.genericGetMin());
            assertEquals(3.5, statistics.genericGetMax());
        }
    }

    @Test
    void aPageOfNansLeavesTheChunkWithoutAColumnIndex() throws IOException {
        try (Batch batch = doubles(1.0, 2.0, Double.NaN, Double.NaN);
                WrittenFile written = WrittenFile.open(
                        write(batch, ParquetWriteOptions.defaults().pageRows(2)))) {
            assertNull(written.columnIndex(0, 0));
            assertEquals(2, written.offsetIndex(0, 0).getPageCount());
            assertEquals(2.0, written.chunk(0, 0).getStatistics().genericGetMax());
        }
    }

    private Batch texts(List<String> values) {
        VarCharVector vector = new VarCharVector("text", allocator);
        vector.allocateNew();
        for (int i = 0; i < values.size(); i++) {
            vector.setSafe(i, values.get(i).getBytes(StandardCharsets.UTF_8));
        }
        vector.setValueCount(values.size());
        return Batch.of(values.size(), vector);
    }

    @Test
    void longTextIsCutDownAndUpBetweenCharacters() throws IOException {
        String low = "a".repeat(63) + "é" + "tail";
        String high = "z".repeat(63) + "é" + "tail";
        try (Batch batch = texts(List.of(high, "m", low));
                WrittenFile written = WrittenFile.open(write(batch, ParquetWriteOptions.defaults()))) {
            Statistics<?> statistics = written.chunk(0, 0).getStatistics();
            assertArrayEquals("a".repeat(63).getBytes(StandardCharsets.UTF_8), statistics.getMinBytes());
            assertArrayEquals(("z".repeat(62) + "{").getBytes(StandardCharsets.UTF_8), statistics.getMaxBytes());
        }
    }

    @Test
    void textThatNothingShorterExceedsKeepsItsWholeMaximum() throws IOException {
        String highest = Character.toString(Character.MAX_CODE_POINT).repeat(20);
        try (Batch batch = texts(List.of(highest));
                WrittenFile written = WrittenFile.open(write(batch, ParquetWriteOptions.defaults()))) {
            assertEquals(
                    highest, new String(written.chunk(0, 0).getStatistics().getMaxBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void sortedPagesSayThatTheyAre() throws IOException {
        double[] ascending = new double[100];
        for (int i = 0; i < ascending.length; i++) {
            ascending[i] = i;
        }
        try (Batch batch = doubles(ascending);
                WrittenFile written = WrittenFile.open(
                        write(batch, ParquetWriteOptions.defaults().pageRows(7)))) {
            assertEquals(BoundaryOrder.ASCENDING, written.columnIndex(0, 0).getBoundaryOrder());
        }
    }

    @Test
    void valuesThatRepeatGetADictionaryAndDistinctOnesDoNot() throws IOException {
        List<String> repeated = new ArrayList<>();
        List<String> distinct = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            repeated.add("zone-" + i % 50);
            distinct.add("trip-" + i);
        }
        assertEquals(Encoding.RLE_DICTIONARY, onlyDataEncoding(repeated));
        assertEquals(Encoding.PLAIN, onlyDataEncoding(distinct));
    }

    private Encoding onlyDataEncoding(List<String> values) throws IOException {
        try (Batch batch = texts(values);
                WrittenFile written = WrittenFile.open(write(batch, ParquetWriteOptions.defaults()))) {
            var encodings = written.chunk(0, 0).getEncodingStats().getDataEncodings();
            assertEquals(1, encodings.size(), encodings.toString());
            return encodings.iterator().next();
        }
    }

    @Test
    void aDictionaryThatBecomesFullIsFollowedByPlainPages() throws IOException {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            values.add(i < 20_000 ? "zone-" + i % 50 : "trip-" + i);
        }
        try (Batch batch = texts(values);
                WrittenFile written = WrittenFile.open(
                        write(batch, ParquetWriteOptions.defaults().dictionaryBytes(20_000)))) {
            var stats = written.chunk(0, 0).getEncodingStats();
            assertTrue(stats.hasDictionaryEncodedPages() && stats.hasNonDictionaryEncodedPages(), stats.toString());
            List<Object> read = new ArrayList<>();
            written.rows().forEach(row -> read.add(row.get(0)));
            assertEquals(values, read);
        }
    }

    @Test
    void statisticsOfOursAreTrustedByWhoParsesTheWriter() throws Exception {
        try (Batch batch = texts(List.of("a"));
                WrittenFile written = WrittenFile.open(write(batch, ParquetWriteOptions.defaults()))) {
            String createdBy = written.footer().getFileMetaData().getCreatedBy();
            var parsed = org.apache.parquet.VersionParser.parse(createdBy);
            assertEquals("arrow-share", parsed.application);
            assertTrue(parsed.hasSemanticVersion(), createdBy);
            assertFalse(written.chunk(0, 0).getStatistics().isEmpty());
        }
    }
}
