package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is demanded of pages on request, with files of parquet-testing. */
class PageChecksTest {
    private static final ParquetReadOptions VERIFIED = ParquetReadOptions.read().verifyChecksums();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "datapage_v1-snappy-compressed-checksum.parquet",
                "datapage_v1-uncompressed-checksum.parquet",
                "plain-dict-uncompressed-checksum.parquet",
                "rle-dict-snappy-checksum.parquet",
                "delta_binary_packed.parquet"
            })
    void pagesWithRightChecksumsOrWithoutAnyAreRead(String name) throws IOException {
        GroupOracle.assertEqual(Corpora.parquetData().resolve(name), VERIFIED);
    }

    @Test
    void aDataPageWithAWrongChecksumIsRefusedWhenThatIsAskedFor() throws IOException {
        Path file = Corpora.parquetData().resolve("datapage_v1-corrupt-checksum.parquet");
        CorruptFileException refusal = assertThrows(CorruptFileException.class, () -> readAll(file, VERIFIED));
        String where = file + ": column 'a', row group 0, page 0: checksum is ";
        assertTrue(refusal.getMessage().startsWith(where), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(", its bytes have "), refusal.getMessage());
        GroupOracle.assertEqual(file, ParquetReadOptions.read());
    }

    @Test
    void aDictionaryPageWithAWrongChecksumIsToo() throws IOException {
        Path file = Corpora.parquetData().resolve("rle-dict-uncompressed-corrupt-checksum.parquet");
        CorruptFileException refusal = assertThrows(CorruptFileException.class, () -> readAll(file, VERIFIED));
        String where = file + ": column 'long_field', row group 0, page 0: checksum is ";
        assertTrue(refusal.getMessage().startsWith(where), refusal.getMessage());
        GroupOracle.assertEqual(file, ParquetReadOptions.read());
    }

    @Test
    void aPageLargerThanTheLimitIsRefused() {
        Path file = Corpora.parquetData().resolve("alltypes_tiny_pages_plain.parquet");
        assertEquals(7300, readAll(file, ParquetReadOptions.read().pageBytesLimit(10_000)));
        CorruptFileException refusal = assertThrows(
                CorruptFileException.class,
                () -> readAll(file, ParquetReadOptions.read().pageBytesLimit(50)));
        assertTrue(
                refusal.getMessage().startsWith(file + ": column 'id', row group 0, page 0: "), refusal.getMessage());
        assertTrue(
                refusal.getMessage()
                        .endsWith(
                                " bytes, the limit for this file is 50; ParquetReadOptions.pageBytesLimit allows more"),
                refusal.getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> ParquetReadOptions.read().pageBytesLimit(0));
    }

    private static long readAll(Path file, ParquetReadOptions options) {
        long rows = 0;
        try (BufferAllocator allocator = Allocators.child("checks");
                BatchStream batches =
                        ParquetSource.open(file, options.threads(1)).read(allocator)) {
            for (Batch next = batches.next(); next != null; next = batches.next()) {
                try (Batch batch = next) {
                    rows += batch.rows();
                }
            }
        }
        return rows;
    }
}
