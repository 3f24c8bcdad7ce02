package dev.arrowshare.schema;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.testing.ArrowTypes;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class SchemasTest {
    private static final ArrowType INT32 = new ArrowType.Int(32, true);
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final ArrowType UTF8 = ArrowType.Utf8.INSTANCE;

    private static Schema schema(Field... fields) {
        return new Schema(List.of(fields));
    }

    private static Field leaf(String name, ArrowType type) {
        return ArrowTypes.leaf(name, type);
    }

    @Test
    void typesAreNamedAsArrowsImplementationsNameThem() {
        assertEquals("int32", type("int32"));
        assertEquals("uint8", type("uint8"));
        assertEquals("dense_union<number: int32=3, text: utf8=7, ratio: double=100>", type("dense_union_own_ids"));
        assertEquals("halffloat", type("float16"));
        assertEquals("decimal128(38, 10)", type("decimal128_38_10"));
        assertEquals("timestamp[us, America/New_York]", type("timestamp_us_zone"));
        assertEquals("date32[day]", type("date32"));
        assertEquals("time64[ns]", type("time_ns"));
        assertEquals("fixed_size_binary[5]", type("fixed_size_binary_5"));
        assertEquals("list<item: struct<id: int64, inner: list<item: utf8>>>", type("list_of_struct_of_list"));
        assertEquals("map<entries: struct<key: utf8 not null, value: int32> not null>", type("map"));
        assertEquals("dictionary<int16, int64>", type("dictionary_int64"));
        assertEquals("extension<arrow.uuid>", type("uuid"));
        assertEquals("run_end_encoded<run_ends: int32 not null, values: utf8>", type("run_end_encoded"));
    }

    private static String type(String name) {
        return Schemas.typeName(ArrowTypes.named(name));
    }

    @Test
    void columnsAreDescribedOnOneLine() {
        assertEquals(
                "[id int64 not null, note utf8]",
                Schemas.describe(schema(ArrowTypes.required("id", INT64), leaf("note", UTF8))));
    }

    @Test
    void aMismatchIsShownSideBySide() {
        Schema expected = schema(leaf("id", INT64), leaf("fare", INT32), leaf("note", UTF8), leaf("zone", INT32));
        Schema actual = schema(leaf("id", INT64), leaf("fare", INT64), leaf("zone", INT32), leaf("tip", UTF8));
        SchemaMismatchException e = assertThrows(
                SchemaMismatchException.class, () -> Schemas.requireEqual(expected, actual, "trips-2.parquet"));
        assertEquals("""
                trips-2.parquet has another schema than expected (marked: ! changed, - missing, + extra)
                  expected   | actual
                  id int64   | id int64
                ! fare int32 | fare int64
                - note utf8
                  zone int32 | zone int32
                +            | tip utf8""", e.getMessage());
    }

    @Test
    void anotherOrderIsAMismatch() {
        Schema one = schema(leaf("a", INT32), leaf("b", INT32));
        Schema other = schema(leaf("b", INT32), leaf("a", INT32));
        assertFalse(Schemas.areEqual(one, other));
        assertEquals(
                "  expected | actual\n- a int32\n  b int32  | b int32\n+          | a int32",
                Schemas.sideBySide(one, other));
    }

    @Test
    void veryLongTypesAreCut() {
        Field wide = ArrowTypes.struct("wide", ArrowTypes.all().toArray(Field[]::new));
        String text = Schemas.sideBySide(schema(wide), schema(leaf("wide", INT32)));
        assertTrue(text.lines().allMatch(line -> line.length() < 130), text);
        assertTrue(text.contains("…"), text);
    }

    @Test
    void metadataAndTheIdsOfDictionariesDoNotCount() {
        Field plain = ArrowTypes.encoded("city", UTF8, 1, 32);
        Field other = ArrowTypes.encoded("city", UTF8, 9, 32);
        Field noted = new Field("city", new FieldType(true, UTF8, plain.getDictionary(), Map.of("k", "v")), null);
        assertTrue(Schemas.areEqual(schema(plain), schema(other)));
        assertDoesNotThrow(() -> Schemas.requireEqual(schema(plain), schema(noted), "file"));
        assertEquals(Schemas.fingerprint(schema(plain)), Schemas.fingerprint(schema(other)));
    }

    /** Written into files, so it must never change. */
    @Test
    void theFingerprintIsStable() {
        Schema schema = schema(ArrowTypes.required("id", INT64), leaf("note", UTF8));
        assertEquals(FINGERPRINT, Schemas.fingerprint(schema));
    }

    private static final long FINGERPRINT = 7_442_774_112_709_232_984L;

    @Test
    void fingerprintsOfDifferentSchemasDiffer() {
        List<Long> fingerprints = ArrowTypes.all().stream()
                .map(field -> new Field("x", field.getFieldType(), field.getChildren()))
                .map(field -> Schemas.fingerprint(schema(field)))
                .toList();
        assertEquals(fingerprints.size(), fingerprints.stream().distinct().count());
        Schema tricky = schema(leaf("a\" int32\n\"b", INT32));
        assertNotEquals(Schemas.fingerprint(schema(leaf("a", INT32), leaf("b", INT32))), Schemas.fingerprint(tricky));
    }
}
