package dev.arrowshare.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchConcatTest {
    private final BufferAllocator allocator = Allocators.child("test");

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    static Stream<Field> types() {
        return ArrowTypes.allAndDuplicateNames().stream();
    }

    /** The dictionaries of the three differ, for their seeds do. */
    @ParameterizedTest
    @MethodSource("types")
    void rowsComeAfterEachOther(Field field) {
        for (Nulls nulls : Nulls.values()) {
            try (Batch one = RandomBatches.of(field, 301, nulls, 1, allocator);
                    Batch none = RandomBatches.of(field, 0, nulls, 2, allocator);
                    Batch other = RandomBatches.of(field, 200, nulls, 3, allocator);
                    Batch all = Batch.concat(List.of(one, none, other))) {
                assertRows(all, 0, one);
                assertRows(all, 301, other);
                assertEquals(501, all.rows());
                assertEquals(one.schema(), all.schema());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void slicesAtAnyRowJoinToTheWhole(Field field) {
        try (Batch whole = RandomBatches.of(field, 500, Nulls.SOME, 4, allocator);
                Batch first = whole.slice(0, 77);
                Batch second = whole.slice(77, 200);
                Batch third = whole.slice(277, 223);
                Batch joined = Batch.concat(List.of(first, second, third))) {
            BatchAssertions.assertEqualValues(whole, joined, "seed 4");
        }
    }

    private static void assertRows(Batch all, long offset, Batch part) {
        try (Batch slice = all.slice(offset, part.rows())) {
            BatchAssertions.assertEqualValues(part, slice, "rows from " + offset);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void anEditableCopyHasTheValuesAndNoneOfTheMemory(Field field) {
        try (Batch batch = RandomBatches.of(field, 300, Nulls.SOME, 5, allocator);
                Batch slice = batch.slice(9, 200)) {
            FieldVector copy = slice.edit(field.getName(), FieldVector.class);
            try (Batch edited = slice.with(copy)) {
                assertTrue(edited.schema().equals(slice.schema()));
                BatchAssertions.assertEqualValues(slice, edited, "seed 5");
                VectorBuffers.of(copy)
                        .forEach(buffer -> VectorBuffers.of(batch.column(0))
                                .forEach(original -> assertTrue(buffer.capacity() == 0
                                        || original.capacity() == 0
                                        || buffer.memoryAddress() != original.memoryAddress())));
            }
        }
    }

    @Test
    void oneBatchIsSharedAndNotCopied() {
        try (Batch batch = RandomBatches.of(ArrowTypes.named("utf8"), 10, Nulls.SOME, 6, allocator);
                Batch same = Batch.concat(List.of(batch))) {
            assertSame(batch.column(0), same.column(0));
        }
    }

    @Test
    void noBatchIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Batch.concat(List.of()));
    }

    @Test
    void anotherSchemaIsRefusedSideBySide() {
        try (Batch one = RandomBatches.of(ArrowTypes.named("int32"), 10, Nulls.SOME, 7, allocator);
                Batch other = RandomBatches.of(ArrowTypes.named("int64"), 10, Nulls.SOME, 7, allocator)) {
            SchemaMismatchException e =
                    assertThrows(SchemaMismatchException.class, () -> Batch.concat(List.of(one, other)));
            assertEquals("""
                    batch 1 of a concat has another schema than expected (marked: ! changed, - missing, + extra)
                      expected    | actual
                    - int32 int32
                    +             | int64 int64""", e.getMessage());
        }
    }

    private Batch encoded(long id, int[] indices, String... values) {
        DictionaryEncoding encoding = new DictionaryEncoding(id, false, new ArrowType.Int(8, true));
        Field field = new Field("city", new FieldType(true, new ArrowType.Int(8, true), encoding), null);
        TinyIntVector column = (TinyIntVector) field.createVector(allocator);
        column.allocateNew(indices.length);
        for (int i = 0; i < indices.length; i++) {
            column.set(i, indices[i]);
        }
        column.setValueCount(indices.length);
        VarCharVector dictionary = new VarCharVector("DICT" + id, allocator);
        for (int i = 0; i < values.length; i++) {
            dictionary.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
        }
        dictionary.setValueCount(values.length);
        return Batch.of(indices.length, List.of(column), Map.of(id, dictionary), Map.of(), allocator);
    }

    @Test
    void dictionariesAreUnifiedWhateverTheirIds() {
        try (Batch one = encoded(1, new int[] {0, 1}, "Rom", "Oslo");
                Batch other = encoded(9, new int[] {1, 0, 2}, "Bern", "Rom", "Wien");
                Batch all = Batch.concat(List.of(one, other))) {
            assertEquals(4, all.dictionary(1).getValueCount());
            assertEquals("Rom", BatchAssertions.value(all, 0, 2));
            assertEquals("Bern", BatchAssertions.value(all, 0, 3));
            assertEquals("Wien", BatchAssertions.value(all, 0, 4));
        }
    }

    @Test
    void aDictionaryToWhichNobodyAddsIsShared() {
        try (Batch one = encoded(1, new int[] {0, 1}, "Rom", "Oslo");
                Batch other = encoded(1, new int[] {0, 0}, "Oslo");
                Batch all = Batch.concat(List.of(one, other))) {
            assertSame(one.dictionary(1), all.dictionary(1));
            assertEquals("Oslo", BatchAssertions.value(all, 0, 2));
        }
    }

    @Test
    void moreValuesThanTheIndicesReachAreRefused() {
        String[] many =
                Stream.iterate(0, i -> i + 1).limit(128).map(i -> "v" + i).toArray(String[]::new);
        try (Batch one = encoded(1, new int[] {0}, many);
                Batch other = encoded(1, new int[] {0}, "another")) {
            UnsupportedFeatureException e =
                    assertThrows(UnsupportedFeatureException.class, () -> Batch.concat(List.of(one, other)));
            assertEquals(
                    "the dictionaries 1 of 2 batches have 129 values together, indices of 8 bits reach 128",
                    e.getMessage());
        }
    }

    @Test
    void whatIsWrittenIntoAnEditIsNotInTheOriginal() {
        try (Batch batch = RandomBatches.of(ArrowTypes.named("float64"), 10, Nulls.NONE, 8, allocator)) {
            Float8Vector copy = batch.edit("float64", Float8Vector.class);
            copy.set(0, 4711);
            try (Batch edited = batch.with(copy)) {
                assertEquals(4711, edited.column("float64", Float8Vector.class).get(0));
                assertNotEquals(
                        4711, batch.column("float64", Float8Vector.class).get(0));
            }
        }
    }
}
