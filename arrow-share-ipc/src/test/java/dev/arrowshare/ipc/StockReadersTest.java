package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** arrow-java's readers are the oracle for what we write. */
class StockReadersTest {
    private static final long SEED = 4_711;

    private final BufferAllocator allocator = Allocators.child("stock readers");

    @TempDir
    private Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    static Stream<Field> types() {
        return ArrowTypes.all().stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    void readOurFiles(Field field) throws IOException {
        Path path = folder.resolve("ours.arrow");
        List<Batch> batches = batches(field);
        try (ArrowFileWriter writer =
                ArrowFileWriter.create(path, batches.get(0).schema(), ArrowWriteOptions.defaults())) {
            batches.forEach(writer::append);
            writer.publish(Map.of());
        }
        try (ArrowFileReader reader = new ArrowFileReader(FileChannel.open(path), allocator)) {
            compare(reader, batches, field);
        }
        batches.forEach(Batch::close);
    }

    @ParameterizedTest
    @MethodSource("types")
    void readOurFilesAsStreamsAfterTheHead(Field field) throws IOException {
        Path path = folder.resolve("ours.arrow");
        List<Batch> batches = batches(field);
        try (ArrowFileWriter writer =
                ArrowFileWriter.create(path, batches.get(0).schema(), ArrowWriteOptions.defaults())) {
            batches.forEach(writer::append);
            writer.publish(Map.of());
        }
        try (InputStream input = Files.newInputStream(path)) {
            input.skipNBytes(ArrowFormat.HEAD_BYTES);
            try (ArrowStreamReader reader = new ArrowStreamReader(input, allocator)) {
                compare(reader, batches, field);
            }
        }
        batches.forEach(Batch::close);
    }

    @ParameterizedTest
    @MethodSource("types")
    void readOurStreams(Field field) throws IOException {
        Path path = folder.resolve("ours.arrows");
        List<Batch> batches = batches(field);
        try (ArrowStreamWriter writer =
                ArrowStreamWriter.create(path, batches.get(0).schema(), ArrowWriteOptions.defaults())) {
            batches.forEach(writer::append);
            writer.publish();
        }
        try (ArrowStreamReader reader = new ArrowStreamReader(Files.newInputStream(path), allocator)) {
            compare(reader, batches, field);
        }
        try (ArrowStream stream = ArrowStream.open(path)) {
            for (Batch expected : batches) {
                try (Batch actual = stream.next(allocator)) {
                    BatchAssertions.assertEqualValues(expected, actual, field + " seed=" + SEED);
                }
            }
        }
        batches.forEach(Batch::close);
    }

    /** Only one batch with dictionaries: arrow-java's file reader ignores deltas, and its stream reader fails to append them. */
    private List<Batch> batches(Field field) {
        List<Batch> batches = new ArrayList<>();
        for (int rows : new int[] {500, 0, 77}) {
            Batch batch = RandomBatches.of(field, rows, Nulls.SOME, SEED, allocator);
            batches.add(batch);
            if (isEncoded(field)) {
                break;
            }
        }
        return batches;
    }

    private static boolean isEncoded(Field field) {
        return field.getDictionary() != null || field.getChildren().stream().anyMatch(StockReadersTest::isEncoded);
    }

    private static void compare(ArrowReader reader, List<Batch> batches, Field field) throws IOException {
        for (Batch expected : batches) {
            assertTrue(reader.loadNextBatch(), "fewer batches than were written");
            Map<Long, FieldVector> dictionaries = new HashMap<>();
            reader.getDictionaryVectors().forEach((id, dictionary) -> dictionaries.put(id, dictionary.getVector()));
            // Not closed: its vectors are the reader's.
            Batch actual = Batch.of(
                    reader.getVectorSchemaRoot().getSchema(),
                    reader.getVectorSchemaRoot().getRowCount(),
                    reader.getVectorSchemaRoot().getFieldVectors(),
                    dictionaries,
                    Allocators.root());
            BatchAssertions.assertEqualValues(expected, actual, field + " seed=" + SEED);
        }
        assertFalse(reader.loadNextBatch(), "more batches than were written");
    }

    @Test
    void blocksBeginOnPagesAndFollowEachOtherWithoutGaps() throws IOException {
        Path path = folder.resolve("aligned.arrow");
        Field field = ArrowTypes.leaf("text", ArrowType.Utf8.INSTANCE);
        try (Batch batch = RandomBatches.of(field, 1_000, Nulls.SOME, SEED, allocator);
                ArrowFileWriter writer = ArrowFileWriter.create(path, batch.schema(), ArrowWriteOptions.defaults())) {
            for (int i = 0; i < 3; i++) {
                writer.append(batch);
            }
            writer.publish(Map.of());
        }
        try (ArrowFileReader reader = new ArrowFileReader(FileChannel.open(path), allocator)) {
            long end = -1;
            for (ArrowBlock block : reader.getRecordBlocks()) {
                assertEquals(0, block.getOffset() % ArrowFormat.BLOCK_ALIGNMENT);
                assertEquals(0, (block.getOffset() + block.getMetadataLength()) % ArrowFormat.BUFFER_ALIGNMENT);
                assertTrue(end < 0 || end == block.getOffset(), "a gap before " + block.getOffset());
                end = block.getOffset() + block.getMetadataLength() + block.getBodyLength();
            }
        }
    }
}
