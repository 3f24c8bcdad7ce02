package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The delta files of parquet-testing, whose values their writers also put down as text. */
class ExpectedCsvTest {
    private static final Pattern COMMA = Pattern.compile(",(?=([^\"]*\"[^\"]*\")*[^\"]*$)");

    @TestFactory
    Stream<DynamicTest> valuesAreThoseOfTheText() throws IOException {
        return Corpora.files(Corpora.parquetData(), "_expect.csv").stream()
                .map(csv -> DynamicTest.dynamicTest(csv.getFileName().toString(), () -> check(csv)));
    }

    private static void check(Path csv) throws IOException {
        Path file = csv.resolveSibling(csv.getFileName().toString().replace("_expect.csv", ".parquet"));
        List<List<String>> expected =
                Files.readAllLines(csv).stream().map(ExpectedCsvTest::fields).toList();
        int row = 1;
        try (BufferAllocator allocator = Allocators.child("csv");
                BatchStream batches = ParquetSource.open(file).read(allocator)) {
            for (Batch next = batches.next(); next != null; next = batches.next()) {
                try (Batch batch = next) {
                    for (int i = 0; i < batch.rows(); i++, row++) {
                        assertEquals(expected.get(row), values(batch, i), file + ": row " + row);
                    }
                }
            }
        }
        assertEquals(expected.size(), row, file + ": rows and the header");
    }

    private static List<String> values(Batch batch, int row) {
        List<String> values = new ArrayList<>();
        for (int column = 0; column < batch.columnCount(); column++) {
            FieldVector vector = batch.column(column);
            values.add(vector.isNull(row) ? "" : vector.getObject(row).toString());
        }
        return values;
    }

    /** Fields may be quoted, and then have commas in them, but no quotes. */
    private static List<String> fields(String line) {
        return Stream.of(COMMA.split(line, -1))
                .map(field -> field.startsWith("\"") ? field.substring(1, field.length() - 1) : field)
                .toList();
    }
}
