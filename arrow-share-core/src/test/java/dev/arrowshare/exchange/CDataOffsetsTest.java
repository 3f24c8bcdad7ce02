package dev.arrowshare.exchange;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.util.stream.Stream;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.c.ArrowSchema;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CDataOffsetsTest {
    private final BufferAllocator allocator = Allocators.child("test");

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    static Stream<Field> types() {
        return ArrowTypes.allAndDuplicateNames().stream();
    }

    /** As pyarrow's slices of nested columns have them, and anyone may. */
    @ParameterizedTest
    @MethodSource("types")
    void arraysMayBeginAnywhereAtAnyDepth(Field field) {
        for (int rows : new int[] {0, 1, 500}) {
            for (Nulls nulls : Nulls.values()) {
                for (int seed = 0; seed < 5; seed++) {
                    String what = rows + " rows, " + nulls + " nulls, seed " + seed;
                    try (Batch batch = RandomBatches.of(field, rows, nulls, seed, allocator);
                            OffsetProducer producer = new OffsetProducer(batch, allocator, seed);
                            Batch back = imported(batch, producer)) {
                        BatchAssertions.assertEqualValues(batch, back, what);
                    }
                }
            }
        }
    }

    private Batch imported(Batch batch, OffsetProducer producer) {
        try (ArrowArray array = ArrowArray.allocateNew(allocator);
                ArrowSchema schema = ArrowSchema.allocateNew(allocator)) {
            CData.exportBatch(batch, array, schema);
            producer.move(array);
            return CData.importBatch(array, schema, allocator);
        }
    }
}
