package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.schema.Schemas;
import dev.arrowshare.testing.BatchAssertions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Every file of apache/parquet-testing: they equal parquet-java's record reader, or are refused with their reason. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CorpusFilesTest {
    /** What each refused file's message says. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry(
                    "int96_from_spark.parquet",
                    "column 'a', row group 0, page 0: INT96 timestamp of 9999-12-31, which 64 bits of nanoseconds cannot hold;"
                            + " ParquetReadOptions.int96Unit(TimeUnit.MICROSECOND) reads it"),
            Map.entry(
                    "large_string_map.brotli.parquet",
                    "the limit for this file is 268435456; ParquetReadOptions.pageBytesLimit allows more"));

    @TestFactory
    Stream<DynamicTest> everyFileIsReadAsParquetJavaReadsItOrRefusedByName() throws IOException {
        return Stream.concat(
                        Corpora.files(Corpora.parquetData(), ".parquet").stream(),
                        Corpora.files(Corpora.parquetData().resolve("geospatial"), ".parquet").stream())
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    /** So that a corpus of which a part is missing does not look as if all of it were read. */
    @Test
    void theCorpusIsWhole() throws IOException {
        assertEquals(65, Corpora.files(Corpora.parquetData(), ".parquet").size());
        assertEquals(
                10,
                Corpora.files(Corpora.parquetData().resolve("geospatial"), ".parquet")
                        .size());
        assertEquals(
                BAD.size() + 1, Corpora.files(Corpora.badData(), ".parquet").size());
    }

    /** TPC-H's nations, and what pyarrow reads as their comments. */
    @Test
    void theMalformedDictionaryHasItsNations() throws IOException {
        CRC32 comments = new CRC32();
        List<String> nations = new ArrayList<>();
        Path file = Corpora.parquetData().resolve(READ_BY_US);
        try (BatchStream batches = ParquetSource.open(file).read(Allocators.root());
                Batch batch = batches.next()) {
            for (int row = 0; row < batch.rows(); row++) {
                assertEquals(row, batch.column("nation_key").getObject(row));
                String name = new String((byte[]) batch.column("name").getObject(row), StandardCharsets.UTF_8);
                nations.add(name + " " + batch.column("region_key").getObject(row));
                comments.update((byte[]) batch.column("comment_col").getObject(row));
            }
        }
        assertEquals(NATIONS, String.join(", ", nations));
        assertEquals(2313164912L, comments.getValue());
    }

    private static final String NATIONS = "ALGERIA 0, ARGENTINA 1, BRAZIL 1, CANADA 1, EGYPT 4, ETHIOPIA 0, FRANCE 3,"
            + " GERMANY 3, INDIA 2, INDONESIA 2, IRAN 4, IRAQ 4, JAPAN 2, JORDAN 4, KENYA 0, MOROCCO 0, MOZAMBIQUE 0,"
            + " PERU 1, CHINA 2, ROMANIA 3, SAUDI ARABIA 4, VIETNAM 2, RUSSIA 3, UNITED KINGDOM 3, UNITED STATES 1";

    /** The microseconds are those of the corpus's int96_from_spark.md. */
    @Test
    void timestampsOutsideOfNanosecondsAreReadInAnotherUnit() throws IOException {
        Path file = Corpora.parquetData().resolve("int96_from_spark.parquet");
        ParquetReadOptions micros =
                ParquetReadOptions.read().int96Unit(org.apache.arrow.vector.types.TimeUnit.MICROSECOND);
        try (BatchStream batches = ParquetSource.open(file, micros).read(Allocators.root());
                Batch batch = batches.next()) {
            assertEquals("[a timestamp[us]]", Schemas.describe(batch.schema()));
            List<Object> values = new ArrayList<>();
            for (int row = 0; row < batch.rows(); row++) {
                values.add(BatchAssertions.value(batch, 0, row));
            }
            assertEquals(
                    Arrays.asList(
                            1704141296123456L,
                            1704070800000000L,
                            253402225200000000L,
                            1735599600000000L,
                            null,
                            9089380393200000000L),
                    values);
        }
    }

    @TestFactory
    Stream<DynamicTest> badFilesAreRefusedOrAreLegal() throws IOException {
        return Corpora.files(Corpora.badData(), ".parquet").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    if (file.endsWith(LEGAL)) {
                        GroupOracle.assertEqual(file, ParquetReadOptions.read());
                        return;
                    }
                    CorruptFileException refusal = assertThrows(CorruptFileException.class, () -> readAll(file));
                    String reason = BAD.get(file.getFileName().toString());
                    assertTrue(refusal.getMessage().startsWith(file + ": " + reason), refusal.getMessage());
                }));
    }

    /** What each bad file's message says behind the file. */
    private static final Map<String, String> BAD = Map.of(
            "ARROW-GH-41317.parquet",
            "column 'timestamp_us_no_tz', row group 1: its chunk is of column [timestampWus_no_tz]",
            "ARROW-GH-41321.parquet",
            "column 'int64', row group 0, page 1: dictionary indices of 254 bits, allowed are 0 to 32",
            "ARROW-GH-45185.parquet",
            "column 'x.list.element', row group 0, page 0: the chunk's first repetition level is 1, it must be 0",
            "ARROW-GH-47662.parquet",
            "column 'flba_field', row group 0, page 0: 100 more values of 4 bytes wanted, the page has 364 bytes left",
            "ARROW-RS-GH-6229-DICTHEADER.parquet",
            "column 'name', row group 0: its chunk lies at 129 with 322 bytes, the footer begins at 291",
            "ARROW-RS-GH-6229-LEVELS.parquet",
            "column 'outer.list.item.c', row group 0, page 1: page of 21 values, its chunk has only 1 left",
            "PARQUET-1481.parquet",
            "its schema is not sound: 'Handle' has neither a type nor fields");

    /** Dictionary indices of no bits, all of them 0: unusual, but what the format says. */
    private static final String LEGAL = "ARROW-GH-43605.parquet";

    /** Its dictionary's size disagrees with the chunk's, which parquet-java stumbles over; pyarrow reads it as we do. */
    private static final String READ_BY_US = "nation.dict-malformed.parquet";

    private static void check(Path file) throws IOException {
        String reason = REFUSED.get(file.getFileName().toString());
        if (reason != null) {
            ArrowShareException refusal = assertThrows(ArrowShareException.class, () -> readAll(file));
            assertTrue(refusal.getMessage().startsWith(file.toString()), refusal.getMessage());
            assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
            return;
        }
        if (file.endsWith(READ_BY_US)) {
            assertEquals(25, readAll(file));
            return;
        }
        GroupOracle.assertEqual(file, ParquetReadOptions.read().threads(1));
        GroupOracle.assertEqual(file, ParquetReadOptions.read().threads(3).rowsPerBatch(7));
    }

    static long readAll(Path file) {
        long rows = 0;
        try (BufferAllocator allocator = Allocators.child("corpus");
                BatchStream batches = ParquetSource.open(
                                file, ParquetReadOptions.read().threads(1))
                        .read(allocator)) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                rows += batch.rows();
                batch.close();
            }
        }
        return rows;
    }
}
