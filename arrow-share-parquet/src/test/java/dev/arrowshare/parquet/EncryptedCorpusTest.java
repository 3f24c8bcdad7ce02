package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.MissingKeyException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.BatchAssertions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.crypto.FileDecryptionProperties;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The encrypted files of apache/parquet-testing, with the keys of its README. */
@Timeout(60)
class EncryptedCorpusTest {
    private static final String FOOTER_KEY = "kf";
    private static final String INT96 = "int96_field";

    /** The keys, of digits as text, by the ids that files note; all but the footer's end in a number of their own. */
    private static final Map<String, Integer> LAST_DIGITS =
            Map.of("kc1", 0, "kc2", 1, "kc3", 2, "kc4", 3, "kc5", 4, "kc6", 5, "kc7", 6, "kc8", 7);

    private static byte[] key(String id, int bytes) {
        if (id.equals(FOOTER_KEY)) {
            return digits(IntStream.range(0, bytes).map(i -> i % 10));
        }
        byte[] key = digits(IntStream.range(0, bytes).map(i -> (i + 1) % 10));
        key[bytes - 1] = (byte) ('0' + (bytes == 16 ? 0 : 2) + LAST_DIGITS.get(id));
        return key;
    }

    private static byte[] digits(IntStream digits) {
        int[] values = digits.toArray();
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('0' + values[i]);
        }
        return bytes;
    }

    private static int keyBytes(Path file) {
        return file.toString().contains("aes256") ? 32 : 16;
    }

    private static Decryption keys(Path file) {
        Decryption keys =
                Decryption.none().keysByMetadata(id -> key(new String(id, StandardCharsets.UTF_8), keyBytes(file)));
        return file.toString().contains("disable_aad_storage") ? keys.aadPrefix(bytes("tester")) : keys;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static FileDecryptionProperties oracleKeys(Path file) {
        FileDecryptionProperties.Builder builder = FileDecryptionProperties.builder()
                .withKeyRetriever(id -> key(new String(id, StandardCharsets.UTF_8), keyBytes(file)));
        return file.toString().contains("disable_aad_storage")
                ? builder.withAADPrefix(bytes("tester")).build()
                : builder.build();
    }

    private static ParquetReadOptions read(Decryption keys) {
        return ParquetReadOptions.read().decryption(keys);
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(Corpora.files(Corpora.parquetData(), ".encrypted"));
        files.addAll(Corpora.files(Corpora.parquetData().resolve("aes256"), ".encrypted"));
        // Its keys are wrapped by those of a key management service.
        files.removeIf(file -> file.getFileName().toString().startsWith("external_key_material"));
        return files;
    }

    private static Stream<DynamicTest> each(Check check) throws IOException {
        return files().stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getParent().getFileName() + " " + file.getFileName(), () -> check.of(file)));
    }

    @FunctionalInterface
    private interface Check {
        void of(Path file) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> everyValueIsParquetJavas() throws IOException {
        return each(file -> {
            List<Group> expected = GroupOracle.records(file, oracleKeys(file));
            assertTrue(expected.size() > 0);
            for (int threads = 1; threads <= 3; threads += 2) {
                ParquetReadOptions options = read(keys(file)).threads(threads).verifyChecksums();
                GroupOracle.assertEqual(file, expected, withoutInt96(file, options));
                assertInt96(expected, file, options);
            }
        });
    }

    /** Some of its days are before all nanoseconds. */
    private static ParquetReadOptions withoutInt96(Path file, ParquetReadOptions options) {
        List<String> columns = ParquetSource.open(file, options).schema().getFields().stream()
                .map(Field::getName)
                .filter(name -> !name.equals(INT96))
                .toList();
        return options.columns(columns);
    }

    private static void assertInt96(List<Group> expected, Path file, ParquetReadOptions options) {
        if (withoutInt96(file, options).columns().size()
                == ParquetSource.open(file, options).schema().getFields().size()) {
            return;
        }
        ParquetReadOptions micros = options.columns(INT96).int96Unit(TimeUnit.MICROSECOND);
        int row = 0;
        try (BufferAllocator allocator = Allocators.child("int96");
                BatchStream batches = ParquetSource.open(file, micros).read(allocator)) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                for (int i = 0; i < batch.rows(); i++) {
                    ByteBuffer stored = expected.get(row++)
                            .getInt96(INT96, 0)
                            .toByteBuffer()
                            .order(ByteOrder.LITTLE_ENDIAN);
                    long nanos = stored.getLong();
                    long day = stored.getInt() - 2_440_588L;
                    assertEquals(day * 86_400_000_000L + nanos / 1000, BatchAssertions.value(batch, 0, i));
                }
                batch.close();
            }
        }
        assertEquals(expected.size(), row);
    }

    @TestFactory
    Stream<DynamicTest> withoutKeysTheColumnOrTheFooterIsNamed() throws IOException {
        return each(file -> {
            for (ParquetReadOptions options : List.of(ParquetReadOptions.read(), read(Decryption.none()))) {
                if (file.toString().contains("disable_aad_storage") && options.decryption() != null) {
                    continue;
                }
                MissingKeyException refusal = assertThrows(MissingKeyException.class, () -> readAll(file, options));
                boolean isPlain = file.toString().contains("plaintext_footer");
                String what = isPlain ? ": column '" : ": its footer is encrypted";
                assertTrue(refusal.getMessage().startsWith(file + what), refusal.getMessage());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> anotherFooterKeyIsNoticed() throws IOException {
        return each(file -> {
            Decryption wrong = keys(file).footerKey(key("kc1", keyBytes(file)));
            CorruptFileException refusal = assertThrows(CorruptFileException.class, () -> readAll(file, read(wrong)));
            assertTrue(refusal.getMessage().startsWith(file + ": its footer "), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("its key is another one"), refusal.getMessage());
        });
    }

    @TestFactory
    Stream<DynamicTest> anotherColumnKeyIsNoticedWhereTheColumnIsRead() throws IOException {
        return each(file -> {
            if (file.toString().contains("uniform")) {
                return;
            }
            Decryption wrong = keys(file).columnKey("double_field", key(FOOTER_KEY, keyBytes(file)));
            CorruptFileException refusal = assertThrows(CorruptFileException.class, () -> readAll(file, read(wrong)));
            assertTrue(
                    refusal.getMessage().startsWith(file + ": column 'double_field', row group 0"),
                    refusal.getMessage());
            assertTrue(refusal.getMessage().contains("its key is another one"), refusal.getMessage());
            assertTrue(readAll(file, read(wrong).columns("float_field")) > 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aColumnWithoutItsKeyCanBeLeftOut() throws IOException {
        return each(file -> {
            if (file.toString().contains("uniform")) {
                return;
            }
            Decryption some = withoutDoubles(file);
            MissingKeyException refusal = assertThrows(MissingKeyException.class, () -> readAll(file, read(some)));
            assertEquals(
                    file + ": column 'double_field', row group 0: it is encrypted, and its key is not among those given"
                            + " (it is noted as 'kc1'); ParquetReadOptions.columns can leave it out",
                    refusal.getMessage());
            List<Group> expected = GroupOracle.records(file, oracleKeys(file));
            GroupOracle.assertEqual(file, expected, read(some).columns("float_field"));
        });
    }

    private static Decryption withoutDoubles(Path file) {
        Decryption keys = Decryption.none()
                .keysByMetadata(id -> Arrays.equals(id, bytes("kc1"))
                        ? null
                        : key(new String(id, StandardCharsets.UTF_8), keyBytes(file)));
        return file.toString().contains("disable_aad_storage") ? keys.aadPrefix(bytes("tester")) : keys;
    }

    @Test
    void prefixesAreCompared() {
        Path stored = Corpora.parquetData().resolve("encrypt_columns_and_footer_aad.parquet.encrypted");
        Path kept = Corpora.parquetData().resolve("encrypt_columns_and_footer_disable_aad_storage.parquet.encrypted");
        Path none = Corpora.parquetData().resolve("encrypt_columns_and_footer.parquet.encrypted");
        Decryption keys = keys(none);
        assertTrue(readAll(stored, read(keys.aadPrefix(bytes("tester"))).columns("float_field")) > 0);
        assertMessage(
                stored, keys.aadPrefix(bytes("other")), "is bound to another AAD prefix than the one that was given");
        assertMessage(none, keys.aadPrefix(bytes("tester")), "is bound to no AAD prefix, though one was given");
        assertMessage(kept, keys, "is bound to an AAD prefix that is not in it; Decryption.aadPrefix takes it");
        assertMessage(
                kept,
                keys.aadPrefix(bytes("other")),
                "its footer cannot be decrypted: its key is another one, or its bytes or their place in the file were"
                        + " changed");
    }

    private static void assertMessage(Path file, Decryption keys, String message) {
        ArrowShareException refusal = assertThrows(ArrowShareException.class, () -> readAll(file, read(keys)));
        assertEquals(file + ": " + message, refusal.getMessage());
    }

    @Test
    void aPlainFileInTheirPlaceIsRefused() throws IOException {
        Path plain = Corpora.parquetData().resolve("alltypes_plain.parquet");
        assertMessage(
                plain,
                keys(plain),
                "is not encrypted, though keys were given; Decryption.allowPlainFiles reads such files");
        assertEquals(8, readAll(plain, read(keys(plain).allowPlainFiles())));
    }

    @Test
    void keysAreNeverPrinted() {
        Decryption keys =
                Decryption.none().footerKey(bytes("0123456789abcdef")).columnKey("fare", bytes("fedcba9876543210"));
        assertEquals("decryption(footer, columns [fare])", keys.toString());
        String printed = ParquetReadOptions.read().decryption(keys) + " " + keys.keyOfFooter(null) + " "
                + keys.keyOfColumn(List.of("fare", "x"), null);
        assertFalse(printed.contains("cdef") || printed.contains("dcba"), printed);
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> Decryption.none().columnKey("fare", bytes("secret")));
        assertEquals("the key of column 'fare' has 6 bytes; an AES key has 16, 24 or 32", refusal.getMessage());
    }

    @TempDir
    Path folder;

    /** Whatever bit is changed: footers and metadata, headers, indexes and pages. */
    @TestFactory
    Stream<DynamicTest> eachChangedByteIsNoticedOrBelongsToNothingThatIsRead() throws IOException {
        return each(file -> {
            List<Group> expected = GroupOracle.records(file, oracleKeys(file));
            ParquetReadOptions options =
                    read(keys(file)).columns("double_field", "float_field").threads(1);
            byte[] original = Files.readAllBytes(file);
            boolean isAuthenticated = !file.toString().contains("ctr");
            int refused = 0;
            int step = Math.max(1, original.length / 150);
            for (int at = 4; at < original.length; at += step) {
                byte[] changed = original.clone();
                changed[at] ^= (byte) (1 << (at % 8));
                Path copy = Files.write(folder.resolve("changed.parquet"), changed);
                try {
                    if (isAuthenticated) {
                        GroupOracle.assertEqual(copy, expected, options);
                    } else {
                        readAll(copy, options);
                    }
                } catch (CorruptFileException | MissingKeyException e) {
                    assertTrue(e.getMessage().startsWith(copy + ": "), e.getMessage());
                    refused++;
                }
            }
            assertTrue(refused > (isAuthenticated ? 30 : 15), "refused " + refused);
        });
    }

    private static long readAll(Path file, ParquetReadOptions options) {
        long rows = 0;
        try (BufferAllocator allocator = Allocators.child("encrypted");
                BatchStream batches =
                        ParquetSource.open(file, options.threads(1)).read(allocator)) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                rows += batch.rows();
                batch.close();
            }
        }
        return rows;
    }
}
