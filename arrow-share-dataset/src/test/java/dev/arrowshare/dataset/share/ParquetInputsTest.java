package dev.arrowshare.dataset.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetInputsTest {
    @TempDir
    Path folder;

    private Path write(int rows) {
        Path file = folder.resolve("a.parquet");
        var id = ArrowTypes.leaf("id", new ArrowType.Int(64, true));
        var name = ArrowTypes.leaf("name", ArrowType.Utf8.INSTANCE);
        try (Batch batch = RandomBatches.of(List.of(id, name), rows, Nulls.NONE, 5, Allocators.root());
                ParquetSink sink = ParquetSink.create(file, batch.schema(), ParquetWriteOptions.defaults())) {
            sink.append(batch);
            sink.commit();
        }
        return file;
    }

    @Test
    void aSourceThatWasReplacedMeanwhileIsRefused() {
        ParquetInputs inputs = ParquetInputs.open(List.of(write(10)), ParquetReadOptions.read());
        var source = inputs.sources().get(0);
        ParquetInputs.requireUnchanged(source);
        write(11);
        ArrowShareException failure =
                assertThrows(ArrowShareException.class, () -> ParquetInputs.requireUnchanged(source));
        assertEquals(
                folder.resolve("a.parquet") + ": the file was changed while it was read; read it again",
                failure.getMessage());
    }

    @Test
    void onlyChosenColumnsNeedSpace() {
        Path file = write(10_000);
        long all = ParquetInputs.open(List.of(file), ParquetReadOptions.read()).estimatedBytes();
        long one = ParquetInputs.open(List.of(file), ParquetReadOptions.read().columns("id"))
                .estimatedBytes();
        assertTrue(one > 0, "one column: " + one);
        assertTrue(all > one, "both columns: " + all);
    }
}
