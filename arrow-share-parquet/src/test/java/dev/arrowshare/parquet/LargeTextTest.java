package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The one file of the corpus whose text is longer than 32-bit offsets reach: two rows, a map each, whose key is 2^30 times an 'a'. It takes
 * {@value #PEAK} bytes of native memory, so only who asks for it runs it: {@code -Dtest=LargeTextTest -Darrowshare.large=true}.
 */
@EnabledIfSystemProperty(named = "arrowshare.large", matches = "true")
@Timeout(300)
class LargeTextTest {
    private static final long KEY_BYTES = 1L << 30;
    private static final long PEAK = 7L << 30;
    private static final long EIGHT_LETTERS = 0x6161616161616161L;

    @Test
    void rowsThatDoNotFitTogetherComeInBatchesOfTheirOwn() throws IOException {
        Path file = Corpora.parquetData().resolve("large_string_map.brotli.parquet");
        ParquetReadOptions options = ParquetReadOptions.read().threads(1).pageBytesLimit(KEY_BYTES + 1024);
        try (BufferAllocator allocator = Allocators.child("large text");
                BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
            for (int row = 0; row < 2; row++) {
                try (Batch batch = batches.next()) {
                    assertOneRow(batch, row);
                }
            }
            assertNull(batches.next());
            long peak = allocator.getPeakMemoryAllocation();
            assertTrue(peak <= PEAK + (1 << 20), "the most native memory at a time was " + peak);
        }
    }

    private static void assertOneRow(Batch batch, int row) {
        MapVector map = batch.column("arr", MapVector.class);
        StructVector entries = (StructVector) map.getDataVector();
        VarCharVector keys = (VarCharVector) entries.getChildByOrdinal(0);
        IntVector values = (IntVector) entries.getChildByOrdinal(1);
        assertAll(
                "row " + row,
                () -> assertEquals(1, batch.rows()),
                () -> assertEquals(1, map.getElementEndIndex(0) - map.getElementStartIndex(0)),
                () -> assertEquals(KEY_BYTES, keys.getValueLength(0)),
                () -> assertEquals(1, values.get(0)),
                () -> assertTrue(isAllA(keys.getDataBuffer(), keys.getStartOffset(0)), "a key of other letters"));
    }

    private static boolean isAllA(ArrowBuf text, long start) {
        for (long at = start; at < start + KEY_BYTES; at += Long.BYTES) {
            if (text.getLong(at) != EIGHT_LETTERS) {
                return false;
            }
        }
        return true;
    }
}
