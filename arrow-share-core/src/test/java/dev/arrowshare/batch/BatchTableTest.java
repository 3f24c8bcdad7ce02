package dev.arrowshare.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchTableTest {
    private final BufferAllocator allocator = Allocators.child("test");

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    private Batch rows(int rows) {
        return RandomBatches.of(List.of(), rows, Nulls.NONE, 1, allocator);
    }

    @Test
    void numbersStandToTheRightAndTextsToTheLeft() {
        try (Batch none = rows(12);
                Batch one = none.with(Columns.bigInt("id", none, row -> 99L + row));
                Batch two = one.with(Columns.utf8("city", none, row -> row == 1 ? null : "Rom" + "a".repeat(row)))) {
            assertEquals("""
                       id  city
                    int64  utf8
                       99  Rom
                      100  null
                      101  Romaa
                    … 9 more rows""", two.toTable(3));
            assertTrue(two.toString().endsWith("… 2 more rows"), two.toString());
        }
    }

    @Test
    void longTextsAreCutAndControlCharactersEscaped() {
        try (Batch none = rows(1);
                Batch text = none.with(Columns.utf8("t", none, row -> "a\nb\u001b" + "😀".repeat(40)))) {
            assertEquals("t\nutf8\na\\nb\\u001b" + "😀".repeat(29) + "…", strip(text.toTable(1)));
        }
    }

    private static String strip(String table) {
        return String.join("\n", table.lines().map(String::strip).toList());
    }

    @Test
    void aWideBatchShowsWhatFitsAndNamesTheRest() {
        try (Batch none = rows(1)) {
            List<Batch> made = new ArrayList<>(List.of(none));
            for (int i = 0; i < 500; i++) {
                int column = i;
                Batch last = made.get(made.size() - 1);
                made.add(last.with(Columns.bigInt("column_" + column, none, row -> (long) column)));
            }
            String table = made.get(500).toString();
            made.subList(1, made.size()).forEach(Batch::close);
            assertTrue(table.contains("\n… 489 more columns: column_11, column_12, "), table);
            assertTrue(table.lines().allMatch(line -> line.length() <= 120), table);
        }
    }

    @Test
    void timestampsAreIsoWithTheDecimalsOfTheirUnit() {
        assertEquals("1969-12-31T23:59:59", timestamp("timestamp_s", -1));
        assertEquals("1970-01-01T00:00:00.000001", timestamp("timestamp_us", 1));
        assertEquals("1970-01-01T00:00:00.001Z", timestamp("timestamp_ms_utc", 1));
        assertEquals("1969-12-31T19:00:00.000000000-05:00", timestamp("timestamp_ns_zone", 0));
        assertEquals("9223372036854775807", timestamp("timestamp_s", Long.MAX_VALUE));
    }

    private String timestamp(String type, long value) {
        TimeStampVector vector = (TimeStampVector) ArrowTypes.named(type).createVector(allocator);
        vector.allocateNew(1);
        vector.set(0, value);
        vector.setValueCount(1);
        return onlyCell(Batch.of(1, vector));
    }

    private static String onlyCell(Batch batch) {
        try (batch) {
            return batch.toTable(1).lines().skip(2).findFirst().orElseThrow().strip();
        }
    }

    @Test
    void bytesAreHexAndDurationsIso() {
        VarBinaryVector binary = new VarBinaryVector("b", allocator);
        binary.setSafe(0, new byte[] {(byte) 0xCA, (byte) 0xFE, 0});
        binary.setValueCount(1);
        assertEquals("0xcafe00", onlyCell(Batch.of(1, binary)));
        DurationVector duration =
                (DurationVector) ArrowTypes.named("duration_ms").createVector(allocator);
        duration.setSafe(0, 61_500);
        duration.setValueCount(1);
        assertEquals("PT1M1.5S", onlyCell(Batch.of(1, duration)));
    }

    @Test
    void dictionariesAreResolvedAndTheirTypesNamed() {
        try (Batch batch = RandomBatches.of(ArrowTypes.named("dictionary_int64"), 2, Nulls.NONE, 1, allocator)) {
            assertEquals(
                    "dictionary<int16, int64>",
                    strip(batch.toTable(0)).lines().skip(1).findFirst().orElseThrow());
            assertTrue(batch.dictionary(3) instanceof BigIntVector);
            assertTrue(onlyCell(batch.retain()).matches("\\d+"));
        }
    }

    @Test
    void anEmptyBatchAndAClosedOneSaySo() {
        Batch batch = RandomBatches.of(ArrowTypes.named("int32"), 0, Nulls.NONE, 1, allocator);
        assertEquals("int32\nint32\n0 rows", batch.toString());
        batch.close();
        assertEquals("a closed batch of 0 rows", batch.toString());
        try (Batch none = rows(7)) {
            assertEquals("… 7 more rows\n7 rows", none.toTable(0));
        }
    }

    static Stream<Field> types() {
        return ArrowTypes.allAndDuplicateNames().stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyTypeHasAText(Field field) {
        for (Nulls nulls : Nulls.values()) {
            try (Batch batch = RandomBatches.of(field, 50, nulls, 2, allocator)) {
                String table = batch.toTable(50);
                assertEquals(52, table.lines().count(), table);
                assertTrue(table.lines().allMatch(line -> line.codePointCount(0, line.length()) <= 40), table);
            }
        }
    }
}
