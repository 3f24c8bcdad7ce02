package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class DirtyColumnsTest {
    private static final int BATCHES = 4;

    private final BufferAllocator allocator = Allocators.child("dirty");
    private final List<BlockLocation> blocks = new ArrayList<>();

    @TempDir
    private Path folder;

    private ArrowFileWriter writer;
    private GrowingArrowFile file;

    @BeforeEach
    void writeSmallAndLargeBatches() {
        for (int i = 0; i < BATCHES; i++) {
            int rows = i % 2 == 0 ? 100 : 10_000;
            try (Batch batch = Batch.of(rows, column("a", rows), column("b", rows), column("c", rows))) {
                if (i == 0) {
                    writer = ArrowFileWriter.create(
                            folder.resolve("three.arrow"), batch.schema(), ArrowWriteOptions.defaults());
                }
                blocks.add(writer.append(batch));
            }
        }
        file = ArrowFile.follow(writer.writingTo());
    }

    private FieldVector column(String name, int rows) {
        BigIntVector vector = new BigIntVector(name, allocator);
        vector.allocateNew(rows);
        for (int i = 0; i < rows; i++) {
            vector.set(i, i);
        }
        vector.setValueCount(rows);
        return vector;
    }

    @AfterEach
    void close() {
        file.close();
        writer.close();
        allocator.close();
    }

    private void set(int block, String column, int row, long value) {
        try (Batch batch = file.batch(blocks.get(block), allocator)) {
            batch.column(column, BigIntVector.class).set(row, value);
        }
    }

    private Map<String, Long> dirty(int block) {
        return file.dirtyColumns(blocks).get(block);
    }

    @Test
    void withoutAWriteThereAreNone() {
        for (int i = 0; i < BATCHES; i++) {
            try (Batch batch = file.batch(blocks.get(i), allocator)) {
                assertEquals(0, batch.column("b", BigIntVector.class).get(0));
            }
        }
        assertEquals(List.of(Map.of(), Map.of(), Map.of(), Map.of()), file.dirtyColumns(blocks));
    }

    @Test
    void theColumnIsFoundAmongThoseThatShareItsPage() {
        set(2, "b", 50, -1);
        assertEquals(Set.of("b"), dirty(2).keySet());
        assertEquals(List.of(Map.of(), Map.of(), dirty(2), Map.of()), file.dirtyColumns(blocks));
    }

    @Test
    void ofALargeColumnThePageCounts() {
        set(1, "a", 5_000, -1);
        set(3, "c", 1_000, -1);
        assertEquals(Set.of("a"), dirty(1).keySet());
        assertEquals(Set.of("c"), dirty(3).keySet());
        assertEquals(Map.of(), dirty(0));
        assertTrue(dirty(1).get("a") >= 4_096 && dirty(1).get("a") < 80_000, dirty(1)::toString);
    }

    /** The page is no longer the file's, though it says the same. */
    @Test
    void aWriteThatChangesNothingNamesTheColumnsOfItsPage() {
        set(0, "b", 50, 50);
        assertTrue(file.dirtyBytes() > 0);
        assertTrue(dirty(0).containsKey("b"), dirty(0)::toString);
    }

    @Test
    void theyAreFoundWhenTheFileHasItsFinalName() {
        set(2, "b", 50, -1);
        writer.publish(Map.of());
        assertEquals(Set.of("b"), dirty(2).keySet());
    }
}
