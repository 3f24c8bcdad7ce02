package dev.arrowshare.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.AllocationScope;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.schema.Schemas;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.ChildJvm;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.util.stream.Stream;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.c.ArrowSchema;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CDataTest {
    private final BufferAllocator allocator = Allocators.child("test");

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    static Stream<Field> types() {
        return ArrowTypes.allAndDuplicateNames().stream();
    }

    private Batch roundTrip(Batch batch, BufferAllocator target) {
        try (ArrowArray array = ArrowArray.allocateNew(allocator);
                ArrowSchema schema = ArrowSchema.allocateNew(allocator)) {
            CData.exportBatch(batch, array.memoryAddress(), schema.memoryAddress());
            return CData.importBatch(array.memoryAddress(), schema.memoryAddress(), target);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void whatGoesOutComesInAgain(Field field) {
        for (int rows : new int[] {0, 1, 1_000}) {
            for (Nulls nulls : Nulls.values()) {
                try (Batch batch = RandomBatches.of(field, rows, nulls, rows, allocator);
                        Batch back = roundTrip(batch, allocator)) {
                    BatchAssertions.assertEqualValues(batch, back, rows + " rows, " + nulls + " nulls");
                    assertTrue(
                            Schemas.areEqual(batch.messageSchema(), back.messageSchema()),
                            back.messageSchema()::toString);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void slicesGoOutWithTheirOwnRows(Field field) {
        try (Batch batch = RandomBatches.of(field, 1_000, Nulls.SOME, 3, allocator);
                Batch aligned = batch.slice(64, 100);
                Batch odd = batch.slice(77, 100);
                Batch alignedBack = roundTrip(aligned, allocator);
                Batch oddBack = roundTrip(odd, allocator)) {
            BatchAssertions.assertEqualValues(batch, 64, 100, alignedBack, "seed 3");
            BatchAssertions.assertEqualValues(batch, 77, 100, oddBack, "seed 3");
        }
    }

    /** Other producers slice by the offset in the struct, of the batch or of each column. */
    @ParameterizedTest
    @MethodSource("types")
    void offsetsOfTheProducerAreHonoured(Field field) {
        try (Batch batch = RandomBatches.of(field, 1_000, Nulls.SOME, 4, allocator);
                ArrowArray array = ArrowArray.allocateNew(allocator);
                ArrowSchema schema = ArrowSchema.allocateNew(allocator)) {
            CData.exportBatch(batch, array, schema);
            slice(array, 10, 300);
            slice(column(array), 7, 990);
            try (Batch back = CData.importBatch(array, schema, allocator)) {
                BatchAssertions.assertEqualValues(batch, 17, 300, back, "seed 4");
            }
        }
    }

    private static ArrowArray column(ArrowArray array) {
        return ArrowArray.wrap(Memory.getLong(array.snapshot().children));
    }

    private static void slice(ArrowArray array, long offset, long length) {
        ArrowArray.Snapshot snapshot = array.snapshot();
        snapshot.offset = offset;
        snapshot.length = length;
        array.save(snapshot);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"int32", "utf8", "utf8_view", "list_of_struct_of_list", "fixed_size_list", "dictionary_utf8"})
    void nullsMayBeUncountedAndValidityMissing(String type) {
        try (Batch batch = RandomBatches.of(ArrowTypes.named(type), 100, Nulls.NONE, 5, allocator);
                ArrowArray array = ArrowArray.allocateNew(allocator);
                ArrowSchema schema = ArrowSchema.allocateNew(allocator)) {
            CData.exportBatch(batch, array, schema);
            long validity = Memory.getLong(column(array).snapshot().buffers);
            forgetNulls(array);
            try (Batch back = CData.importBatch(array, schema, allocator)) {
                BatchAssertions.assertEqualValues(batch, back, "seed 5");
            }
            assertTrue(validity != 0);
        }
    }

    private static void forgetNulls(ArrowArray array) {
        ArrowArray.Snapshot snapshot = array.snapshot();
        snapshot.null_count = -1;
        array.save(snapshot);
        Memory.putLong(snapshot.buffers, 0);
        for (int i = 0; i < snapshot.n_children; i++) {
            forgetNulls(ArrowArray.wrap(Memory.getLong(snapshot.children + 8L * i)));
        }
        if (snapshot.dictionary != 0) {
            forgetNulls(ArrowArray.wrap(snapshot.dictionary));
        }
    }

    @Test
    void anExportOutlivesItsBatch() {
        try (Batch expected = RandomBatches.of(ArrowTypes.named("utf8"), 100, Nulls.SOME, 6, allocator);
                ArrowArray array = ArrowArray.allocateNew(allocator);
                ArrowSchema schema = ArrowSchema.allocateNew(allocator)) {
            try (Batch batch = RandomBatches.of(ArrowTypes.named("utf8"), 100, Nulls.SOME, 6, allocator)) {
                CData.exportBatch(batch, array, schema);
            }
            try (Batch back = CData.importBatch(array, schema, allocator)) {
                BatchAssertions.assertEqualValues(expected, back, "seed 6");
            }
        }
    }

    @Test
    void anExportThatNobodyTakesIsReleasedByItsCallbacks() {
        try (Batch batch = RandomBatches.of(ArrowTypes.all(), 100, Nulls.SOME, 7, allocator);
                ArrowArray array = ArrowArray.allocateNew(allocator);
                ArrowSchema schema = ArrowSchema.allocateNew(allocator)) {
            CData.exportBatch(batch, array, schema);
            array.release();
            schema.release();
        }
    }

    @Test
    void whatIsImportedInAMapperIsFreedOrKeptWithItsScope() {
        try (Batch batch = RandomBatches.of(ArrowTypes.named("utf8"), 100, Nulls.SOME, 8, allocator)) {
            Batch kept;
            try (AllocationScope scope = AllocationScope.open(allocator, "batch 0")) {
                Batch forgotten = roundTrip(batch, scope);
                assertEquals(100, forgotten.rows());
                kept = roundTrip(batch.lentTo(scope), scope).keptFrom(scope);
            }
            try (kept) {
                BatchAssertions.assertEqualValues(batch, kept, "seed 8");
            }
        }
    }

    @Test
    void anExportFromAMapperOutlivesItsCall() {
        try (Batch batch = RandomBatches.of(ArrowTypes.named("utf8"), 100, Nulls.SOME, 9, allocator);
                ArrowArray array = ArrowArray.allocateNew(allocator);
                ArrowSchema schema = ArrowSchema.allocateNew(allocator)) {
            long before = allocator.getAllocatedMemory();
            try (AllocationScope scope = AllocationScope.open(allocator, "batch 0")) {
                Batch own = RandomBatches.of(ArrowTypes.named("utf8"), 100, Nulls.SOME, 9, scope);
                CData.exportBatch(own, array, schema);
            }
            assertTrue(allocator.getAllocatedMemory() > before, "the structs hold the rows");
            try (Batch back = CData.importBatch(array, schema, allocator)) {
                BatchAssertions.assertEqualValues(batch, back, "seed 9");
            }
            assertEquals(before, allocator.getAllocatedMemory());
        }
    }

    @Test
    void anExportFromAMapperMayBeReleasedBeforeItsCallEnds() {
        try (Batch batch = RandomBatches.of(ArrowTypes.named("utf8"), 100, Nulls.SOME, 10, allocator);
                AllocationScope scope = AllocationScope.open(allocator, "batch 0")) {
            Batch own = RandomBatches.of(ArrowTypes.named("utf8"), 100, Nulls.SOME, 10, scope);
            Batch lent = batch.lentTo(scope);
            for (Batch exported : new Batch[] {own, lent}) {
                try (ArrowArray array = ArrowArray.allocateNew(allocator);
                        ArrowSchema schema = ArrowSchema.allocateNew(allocator)) {
                    CData.exportBatch(exported, array, schema);
                    array.release();
                    schema.release();
                }
                BatchAssertions.assertEqualValues(batch, exported, "seed 10");
            }
        }
    }

    @Test
    void withoutTheFlagItIsRefusedWithTheFlag() throws Exception {
        ChildJvm.Result result = ChildJvm.run(Unopened.class);
        assertEquals(
                "the C Data Interface needs java.nio opened to Arrow in this JVM; start it with"
                        + " --add-opens=java.base/java.nio=ALL-UNNAMED",
                result.stdout().strip(),
                result::toString);
        assertEquals(0, result.exitCode(), result::toString);
    }

    /** Runs in a JVM without any flag. */
    static final class Unopened {
        public static void main(String[] args) {
            try (Batch batch = Batch.of(0)) {
                CData.exportBatch(batch, 0, 0);
            } catch (RuntimeException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
