package dev.arrowshare.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NullVectorsTest {
    private final BufferAllocator allocator = Allocators.child("test");

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    static Stream<Field> types() {
        return Stream.concat(ArrowTypes.flat().stream(), ArrowTypes.nested().stream());
    }

    private Batch nulls(Field field, int rows) {
        List<FieldVector> vectors = List.of(NullVectors.of(field, rows, allocator));
        return Batch.of(new Schema(List.of(field)), rows, vectors, Map.of(), allocator);
    }

    @ParameterizedTest
    @MethodSource("types")
    void allRowsAreNull(Field field) {
        for (int rows : List.of(0, 1, 7, 64, 100)) {
            try (Batch batch = nulls(field, rows)) {
                requireNulls(batch, rows);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void theyCanBeSlicedAndJoined(Field field) {
        try (Batch batch = nulls(field, 100);
                Batch slice = batch.slice(13, 40);
                Batch both = Batch.concat(List.of(slice, batch))) {
            requireNulls(both, 140);
        }
    }

    /** A union's null is that of its first child. */
    private static void requireNulls(Batch batch, int rows) {
        assertEquals(rows, batch.rows());
        for (int row = 0; row < rows; row++) {
            Object value = BatchAssertions.value(batch, 0, row);
            assertNull(value instanceof List<?> child ? child.get(1) : value, "row " + row + " of " + rows);
        }
    }
}
