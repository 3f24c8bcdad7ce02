package dev.arrowshare.parquet.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.memory.Memory;
import java.util.Random;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.bitpacking.BitPackingValuesWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitPackedLevelsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8})
    void levelsAreThoseThatParquetJavaEncoded(int width) {
        for (int count : new int[] {1, 7, 8, 33, 1000}) {
            Random random = new Random(width);
            int[] expected = random.ints(count, 0, 1 << width).toArray();
            BitPackingValuesWriter writer =
                    new BitPackingValuesWriter((1 << width) - 1, 100, 1000, HeapByteBufferAllocator.getInstance());
            for (int level : expected) {
                writer.writeInteger(level);
            }
            long target = Memory.allocate(BitPackedLevels.bytes(width, count) + 64);
            try (EncodedPage page = EncodedPage.of(writer)) {
                assertEquals(BitPackedLevels.bytes(width, count), page.end() - page.begin());
                BitPackedLevels.repack(page.begin(), target, width, count);
                HybridRuns runs = new HybridRuns("levels");
                runs.openPacked(target, target + BitPackedLevels.bytes(width, count), width);
                int[] actual = new int[count];
                runs.values(actual, count);
                for (int i = 0; i < count; i++) {
                    assertEquals(expected[i], actual[i], "width " + width + ", level " + i);
                }
            } finally {
                Memory.free(target);
            }
        }
    }
}
