package dev.arrowshare.dataset.sink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.NullVectors;
import dev.arrowshare.dataset.work.FailedRows;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterPublishingTest {
    private static final Schema INPUT = new Schema(List.of(Field.nullable("id", new ArrowType.Int(64, true))));

    @TempDir
    private Path folder;

    /** Neither drafts nor links. */
    @AfterEach
    void onlyTheFileIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> !file.endsWith("failed.parquet")).toList());
        }
    }

    private Path file() {
        return folder.resolve("failed.parquet");
    }

    private void publish(int rows, Runnable output) {
        List<FieldVector> columns = FailedRows.schema(INPUT).getFields().stream()
                .map(field -> NullVectors.of(field, rows, Allocators.root()))
                .toList();
        try (Batch batch = Batch.of(rows, columns, Map.of(), Map.of(), Allocators.root());
                DeadLetter letter = DeadLetter.at(file(), INPUT, MemoryBudget.ofMachine())) {
            letter.append(List.of(batch));
            letter.commit(output);
        }
    }

    private long rows() {
        return ParquetSource.open(file(), ParquetReadOptions.read()).rows();
    }

    @Test
    void itIsThereBeforeTheOutput() {
        publish(3, () -> assertEquals(3, rows()));
        publish(4, () -> assertEquals(4, rows()));
        assertEquals(4, rows());
    }

    @Test
    void anOutputThatCannotBePublishedBringsTheOldOneBack() throws IOException {
        publish(3, () -> {});
        byte[] old = Files.readAllBytes(file());

        requireThrows(() -> publish(4, DeadLetterPublishingTest::fail));
        assertArrayEquals(old, Files.readAllBytes(file()));

        requireThrows(() -> {
            try (DeadLetter none = DeadLetter.at(file(), INPUT, MemoryBudget.ofMachine())) {
                none.commit(DeadLetterPublishingTest::fail);
            }
        });
        assertArrayEquals(old, Files.readAllBytes(file()));
    }

    @Test
    void orNoneWhereThereWasNone() {
        requireThrows(() -> publish(4, DeadLetterPublishingTest::fail));
        assertTrue(Files.notExists(file()));
    }

    private static void requireThrows(Runnable publishing) {
        assertEquals(
                "no space",
                assertThrows(ArrowShareException.class, publishing::run).getMessage());
    }

    private static void fail() {
        throw new ArrowShareException("no space");
    }
}
