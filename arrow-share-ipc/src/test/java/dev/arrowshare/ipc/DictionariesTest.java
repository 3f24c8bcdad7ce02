package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DictionariesTest {
    private static final ArrowType.Int INDEX = new ArrowType.Int(8, true);

    /** Arrow's vector of it names other type ids than it has. */
    private static final String OWN_IDS = "sparse_union_own_ids";

    private final BufferAllocator allocator = Allocators.child("dictionaries");

    @TempDir
    private Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    private Batch batch(List<String> dictionary, int... indices) {
        VarCharVector values = new VarCharVector("values", allocator);
        values.allocateNew();
        for (int i = 0; i < dictionary.size(); i++) {
            if (dictionary.get(i) != null) {
                values.setSafe(i, dictionary.get(i).getBytes(StandardCharsets.UTF_8));
            }
        }
        values.setValueCount(dictionary.size());
        FieldType type = new FieldType(true, INDEX, new DictionaryEncoding(41, false, INDEX));
        TinyIntVector column = new TinyIntVector(new Field("city", type, null), allocator);
        column.allocateNew(indices.length);
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] >= 0) {
                column.set(i, indices[i]);
            }
        }
        column.setValueCount(indices.length);
        return Batch.of(indices.length, List.of(column), Map.of(41L, values), Map.of(), allocator);
    }

    private static List<String> strings(Batch batch) {
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < batch.rows(); i++) {
            strings.add(String.valueOf(BatchAssertions.value(batch, 0, i)));
        }
        return strings;
    }

    private Path write(Batch... batches) {
        Path path = folder.resolve("d.arrow");
        try (ArrowFileWriter writer = ArrowFileWriter.create(path, batches[0].schema(), ArrowWriteOptions.defaults())) {
            for (Batch batch : batches) {
                writer.append(batch);
            }
            writer.publish(Map.of());
        }
        return path;
    }

    @Test
    void aGrowingDictionaryBecomesDeltasAndAReplacedOneIsUnified() {
        try (Batch first = batch(List.of("Rome", "Oslo"), 0, 1, -1, 0);
                Batch grown = batch(List.of("Rome", "Oslo", "Bern"), 2, 1);
                Batch replaced = batch(List.of("Lima", "Bern", "Lima", "Rome"), 0, 1, 2, 3, -1);
                Batch shorter = batch(List.of("Rome"), 0, 0);
                ArrowFile file = ArrowFile.open(write(first, grown, replaced, shorter))) {
            List<List<String>> expected = List.of(
                    List.of("Rome", "Oslo", "null", "Rome"),
                    List.of("Bern", "Oslo"),
                    List.of("Lima", "Bern", "Lima", "Rome", "null"),
                    List.of("Rome", "Rome"));
            for (int i = 0; i < expected.size(); i++) {
                try (Batch batch = file.batch(i, allocator)) {
                    assertEquals(expected.get(i), strings(batch), "batch " + i);
                    assertEquals(4, batch.dictionary(0).getValueCount());
                }
            }
            file.validate();
            file.verify();
            assertEquals(
                    ArrowType.Utf8.INSTANCE,
                    file.declaredSchema().getFields().get(0).getType());
        }
    }

    @Test
    void aFollowerSeesTheDictionaryAsItIsAtItsBlock() {
        Path path = folder.resolve("growing.arrow");
        try (Batch first = batch(List.of("Rome"), 0);
                Batch second = batch(List.of("Rome", "Oslo"), 1);
                ArrowFileWriter writer = ArrowFileWriter.create(path, first.schema(), ArrowWriteOptions.defaults())) {
            BlockLocation one = writer.append(first);
            assertEquals(1, one.dictionaryBlocks());
            try (GrowingArrowFile file = ArrowFile.follow(writer.writingTo())) {
                BlockLocation two = writer.append(second);
                try (Batch batch = file.batch(one, allocator)) {
                    assertEquals(List.of("Rome"), strings(batch));
                    assertEquals(1, batch.dictionary(0).getValueCount());
                }
                try (Batch batch = file.batch(two, allocator)) {
                    assertEquals(List.of("Oslo"), strings(batch));
                }
                writer.publish(Map.of());
                try (Batch batch = file.batch(one, allocator)) {
                    assertEquals(List.of("Rome"), strings(batch));
                }
            }
        }
    }

    @Test
    void indicesThatAreTooNarrowForTheUnionAreRefused() {
        List<String> left = new ArrayList<>();
        List<String> right = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            left.add("left " + i);
            right.add("right " + i);
        }
        try (Batch one = batch(left, 99);
                Batch two = batch(right, 99)) {
            UnsupportedFeatureException e = assertThrows(UnsupportedFeatureException.class, () -> write(one, two));
            assertTrue(
                    e.getMessage().contains("column 'city': its dictionaries have 200 different values"),
                    e.getMessage());
        }
    }

    @Test
    void everyEncodedTypeIsUnifiedOverBatchesWithOtherDictionaries() {
        for (Field field : ArrowTypes.dictionaryEncoded()) {
            try (Batch one = RandomBatches.of(field, 100, Nulls.SOME, 1, allocator);
                    Batch two = RandomBatches.of(field, 100, Nulls.SOME, 2, allocator);
                    ArrowFile file = ArrowFile.open(write(one, two, one));
                    Batch first = file.batch(0, allocator);
                    Batch second = file.batch(1, allocator);
                    Batch third = file.batch(2, allocator)) {
                BatchAssertions.assertEqualValues(one, first, field + " seeds 1, 2");
                BatchAssertions.assertEqualValues(two, second, field + " seeds 1, 2");
                BatchAssertions.assertEqualValues(one, third, field + " seeds 1, 2");
                file.validate();
            }
        }
    }

    static Stream<Field> nestedTypes() {
        return Stream.concat(ArrowTypes.nested().stream(), ArrowTypes.withDuplicateNames().stream())
                .filter(field -> !field.getName().equals(OWN_IDS));
    }

    @Test
    void aSparseUnionWhoseTypeIdsAreForgottenIsRefusedAsADictionary() {
        Field type = ArrowTypes.nested().stream()
                .filter(field -> field.getName().equals(OWN_IDS))
                .findFirst()
                .orElseThrow();
        try (Batch batch = ofNested(type, 10, 1)) {
            String message = assertThrows(UnsupportedFeatureException.class, () -> write(batch))
                    .getMessage();
            assertTrue(
                    message.matches("column 'nested': its dictionary has sparse unions with the type id (7|3|100), .*"),
                    message);
        }
    }

    /** The first of 30 values, as a dictionary, each of them twice or more. */
    private Batch ofNested(Field type, int values, int seed) {
        FieldType encoded = new FieldType(true, INDEX, new DictionaryEncoding(41, false, INDEX));
        try (Batch all = RandomBatches.of(type, 30, Nulls.SOME, seed, allocator);
                Batch dictionary = all.slice(0, values)) {
            TinyIntVector column = new TinyIntVector(new Field("nested", encoded, null), allocator);
            column.allocateNew(60);
            for (int i = 0; i < 60; i++) {
                column.set(i, i % values);
            }
            column.setValueCount(60);
            FieldVector copy = Columns.concat(type, List.of(dictionary.column(0)), allocator);
            return Batch.of(60, List.of(column), Map.of(41L, copy), Map.of(), allocator);
        }
    }

    @ParameterizedTest
    @MethodSource("nestedTypes")
    void dictionariesOfNestedValuesComeInPieces(Field type) {
        try (Batch first = ofNested(type, 10, 1);
                Batch grown = ofNested(type, 30, 1);
                Batch replaced = ofNested(type, 20, 2);
                ArrowFile file = ArrowFile.open(write(first, grown, replaced))) {
            List<Batch> expected = List.of(first, grown, replaced);
            for (int i = 0; i < expected.size(); i++) {
                try (Batch batch = file.batch(i, allocator)) {
                    BatchAssertions.assertEqualValues(expected.get(i), batch, type + " seeds 1, 2, batch " + i);
                }
            }
            file.validate();
        }
    }
}
