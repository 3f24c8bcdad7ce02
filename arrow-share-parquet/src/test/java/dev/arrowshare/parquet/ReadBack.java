package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.schema.Schemas;
import dev.arrowshare.testing.BatchAssertions;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** What our reader makes of a file must be what was written: the same types in all that Arrow says of them, and equal values. */
final class ReadBack {
    private ReadBack() {}

    static void assertSame(Batch expected, ParquetSource source, String message) {
        assertSameFields(expected.messageSchema(), source.schema(), message);
        long row = 0;
        List<Batch> kept = new ArrayList<>();
        try (BufferAllocator allocator = Allocators.child("read back")) {
            try (BatchStream batches = source.read(allocator)) {
                for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                    kept.add(batch);
                }
            }
            // Batches stand for themselves, also when their stream is closed.
            for (Batch batch : kept) {
                assertSameFields(expected.schema(), batch.schema(), message);
                assertSameFields(expected.messageSchema(), batch.messageSchema(), message);
                BatchAssertions.assertEqualValues(expected, row, batch.rows(), batch, message);
                row += batch.rows();
            }
            kept.forEach(Batch::close);
        }
        assertEquals(expected.rows(), row, message + ": rows");
    }

    /** The ids of dictionaries are a file's own; everything else counts. */
    private static void assertSameFields(Schema expected, Schema actual, String message) {
        assertEquals(Schemas.describe(expected), Schemas.describe(actual), message);
        for (int i = 0; i < expected.getFields().size(); i++) {
            Field one = expected.getFields().get(i);
            Field other = actual.getFields().get(i);
            assertEquals(one.getType(), other.getType(), message);
            assertEquals(one.getMetadata(), other.getMetadata(), message);
            assertEquals(one.getDictionary() == null, other.getDictionary() == null, message);
            if (one.getDictionary() != null) {
                assertEquals(
                        one.getDictionary().isOrdered(), other.getDictionary().isOrdered(), message);
                assertEquals(
                        one.getDictionary().getIndexType(),
                        other.getDictionary().getIndexType(),
                        message);
            }
        }
    }
}
