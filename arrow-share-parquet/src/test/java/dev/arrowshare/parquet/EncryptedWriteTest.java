package dev.arrowshare.parquet;

import static dev.arrowshare.parquet.EncryptionKind.FOOTER_KEY;
import static dev.arrowshare.parquet.EncryptionKind.OWN_KEY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.MissingKeyException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.ParquetWriteOptions.PageVersion;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we write encrypted is read by us and by parquet-java, and by nobody without the keys. */
@Timeout(60)
class EncryptedWriteTest {
    private static final int ROWS = 2500;

    @RegisterExtension
    final RoundTrips trips = new RoundTrips();

    @TempDir
    Path folder;

    private static ParquetWriteOptions options(Encryption encryption) {
        return ParquetWriteOptions.defaults()
                .rowGroupRows(1000)
                .pageRows(120)
                .threads(2)
                .encryption(encryption);
    }

    private Batch batch() {
        return RandomBatches.of(EncryptionKind.FIELDS, ROWS, Nulls.SOME, 11, trips.allocator());
    }

    private Path written(Batch batch, ParquetWriteOptions options) {
        return RoundTrips.write(folder.resolve("rows.parquet"), options, batch);
    }

    private static ParquetReadOptions read(Decryption keys) {
        return ParquetReadOptions.read().decryption(keys).threads(2).verifyChecksums();
    }

