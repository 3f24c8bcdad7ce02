package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.crypto.ParquetCipher;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bloom filters of encrypted columns: those that we write are parquet-java's to read, and the other way round. */
@Timeout(60)
class EncryptedBloomFilterTest {
    private static final int GROUPS = 3;
    private static final int GROUP_ROWS = 1000;

    @RegisterExtension
    final RoundTrips trips = new RoundTrips();

    @TempDir
    Path folder;

    private static ParquetWriteOptions options() {
        return ParquetWriteOptions.defaults()
                .rowGroupRows(GROUP_ROWS)
                .pageRows(120)
                .dictionaryBytes(0)
                .bloomFilter("int64", GROUP_ROWS, 0.0001)
                .bloomFilter("utf8", GROUP_ROWS, 0.0001);
    }

    private Path written(ParquetWriteOptions options) {
        try (Batch batch = evenNumbers()) {
            return RoundTrips.write(folder.resolve("even.parquet"), options, batch);
        }
    }

    /** Each row group has even numbers from nearly 0 to nearly 6,000, as numbers and as texts, so that statistics rule nothing out. */
    private Batch evenNumbers() {
        int rows = GROUPS * GROUP_ROWS;
        BigIntVector numbers = new BigIntVector("int64", trips.allocator());
        VarCharVector texts = new VarCharVector("utf8", trips.allocator());
        for (int row = 0; row < rows; row++) {
            long number = number(row);
            numbers.setSafe(row, number);
            texts.setSafe(row, Long.toString(number).getBytes(StandardCharsets.US_ASCII));
        }
        numbers.setValueCount(rows);
        texts.setValueCount(rows);
        try (Batch others =
                        RandomBatches.of(EncryptionKind.FIELDS.subList(2, 4), rows, Nulls.SOME, 4, trips.allocator());
                Batch withNumbers = others.with(numbers)) {
            return withNumbers.with(texts);
        }
    }

    private static long number(int row) {
        return 2L * (row % GROUP_ROWS * GROUPS + row / GROUP_ROWS);
    }

    @ParameterizedTest
    @EnumSource
    void parquetJavaFindsWhatIsInThem(EncryptionKind kind) throws IOException {
        Path file = written(options().encryption(kind.encryption()));
        int found = 0;
        try (ParquetFileReader reader = GroupOracle.open(file, kind.oracleKeys())) {
            BlockMetaData second = reader.getFooter().getBlocks().get(1);
            BloomFilter numbers = reader.readBloomFilter(second.getColumns().get(2));
            BloomFilter texts = reader.readBloomFilter(second.getColumns().get(3));
            for (int row = GROUP_ROWS; row < 2 * GROUP_ROWS; row++) {
                long number = number(row);
                assertTrue(numbers.findHash(numbers.hash(number)), "no " + number);
                assertTrue(texts.findHash(texts.hash(Binary.fromString(Long.toString(number)))), "no text " + number);
                found += numbers.findHash(numbers.hash(number + 1)) ? 1 : 0;
            }
        }
        assertTrue(found < 5, found + " odd numbers");
    }

    @ParameterizedTest
    @EnumSource
    void theyRuleOutWhatThoseOfAPlainFileDo(EncryptionKind kind) {
        ParquetReadOptions read = ParquetReadOptions.read();
        for (Filter filter : new Filter[] {
            Filter.column("int64").equalTo(1_501),
            Filter.column("int64").equalTo(number(1_500)),
            Filter.column("utf8").in("1501", Long.toString(number(7)))
        }) {
            SkippedRows plain = trips.skipped(written(options()), read.where(filter));
            assertTrue(plain.rowGroups() >= 2, plain::toString);
            Path file = written(options().encryption(kind.encryption()));
            assertEquals(plain, trips.skipped(file, read.decryption(kind.keys()).where(filter)), filter::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void parquetJavasRuleOutRowGroups(Encryption.Algorithm algorithm) throws IOException {
        ParquetProperties properties = ParquetProperties.builder()
                .withBloomFilterEnabled("a", true)
                .withBloomFilterNDV("a", 1000L)
                .withDictionaryEncoding(false)
                .build();
        Path file = folder.resolve("oracle.parquet");
        FileEncryptionProperties encryption = FileEncryptionProperties.builder(EncryptionKind.FOOTER_KEY.clone())
                .withAlgorithm(ParquetCipher.valueOf(algorithm.name()))
                .build();
        new OracleWriter(
                        MessageTypeParser.parseMessageType("message m { required int64 a; optional binary b; }"),
                        properties,
                        CompressionCodecName.SNAPPY,
                        500,
                        new Random(5),
                        0.2,
                        0)
                .write(file, 1500, Map.of(), encryption);
        long present = GroupOracle.records(file, EncryptionKind.ONE_KEY.oracleKeys())
                .get(600)
                .getLong("a", 0);
        ParquetReadOptions read = ParquetReadOptions.read().decryption(EncryptionKind.ONE_KEY.keys());
        assertEquals(
                GROUPS,
                trips.skipped(file, read.where(Filter.column("a").equalTo(5))).rowGroups());
        assertEquals(
                GROUPS - 1,
                trips.skipped(file, read.where(Filter.column("a").equalTo(present)))
                        .rowGroups());
    }
}
