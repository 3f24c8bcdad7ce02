package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.BatchAssertions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Files that pyarrow 26 has encrypted, with a key management service that wraps keys by Base64 alone: 100 rows of {@code id} (0, 1, …),
 * {@code name} ("n" and id % 9, null where id % 7 is 0), {@code x} (id / 4) and {@code tags} (the numbers below id % 4, null where id % 5
 * is 0), with own keys for the second and the last.
 */
@Timeout(30)
class EncryptedByPyarrowTest {
    private static final Pattern WRAPPED_KEY = Pattern.compile("\"wrappedDEK\":\"([^\"]+)\"");

    /** What pyarrow notes of a key is JSON with the key, wrapped. */
    private static byte[] unwrapped(byte[] metadata) {
        Matcher wrapped = WRAPPED_KEY.matcher(new String(metadata, StandardCharsets.UTF_8));
        return wrapped.find() ? Base64.getDecoder().decode(wrapped.group(1)) : null;
    }

    @TestFactory
    Stream<DynamicTest> eachIsReadAsItWasWritten() throws IOException {
        List<Path> files = Corpora.files(Path.of("src", "test", "resources", "encrypted"), ".encrypted");
        assertEquals(4, files.size());
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    private static void check(Path file) {
        ParquetReadOptions options = ParquetReadOptions.read()
                .decryption(Decryption.none().keysByMetadata(EncryptedByPyarrowTest::unwrapped))
                .verifyChecksums()
                .rowsPerBatch(100);
        try (BufferAllocator allocator = Allocators.child("pyarrow");
                BatchStream batches = ParquetSource.open(file, options).read(allocator);
                Batch batch = batches.next()) {
            assertEquals(100, batch.rows());
            for (int row = 0; row < 100; row++) {
                assertEquals((long) row, BatchAssertions.value(batch, 0, row));
                assertEquals(row % 7 == 0 ? null : "n" + row % 9, BatchAssertions.value(batch, 1, row));
                assertEquals(row / 4.0, BatchAssertions.value(batch, 2, row));
                List<String> tags =
                        IntStream.range(0, row % 4).mapToObj(Integer::toString).toList();
                assertEquals(row % 5 == 0 ? null : tags, BatchAssertions.value(batch, 3, row));
            }
        }
    }
}
