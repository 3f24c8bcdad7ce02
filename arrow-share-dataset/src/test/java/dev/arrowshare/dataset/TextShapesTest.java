package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.parquet.TextShape;
import dev.arrowshare.schema.Schemas;
import dev.arrowshare.testing.BatchAssertions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shared Arrow file has text as it was asked for, from files whose dictionaries differ. */
@Timeout(120)
class TextShapesTest {
    private static final Map<TextShape, String> TYPES = Map.of(
            TextShape.AS_STORED, "utf8",
            TextShape.PLAIN, "utf8",
            TextShape.LARGE, "large_utf8",
            TextShape.VIEWS, "utf8_view",
            TextShape.DICTIONARY, "dictionary");

    @TempDir
    private Path folder;

    @Test
    void theArrowFileKeepsEachShape() {
        List<Path> files = List.of(write("a.parquet", 0), write("b.parquet", 400));
        List<String> expected =
                IntStream.range(0, 800).mapToObj(TextShapesTest::value).toList();
        Path arrow = folder.resolve("shared.arrow");
        for (TextShape shape : TextShape.values()) {
            ParquetReadOptions options = ParquetReadOptions.read().text(shape).rowsPerBatch(150);
            assertText(shape, expected, SharedDataset.fromParquet(files, options));
            assertText(shape, expected, SharedDataset.fromParquet(folder, options, arrow));
            assertText(shape, expected, SharedDataset.open(arrow));
        }
    }

    private static void assertText(TextShape shape, List<String> expected, SharedDataset opened) {
        try (SharedDataset dataset = opened) {
            Field text = dataset.schema().getFields().get(0);
            assertEquals(TYPES.get(shape), text.getDictionary() == null ? Schemas.typeName(text) : "dictionary");
            assertEquals(expected, values(dataset), shape.name());
        }
    }

    private static List<String> values(SharedDataset dataset) {
        List<String> values = new ArrayList<>();
        try (Batches batches = dataset.mapBatches(new Mappers.Same()).toBatches()) {
            for (Batch next : batches) {
                try (Batch batch = next) {
                    for (int row = 0; row < batch.rows(); row++) {
                        values.add(Objects.toString(BatchAssertions.value(batch, 0, row)));
                    }
                }
            }
        }
        return values;
    }

    private static String value(int row) {
        return (row < 400 ? "of the first file, number " : "of the second file, number ") + row % 90;
    }

    private Path write(String name, int first) {
        Path file = folder.resolve(name);
        Schema schema = new Schema(List.of(Field.nullable("text", ArrowType.Utf8.INSTANCE)));
        try (BufferAllocator allocator = Allocators.child("test");
                ParquetSink sink = ParquetSink.create(
                        file, schema, ParquetWriteOptions.defaults().rowGroupRows(100))) {
            VarCharVector vector = new VarCharVector("text", allocator);
            for (int row = 0; row < 400; row++) {
                vector.setSafe(row, value(first + row).getBytes(StandardCharsets.UTF_8));
            }
            vector.setValueCount(400);
            try (Batch batch = Batch.of(schema, 400, List.of(vector), Map.of(), allocator)) {
                sink.append(batch);
            }
            sink.commit();
        }
        return file;
    }
}
