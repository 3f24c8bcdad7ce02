package dev.arrowshare.ipc;

import static dev.arrowshare.testing.BatchAssertions.assertEqualValues;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {
    private static final long SEED = 20_261_121;

    private final BufferAllocator allocator = Allocators.child("round trip");

    @TempDir
    private Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    static Stream<Arguments> everyTypeNullsAndSize() {
        return ArrowTypes.allAndDuplicateNames().stream()
                .flatMap(field -> Stream.of(Nulls.values())
                        .flatMap(nulls ->
                                Stream.of(0, 1, 1000).map(rows -> Arguments.of(field.getName(), nulls, rows, field))));
    }

    @ParameterizedTest(name = "{0} nulls={1} rows={2}")
    @MethodSource("everyTypeNullsAndSize")
    void everyTypeComesBackMapped(String name, Nulls nulls, int rows, Field field) {
        String message = name + " nulls=" + nulls + " rows=" + rows + " seed=" + SEED;
        Path path = folder.resolve("a.arrow");
        try (Batch batch = RandomBatches.of(field, rows, nulls, SEED, allocator)) {
            write(path, batch);
            long before = allocator.getPeakMemoryAllocation();
            try (ArrowFile file = ArrowFile.open(path);
                    Batch back = file.batch(0, allocator)) {
                assertEquals(rows, back.rows(), message);
                assertEqualValues(batch, back, message);
                assertEquals(before, allocator.getPeakMemoryAllocation(), message);
                file.verify();
            }
        }
    }

    private static void write(Path path, Batch... batches) {
        try (ArrowFileWriter writer = ArrowFileWriter.create(path, batches[0].schema(), ArrowWriteOptions.defaults())) {
            List.of(batches).forEach(writer::append);
            writer.publish(Map.of());
        }
    }
}