    private void assertReads(Batch expected, Path file, ParquetReadOptions options) {
        trips.assertReads(expected, file, options, options.toString());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadByUsAndByParquetJava(EncryptionKind kind) throws IOException {
        try (Batch batch = batch()) {
            Path file = written(batch, options(kind.encryption()));
            assertReads(batch, file, read(kind.keys()));
            List<Group> records = GroupOracle.records(file, kind.oracleKeys());
            assertEquals(ROWS, records.size());
            GroupOracle.assertEqual(file, records, read(kind.keys()));
            String end = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            assertTrue(end.endsWith(kind == EncryptionKind.PLAIN_FOOTER ? "PAR1" : "PARE"));
        }
    }

    /** The format, and Arrow C++, encrypt levels with the values; parquet-java looks for them in front. */
    @ParameterizedTest
    @EnumSource
    void pagesV2AreReadByUsAndWithoutLevelsByParquetJava(Encryption.Algorithm algorithm) throws IOException {
        List<Field> fields =
                List.of(ArrowTypes.required("whole", new ArrowType.Int(64, true)), ArrowTypes.named("utf8"));
        ParquetWriteOptions options = options(
                        EncryptionKind.ONE_KEY.encryption().algorithm(algorithm))
                .pageVersion(PageVersion.V2);
        try (Batch batch = RandomBatches.of(fields, ROWS, Nulls.SOME, 17, trips.allocator());
                Batch whole = batch.select("whole")) {
            Path file = written(batch, options);
            assertReads(batch, file, read(EncryptionKind.ONE_KEY.keys()));
            for (Compression one : List.of(Compression.SNAPPY, Compression.UNCOMPRESSED)) {
                Path withLevels = written(batch, options.compression(one));
                assertThrows(
                        Exception.class, () -> GroupOracle.records(withLevels, EncryptionKind.ONE_KEY.oracleKeys()));
            }
            Path flat = written(whole, options);
            List<Group> records = GroupOracle.records(flat, EncryptionKind.ONE_KEY.oracleKeys());
            GroupOracle.assertEqual(flat, records, read(EncryptionKind.ONE_KEY.keys()));
        }
    }

    /** The row groups are encoded with options that went to another process. */
    @ParameterizedTest
    @EnumSource
    void whatAWorkerEncodedIsEncryptedWhereItIsPut(EncryptionKind kind) throws Exception {
        ParquetWriteOptions options = options(kind.encryption());
        Path file = folder.resolve("rows.parquet");
        try (Batch batch = batch();
                RowGroupEncoder worker = new RowGroupEncoder(batch.schema(), travelled(options));
                ParquetSink sink = ParquetSink.create(file, batch.schema(), options)) {
            try (EncodedRowGroup group = worker.encode(List.of(batch))) {
                ByteBuffer bytes = ByteBuffer.allocate((int) group.bytes());
                group.writeTo(bytes);
                try (EncodedRowGroup arrived = EncodedRowGroup.read(bytes.flip())) {
                    sink.append(arrived);
                }
            }
            sink.commit();
            assertReads(batch, file, read(kind.keys()));
        }
    }

    /** Both kinds of memory: the allocator's, and arrays. */
    @ParameterizedTest
    @EnumSource
    void encryptingHoldsSomePagesBesidesTheRowGroup(Encryption.Algorithm algorithm) throws IOException {
        ParquetWriteOptions options = ParquetWriteOptions.defaults()
                .threads(1)
                .pageRows(10_000)
                .dictionaryBytes(0)
                .encryption(EncryptionKind.ONE_KEY.encryption().algorithm(algorithm));
        long rows = 3_000_000;
        try (Batch batch = randomNumbers((int) rows);
                RowGroupEncoder encoder = new RowGroupEncoder(batch.schema(), options);
                EncodedRowGroup group = encoder.encode(List.of(batch));
                ParquetSink sink = ParquetSink.create(folder.resolve("large.parquet"), batch.schema(), options);
                ArrowBuf upToThePeak = RoundTrips.upToThePeak()) {
            assertTrue(group.bytes() > rows * 8 && upToThePeak.capacity() >= 0);
            long peak = Allocators.root().getPeakMemoryAllocation();
            long arrays = bytesOfArrays();
            sink.append(group);
            arrays = bytesOfArrays() - arrays;
            long grown = Allocators.root().getPeakMemoryAllocation() - peak;
            sink.commit();
            assertTrue(grown < group.bytes() / 10, grown + " bytes for a row group of " + group.bytes());
            assertTrue(arrays < group.bytes() / 4, arrays + " bytes of arrays for one of " + group.bytes());
        }
    }

    private static long bytesOfArrays() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private Batch randomNumbers(int rows) {
        SplittableRandom random = new SplittableRandom(8);
        BigIntVector numbers = new BigIntVector("numbers", trips.allocator());
        numbers.allocateNew(rows);
        for (int row = 0; row < rows; row++) {
            numbers.set(row, random.nextLong());
        }
        numbers.setValueCount(rows);
        return Batch.of(rows, numbers);
    }

    private static ParquetWriteOptions travelled(ParquetWriteOptions options) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(options);
        }
        String sent = bytes.toString(StandardCharsets.ISO_8859_1);
        assertFalse(sent.contains("0123456789abcdef"), "a key has travelled");
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (ParquetWriteOptions) in.readObject();
        }
    }

    @Test
    void aPlainColumnOfASignedFileNeedsNoKey() {
        try (Batch batch = batch();
                Batch plain = batch.select("float64")) {
            Path file = written(batch, options(EncryptionKind.PLAIN_FOOTER.encryption()));
            assertReads(plain, file, ParquetReadOptions.read().columns("float64"));
            MissingKeyException refusal =
                    assertThrows(MissingKeyException.class, () -> assertReads(batch, file, ParquetReadOptions.read()));
            assertTrue(refusal.getMessage().startsWith(file + ": column 'int64', row group 0: it is encrypted"));
        }
    }

    /** Two files of the same data and key: their modules are bound to the file. */
    @Test
    void pagesOfAnotherFileOrPlaceAreNoticed() throws IOException {
        try (Batch batch = RandomBatches.of(ArrowTypes.named("int64"), 1000, Nulls.NONE, 3, trips.allocator())) {
            ParquetWriteOptions options = ParquetWriteOptions.defaults()
                    .compression(Compression.UNCOMPRESSED)
                    .dictionaryBytes(0)
                    .encryption(Encryption.footerKey(FOOTER_KEY));
            Path file = written(batch, options);
            byte[] one = Files.readAllBytes(file);
            byte[] other = Files.readAllBytes(written(batch, options));
            System.arraycopy(other, 4, one, 4, 4000);
            Files.write(file, one);
            CorruptFileException refusal = assertThrows(
                    CorruptFileException.class, () -> assertReads(batch, file, read(EncryptionKind.ONE_KEY.keys())));
            assertEquals(
                    file + ": column 'int64', row group 0, page 0: cannot be decrypted: its key is another one, or its"
                            + " bytes or their place in the file were changed",
                    refusal.getMessage());
        }
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnythingIsWritten() throws IOException {
        try (Batch batch = batch()) {
            IllegalArgumentException column = assertThrows(
                    IllegalArgumentException.class,
                    () -> written(
                            batch, options(Encryption.footerKey(FOOTER_KEY).columnKey("fare", OWN_KEY))));
            assertTrue(column.getMessage().contains("column 'fare', which is not there"), column.getMessage());
            assertThrows(IllegalArgumentException.class, () -> Encryption.footerKey(new byte[15]));
        }
        assertEquals(0, folder.toFile().list().length);
    }

    @Test
    void keysAreNeverPrinted() {
        assertEquals(
                "encryption(own keys [list, utf8], plain [float64], AES_GCM_V1)",
                EncryptionKind.OWN_KEYS.encryption().toString());
    }
}
