package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressionTest {
    private static final long SEED = 99;

    private final BufferAllocator allocator = Allocators.child("compression");

    @TempDir
    private Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void everyTypeComesBack(Compression compression) {
        Path path = folder.resolve("a.arrow");
        try (Batch batch = RandomBatches.of(ArrowTypes.allAndDuplicateNames(), 3_000, Nulls.SOME, SEED, allocator)) {
            try (ArrowFileWriter writer = ArrowFileWriter.create(
                    path, batch.schema(), ArrowWriteOptions.defaults().compression(compression))) {
                writer.append(batch);
                writer.publish(Map.of());
            }
            try (ArrowFile file = ArrowFile.open(path);
                    Batch back = file.batch(0, allocator)) {
                assertEquals(compression, file.compression());
                BatchAssertions.assertEqualValues(batch, back, compression + " seed=" + SEED);
                assertEquals(compression == Compression.NONE, back.copiedBytes() == 0, "copied " + back.copiedBytes());
                file.validate();
                file.verify();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void onlyTheColumnsAskedForAreDecompressed(Compression compression) {
        Path path = folder.resolve("a.arrow");
        try (Batch batch = RandomBatches.of(ArrowTypes.flat(), 3_000, Nulls.SOME, SEED, allocator)) {
            try (ArrowFileWriter writer = ArrowFileWriter.create(
                    path, batch.schema(), ArrowWriteOptions.defaults().compression(compression))) {
                writer.append(batch);
                writer.publish(Map.of());
            }
            String name = batch.schema().getFields().get(3).getName();
            try (ArrowFile file = ArrowFile.open(path);
                    Batch one = file.batch(0, List.of(name), allocator);
                    Batch expected = batch.select(name);
                    Batch all = file.batch(0, allocator)) {
                BatchAssertions.assertEqualValues(expected, one, compression + " seed=" + SEED);
                assertTrue(one.copiedBytes() <= all.copiedBytes() / 10, "copied " + one.copiedBytes());
            }
        }
    }
}
