package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.MissingKeyException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.ParquetWriteOptions.PageVersion;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.crypto.ColumnDecryptionProperties;
import org.apache.parquet.crypto.FileDecryptionProperties;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we write encrypted is read by us and by parquet-java, and by nobody without the keys. */
@Timeout(60)
class EncryptedWriteTest {
    private static final byte[] FOOTER_KEY = bytes("0123456789abcdef");
    private static final byte[] OWN_KEY = bytes("0123456789abcdef01234567");
    private static final byte[] PREFIX = bytes("rows.parquet");
    private static final List<Field> FIELDS = List.of(
            ArrowTypes.named("int64"),
            ArrowTypes.named("utf8"),
            ArrowTypes.named("float64"),
            ArrowTypes.nested(
                    "list", new org.apache.arrow.vector.types.pojo.ArrowType.List(), ArrowTypes.named("int32")));
    private static final int ROWS = 2500;

    enum Kind {
        ONE_KEY,
        OWN_KEYS,
        COUNTER,
        PLAIN_FOOTER,
        PREFIX_STORED,
        PREFIX_KEPT;

        Encryption encryption() {
            Encryption one = Encryption.footerKey(FOOTER_KEY);
            Encryption own =
                    one.columnKey("utf8", OWN_KEY, bytes("the key of utf8")).columnKey("list", OWN_KEY);
            return switch (this) {
                case ONE_KEY -> one;
                case OWN_KEYS -> own.plainColumn("float64");
                case COUNTER -> own.algorithm(Encryption.Algorithm.AES_GCM_CTR_V1);
                case PLAIN_FOOTER -> own.plainColumn("float64").plainFooter();
                case PREFIX_STORED -> one.aadPrefix(PREFIX);
                case PREFIX_KEPT -> one.footerKeyMetadata(bytes("kf")).aadPrefixKeptElsewhere(PREFIX);
            };
        }

        /** What opens it. */
        Decryption keys() {
            Decryption one = Decryption.none().footerKey(FOOTER_KEY);
            return switch (this) {
                case ONE_KEY, PREFIX_STORED -> one;
                case PREFIX_KEPT -> one.aadPrefix(PREFIX);
                case OWN_KEYS, COUNTER, PLAIN_FOOTER ->
                    one.columnKey("utf8", OWN_KEY).columnKey("list", OWN_KEY);
            };
        }

        FileDecryptionProperties oracleKeys() {
            FileDecryptionProperties.Builder builder =
                    FileDecryptionProperties.builder().withFooterKey(FOOTER_KEY.clone());
            if (this == PREFIX_KEPT) {
                builder.withAADPrefix(PREFIX);
            }
            if (this == OWN_KEYS || this == COUNTER || this == PLAIN_FOOTER) {
                Map<ColumnPath, ColumnDecryptionProperties> columns = new HashMap<>();
                for (String path : List.of("utf8", "list.list.int32", "list.list.element")) {
                    ColumnPath column = ColumnPath.fromDotString(path);
                    columns.put(
                            column,
                            ColumnDecryptionProperties.builder(column)
                                    .withKey(OWN_KEY.clone())
                                    .build());
                }
                builder.withColumnKeys(columns);
            }
            return builder.build();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private final BufferAllocator allocator = Allocators.child("test");
    private long allocatedBefore;

    @TempDir
    Path folder;

    @BeforeEach
    void noteWhatIsAllocated() {
        allocatedBefore = Allocators.root().getAllocatedMemory();
    }

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
        assertEquals(allocatedBefore, Allocators.root().getAllocatedMemory());
    }

    private static ParquetWriteOptions options(Encryption encryption) {
        return ParquetWriteOptions.defaults()
                .rowGroupRows(1000)
                .pageRows(120)
                .threads(2)
                .bloomFilter("int64", 1000, 0.01)
                .bloomFilter("float64", 1000, 0.01)
                .encryption(encryption);
    }

    private Batch batch() {
        return RandomBatches.of(FIELDS, ROWS, Nulls.SOME, 11, allocator);
    }

    private Path written(Batch batch, ParquetWriteOptions options) {
        Path file = folder.resolve("rows.parquet");
        try (ParquetSink sink = ParquetSink.create(file, batch.schema(), options)) {
            sink.append(batch);
            sink.commit();
        }
        return file;
    }

    private static ParquetReadOptions read(Decryption keys) {
        return ParquetReadOptions.read().decryption(keys).threads(2).verifyChecksums();
    }

    private void assertReads(Batch expected, Path file, ParquetReadOptions options) {
        List<Batch> parts = new ArrayList<>();
        try (BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
            for (Batch part = batches.next(); part != null; part = batches.next()) {
                parts.add(part);
            }
        }
        try (Batch all = Batch.concat(parts)) {
            BatchAssertions.assertEqualValues(expected, all);
        }
        parts.forEach(Batch::close);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadByUsAndByParquetJava(Kind kind) throws IOException {
        try (Batch batch = batch()) {
            Path file = written(batch, options(kind.encryption()));
            assertReads(batch, file, read(kind.keys()));
            List<Group> records = GroupOracle.records(file, kind.oracleKeys());
            assertEquals(ROWS, records.size());
            GroupOracle.assertEqual(file, records, read(kind.keys()));
            String end = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            assertTrue(end.endsWith(kind == Kind.PLAIN_FOOTER ? "PAR1" : "PARE"));
        }
    }

    /** The row groups are encoded with options that went to another process. */
    @ParameterizedTest
    @EnumSource
    void whatAWorkerEncodedIsEncryptedWhereItIsPut(Kind kind) throws Exception {
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
            Path file = written(batch, options(Kind.PLAIN_FOOTER.encryption()));
            assertReads(plain, file, ParquetReadOptions.read().columns("float64"));
            MissingKeyException refusal =
                    assertThrows(MissingKeyException.class, () -> assertReads(batch, file, ParquetReadOptions.read()));
            assertTrue(refusal.getMessage().startsWith(file + ": column 'int64', row group 0: it is encrypted"));
        }
    }

    /** Two files of the same data and key: their modules are bound to the file. */
    @Test
    void pagesOfAnotherFileOrPlaceAreNoticed() throws IOException {
        try (Batch batch = RandomBatches.of(ArrowTypes.named("int64"), 1000, Nulls.NONE, 3, allocator)) {
            ParquetWriteOptions options = ParquetWriteOptions.defaults()
                    .compression(Compression.UNCOMPRESSED)
                    .dictionaryBytes(0)
                    .encryption(Encryption.footerKey(FOOTER_KEY));
            Path file = written(batch, options);
            byte[] one = Files.readAllBytes(file);
            byte[] other = Files.readAllBytes(written(batch, options));
            System.arraycopy(other, 4, one, 4, 4000);
            Files.write(file, one);
            CorruptFileException refusal =
                    assertThrows(CorruptFileException.class, () -> assertReads(batch, file, read(Kind.ONE_KEY.keys())));
            assertEquals(
                    file + ": column 'int64', row group 0, page 0: cannot be decrypted: its key is another one, or its"
                            + " bytes or their place in the file were changed",
                    refusal.getMessage());
        }
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnythingIsWritten() throws IOException {
        try (Batch batch = batch()) {
            IllegalArgumentException pages = assertThrows(
                    IllegalArgumentException.class,
                    () -> written(
                            batch, options(Encryption.footerKey(FOOTER_KEY)).pageVersion(PageVersion.V2)));
            assertEquals(
                    "pages V2 are not written encrypted, since readers disagree about their levels; choose V1",
                    pages.getMessage());
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
                Kind.OWN_KEYS.encryption().toString());
    }
}
