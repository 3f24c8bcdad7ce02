package dev.arrowshare.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.exchange.CData;
import dev.arrowshare.memory.AllocationScope;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.CountedRegion;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.c.ArrowSchema;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Over a read-only mapping, where one write ends the JVM: a crash of this test is its failure. */
class ReadOnlyMemoryTest {
    @TempDir
    Path folder;

    private final BufferAllocator allocator = Allocators.child("test");

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    static Stream<Field> types() {
        return ArrowTypes.allAndDuplicateNames().stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    void nothingThatABatchDoesWritesIntoItsBuffers(Field field) throws IOException {
        for (int rows : new int[] {0, 1, 300}) {
            try (Batch source = RandomBatches.of(field, rows, Nulls.SOME, rows, allocator);
                    Batch mapped = mapped(source)) {
                use(source, mapped, rows / 3, rows / 2);
                assertEquals(0, mapped.copiedBytes());
                assertEquals(source.copiedBytes(), mapped.mappedBytes());
            }
        }
    }

    private void use(Batch source, Batch mapped, int offset, int length) {
        BatchAssertions.assertEqualValues(source, mapped);
        assertEquals(source.toString(), mapped.toString());
        try (Batch slice = mapped.slice(offset, length);
                Batch twice = Batch.concat(List.of(slice, mapped));
                Batch renamed = mapped.rename(mapped.schema().getFields().get(0).getName(), "other");
                AllocationScope scope = AllocationScope.open(allocator, "batch");
                Batch kept = mapped.lentTo(scope).keptFrom(scope)) {
            assertEquals(source.rows() + length, twice.rows());
            assertEquals(renamed.mappedBytes(), kept.mappedBytes());
        }
        try (ArrowArray array = ArrowArray.allocateNew(allocator);
                ArrowSchema schema = ArrowSchema.allocateNew(allocator)) {
            CData.exportBatch(mapped, array, schema);
            try (Batch back = CData.importBatch(array, schema, allocator)) {
                BatchAssertions.assertEqualValues(source, back);
            }
        }
    }

    private Batch mapped(Batch source) throws IOException {
        List<ArrowBuf> buffers = new ArrayList<>();
        for (int i = 0; i < source.columnCount(); i++) {
            collect(source.column(i), buffers);
        }
        source.dictionaries().getDictionaryIds().forEach(id -> collect(source.dictionary(id), buffers));
        CountedRegion region = map(buffers);
        Map<Long, Long> positions = new TreeMap<>();
        long at = 0;
        for (ArrowBuf buffer : buffers) {
            positions.put(buffer.memoryAddress(), at);
            at += buffer.capacity();
        }
        List<FieldVector> columns = new ArrayList<>();
        for (int i = 0; i < source.columnCount(); i++) {
            columns.add(over(
                    region,
                    positions,
                    source.column(i),
                    source.schema().getFields().get(i)));
        }
        Map<Long, FieldVector> dictionaries = new TreeMap<>();
        for (long id : source.dictionaries().getDictionaryIds()) {
            FieldVector dictionary = source.dictionary(id);
            dictionaries.put(id, over(region, positions, dictionary, dictionary.getField()));
        }
        region.release();
        return Batch.of(source.schema(), source.rows(), columns, dictionaries, allocator);
    }

    private static void collect(FieldVector vector, List<ArrowBuf> buffers) {
        VectorBuffers.of(vector).stream()
                .filter(buffer -> buffer.capacity() > 0)
                .forEach(buffers::add);
        vector.getChildrenFromFields().forEach(child -> collect(child, buffers));
    }

    private CountedRegion map(List<ArrowBuf> buffers) throws IOException {
        Path file = folder.resolve("buffers" + System.nanoTime());
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (ArrowBuf buffer : buffers) {
                byte[] bytes = new byte[(int) buffer.capacity()];
                buffer.getBytes(0, bytes);
                channel.write(ByteBuffer.wrap(bytes));
            }
            MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            return CountedRegion.of(Memory.address(map), channel.size(), CountedRegion.Kind.MAPPED, allocator, () -> {
                if (map.capacity() > 0) {
                    Memory.unmap(map);
                }
            });
        }
    }

    private FieldVector over(CountedRegion region, Map<Long, Long> positions, FieldVector source, Field field) {
        return Views.of(source, field, allocator, buffer -> {
            region.retain();
            return region.buffer(buffer.capacity() == 0 ? 0 : positions.get(buffer.memoryAddress()), buffer.capacity());
        });
    }
}
