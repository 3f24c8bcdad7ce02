package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.MemoryBudget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.junit.jupiter.api.Test;

class EncoderMemoryTest {
    private static final int ROWS = 100_000;
    private static final int DISTINCT = 20_000;
    private static final int DICTIONARY_BYTES = DISTINCT * (4 + 40);

    /** Texts that differ, and take next to nothing compressed. */
    private static Batch texts(BufferAllocator allocator) {
        VarCharVector texts = new VarCharVector("text", allocator);
        texts.allocateNew();
        for (int i = 0; i < ROWS; i++) {
            String text = String.format(Locale.ROOT, "%040d", i % DISTINCT);
            texts.setSafe(i, text.getBytes(StandardCharsets.US_ASCII));
        }
        texts.setValueCount(ROWS);
        return Batch.of(ROWS, texts);
    }

    @Test
    void whatAnEncoderKeepsForTheNextRowGroupCounts() {
        MemoryBudget budget = MemoryBudget.ofBytes(64 << 20);
        ParquetWriteOptions options = ParquetWriteOptions.defaults()
                .compression(Compression.zstd(3))
                .threads(1)
                .memoryBudget(budget);
        try (BufferAllocator allocator = Allocators.child("test");
                Batch batch = texts(allocator);
                RowGroupEncoder encoder = new RowGroupEncoder(batch.schema(), options)) {
            EncodedRowGroup group = encoder.encode(List.of(batch));
            assertTrue(group.bytes() < DICTIONARY_BYTES / 2, () -> group.bytes() + " bytes of texts");
            group.close();
            assertTrue(budget.heldBytes() >= DICTIONARY_BYTES, () -> budget.heldBytes() + " bytes are held");
        }
        assertEquals(0, budget.heldBytes());
    }
}
