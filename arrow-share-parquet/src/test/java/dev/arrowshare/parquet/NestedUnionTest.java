package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.schema.Schemas;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose nested columns differ, joined by the names of their fields. */
class NestedUnionTest {
    private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
    private static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    private static final ArrowType SINGLE = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);

    private final BufferAllocator allocator = Allocators.child("union");

    @TempDir
    Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    private static Field number(String name, int bits) {
        return ArrowTypes.leaf(name, new ArrowType.Int(bits, true));
    }

    private static Field list(Field item) {
        return ArrowTypes.nested("list", ArrowType.List.INSTANCE, item);
    }

    private Batch write(String name, Field... fields) {
        Batch batch = RandomBatches.of(List.of(fields), 60, Nulls.SOME, name.hashCode(), allocator);
        try (ParquetSink sink =
                ParquetSink.create(folder.resolve(name), batch.messageSchema(), ParquetWriteOptions.defaults())) {
            sink.append(batch);
            sink.commit();
            return batch;
        } catch (RuntimeException e) {
            batch.close();
            throw e;
        }
    }

    private ParquetFiles open(ParquetReadOptions options) {
        return ParquetFiles.open(List.of(folder), options.unionSchemas());
    }

    private Batch read(ParquetReadOptions options) {
        List<Batch> batches = new ArrayList<>();
        try (BatchStream stream = open(options).read(allocator)) {
            for (Batch next = stream.next(); next != null; next = stream.next()) {
                batches.add(next);
            }
            return Batch.concat(batches);
        } finally {
            batches.forEach(Batch::close);
        }
    }

    /** A value of a nested column with the fields that are not null only, and numbers as doubles. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> struct) {
            Map<String, Object> fields = new java.util.TreeMap<>();
            struct.forEach((name, field) -> {
                if (field != null) {
                    // The names have their position in front.
                    fields.put(name.toString().replaceFirst("^\\d+:", ""), plain(field));
                }
            });
            return fields;
        }
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(item -> items.add(item == null ? "null" : plain(item)));
            return items;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        return String.valueOf(value);
    }

    private static void requireSame(Batch expected, Batch all, long from) {
        for (int column = 0; column < expected.columnCount(); column++) {
            int joined = all.schema().getFields().stream()
                    .map(Field::getName)
                    .toList()
                    .indexOf(expected.schema().getFields().get(column).getName());
            for (long row = 0; row < expected.rows(); row++) {
                assertEquals(
                        plain(BatchAssertions.value(expected, column, row)),
                        plain(BatchAssertions.value(all, joined, from + row)),
                        "row " + row);
            }
        }
    }

    @Test
    void fieldsOfStructsAreJoinedByNameHoweverDeepTheyAre() {
        Field one = ArrowTypes.struct(
                "s",
                number("a", 16),
                ArrowTypes.leaf("only", TEXT),
                list(ArrowTypes.struct("element", number("x", 32), ArrowTypes.leaf("y", SINGLE))));
        Field other = ArrowTypes.struct(
                "s",
                list(ArrowTypes.struct(
                        "element", ArrowTypes.leaf("y", DOUBLE), ArrowTypes.leaf("z", TEXT), number("x", 64))),
                number("a", 32),
                ArrowTypes.struct("inner", ArrowTypes.leaf("b", ArrowType.Bool.INSTANCE)));
        try (Batch first = write("1.parquet", one, number("id", 64));
                Batch second = write("2.parquet", number("id", 64), other);
                Batch all = read(ParquetReadOptions.read().threads(1))) {
            assertEquals(
                    "[s struct<a: int32, only: utf8, list: list<element: struct<x: int64, y: double, z: utf8>>, inner:"
                            + " struct<b: bool>>, id int64]",
                    Schemas.describe(all.schema()));
            requireSame(first, all, 0);
            requireSame(second, all, 60);
        }
    }

    @Test
    void valuesOfMapsAndDictionariesWithinStructsAreJoinedToo() {
        Field key = ArrowTypes.required("key", TEXT);
        Field coded = ArrowTypes.encoded("coded", TEXT, 0, 32);
        Field other = ArrowTypes.encoded("other", TEXT, 0, 32);
        try (Batch first = write(
                        "1.parquet", ArrowTypes.map("m", key, number("value", 8)), ArrowTypes.struct("s", coded));
                Batch second = write(
                        "2.parquet",
                        ArrowTypes.map("m", key, number("value", 64)),
                        ArrowTypes.struct("s", other, number("n", 32)));
                Batch all = read(ParquetReadOptions.read())) {
            requireSame(first, all, 0);
            requireSame(second, all, 60);
        }
    }

    @Test
    void aFilterSeesNullWhereAStructLacksAField() {
        write("1.parquet", ArrowTypes.struct("s", number("a", 16))).close();
        try (Batch second = write("2.parquet", ArrowTypes.struct("s", number("a", 32), number("b", 32)));
                Batch kept = read(ParquetReadOptions.read().where(Filter.parse("s.b is not null")))) {
            long expected = 0;
            for (long row = 0; row < 60; row++) {
                Object value = BatchAssertions.value(second, 0, row);
                expected += value instanceof Map<?, ?> struct && struct.get("1:b") != null ? 1 : 0;
            }
            assertEquals(expected, kept.rows());
        }
    }

    @Test
    void whatCannotBeJoinedIsNamedByItsPathWithBothSchemas() {
        write("1.parquet", ArrowTypes.struct("s", list(ArrowTypes.struct("element", number("x", 32)))))
                .close();
        write("2.parquet", ArrowTypes.struct("s", list(ArrowTypes.struct("element", ArrowTypes.leaf("x", TEXT)))))
                .close();
        String message = assertThrows(SchemaMismatchException.class, () -> open(ParquetReadOptions.read()))
                .getMessage();
        assertTrue(
                message.startsWith(
                        "column 's.list.element.x' is int32 and utf8, which no type joins without loss: " + folder),
                message);
        assertTrue(message.contains("1.parquet (left)") && message.contains("2.parquet (right)"), message);
        assertTrue(message.contains("struct<list"), message);
    }
}
