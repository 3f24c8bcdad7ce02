package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.ipc.Damage.Place;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.complex.impl.UnionMapWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that {@code validate} is there to find, in a file that is right but for that. */
class ValidateTest {
    private static final long SEED = 77;
    private static final int ROWS = 200;

    private final BufferAllocator allocator = Allocators.child("validate");

    @TempDir
    private Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    private Path write(Field field, Nulls nulls) {
        Path path = folder.resolve("damaged.arrow");
        try (Batch batch = RandomBatches.of(field, ROWS, nulls, SEED, allocator);
                ArrowFileWriter writer = ArrowFileWriter.create(path, batch.schema(), ArrowWriteOptions.defaults())) {
            writer.append(batch);
            writer.publish(Map.of());
        }
        return path;
    }

    private Path write(String type) {
        return write(ArrowTypes.named(type), Nulls.NONE);
    }

    private static void assertFound(Path path, String message) {
        try (ArrowFile file = ArrowFile.open(path)) {
            CorruptFileException e = assertThrows(CorruptFileException.class, file::validate);
            assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
            assertTrue(e.getMessage().contains(message), e.getMessage() + "\nis not about: " + message);
        }
    }

    private void assertFound(String type, Place place, long at, byte[] bytes, String message) throws IOException {
        Path path = write(type);
        Damage.overwrite(path, 0, place, at, bytes);
        assertFound(path, message);
    }

    private static Place data() {
        return Damage.in(0, FieldVector::getDataBuffer);
    }

    private static Place offsets() {
        return Damage.in(0, FieldVector::getOffsetBuffer);
    }

    private static FieldVector child(FieldVector vector, int index) {
        return vector.getChildrenFromFields().get(index);
    }

    @Test
    void nullCountsThatDifferFromTheBitmap() throws IOException {
        Path path = write(ArrowTypes.named("int32"), Nulls.SOME);
        byte first;
        try (ArrowFile file = ArrowFile.open(path);
                Batch batch = file.batch(0, allocator)) {
            file.validate();
            first = batch.column(0).getValidityBuffer().getByte(3);
        }
        Damage.overwrite(path, 0, Damage.in(0, FieldVector::getValidityBuffer), 3, (byte) (first ^ 16));
        assertFound(path, ": batch 0, column 'int32': noted are ");
    }

    @Test
    void nullCountsOfChildren() throws IOException {
        Path path = write(ArrowTypes.named("struct_of_struct"), Nulls.SOME);
        Damage.overwrite(
                path, 0, Damage.in(0, vector -> child(child(vector, 0), 0).getValidityBuffer()), 0, new byte[4]);
        assertFound(path, ": batch 0, column 'text': noted are ");
    }

    @Test
    void nullCountsOfDictionaries() throws IOException {
        Path path = folder.resolve("encoded.arrow");
        try (Batch numbers = RandomBatches.of(ArrowTypes.named("int32"), 100, Nulls.SOME, SEED, allocator);
                Batch encoded =
                        RandomBatches.of(ArrowTypes.named("dictionary_int64"), 100, Nulls.NONE, SEED, allocator)) {
            FieldVector values = Columns.concat(numbers.column(0).getField(), List.of(numbers.column(0)), allocator);
            FieldVector indices = Columns.concat(encoded.column(0).getField(), List.of(encoded.column(0)), allocator);
            long id = indices.getField().getDictionary().getId();
            try (Batch batch = Batch.of(100, List.of(indices), Map.of(id, values), Map.of(), allocator);
                    ArrowFileWriter writer =
                            ArrowFileWriter.create(path, batch.schema(), ArrowWriteOptions.defaults())) {
                writer.append(batch);
                writer.publish(Map.of());
            }
        }
        Damage.overwrite(path, 0, batch -> dictionary(batch).getValidityBuffer(), 0, new byte[4]);
        assertFound(path, ": dictionary block 0, column 'DICT0': noted are ");
    }

    private static FieldVector dictionary(Batch batch) {
        long id = batch.schema().getFields().get(0).getDictionary().getId();
        return batch.dictionary(id);
    }

    @Test
    void offsetsThatGoBackOrTooFar() throws IOException {
        assertFound("utf8", offsets(), 40, Damage.int32(0), "column 'utf8', row 9: its offsets go from ");
        assertFound("utf8", offsets(), 40, Damage.int32(1 << 30), " to 1073741824, and there are ");
        assertFound("list", offsets(), 40, Damage.int32(1 << 30), "column 'list', row 9: its offsets go from ");
    }

    @Test
    void textThatIsNotUtf8() throws IOException {
        assertFound("utf8", data(), 20, new byte[] {(byte) 0xFF}, "its text is not UTF-8");
    }

    @Test
    void indicesOutsideOfTheirDictionary() throws IOException {
        assertFound(
                "dictionary_utf8",
                data(),
                8,
                Damage.int32(1_000),
                "column 'dictionary_utf8', row 2: index 1000 of a dictionary");
        assertFound("dictionary_utf8", data(), 8, Damage.int32(-1), "column 'dictionary_utf8', row 2: index ");
        assertFound(
                "list_of_dictionary",
                Damage.in(0, vector -> child(vector, 0).getDataBuffer()),
                8,
                Damage.int32(1_000),
                "column 'item', row 2: index 1000 of a dictionary");
    }

    @Test
    void valuesOfADictionary() throws IOException {
        Path path = write("dictionary_utf8");
        Damage.overwrite(path, 0, batch -> dictionary(batch).getDataBuffer(), 3, (byte) 0xFF);
        assertFound(path, "its text is not UTF-8");
    }

    @Test
    void viewsThatPointNowhere() throws IOException {
        String wrong = "a view points to no data, is not padded with zeros, or holds no UTF-8";
        Path path = write("binary_view");
        long longView = -1;
        long shortView = -1;
        try (ArrowFile file = ArrowFile.open(path);
                Batch batch = file.batch(0, allocator)) {
            ArrowBuf views = batch.column(0).getDataBuffer();
            for (int row = 0; row < ROWS; row++) {
                int length = views.getInt(16L * row);
                longView = length > 12 ? 16L * row : longView;
                shortView = length < 12 ? 16L * row : shortView;
            }
        }
        byte[] good = Files.readAllBytes(path);
        Damage.overwrite(path, 0, data(), longView + 8, Damage.int32(9));
        assertFound(path, wrong);
        Files.write(path, good);
        Damage.overwrite(path, 0, data(), longView + 12, Damage.int32(1 << 30));
        assertFound(path, wrong);
        Files.write(path, good);
        Damage.overwrite(path, 0, data(), longView + 4, Damage.int32(0x12345678));
        assertFound(path, wrong);
        Files.write(path, good);
        Damage.overwrite(path, 0, data(), shortView + 15, (byte) 1);
        assertFound(path, wrong);
    }

    @Test
    void listViewsThatPointNowhere() throws IOException {
        assertFound("list_view", offsets(), 40, Damage.int32(1 << 20), "column 'list_view', row 10: a list of ");
        assertFound(
                "list_view",
                Damage.in(0, vector -> ((ListViewVector) vector).getSizeBuffer()),
                40,
                Damage.int32(-1),
                "column 'list_view', row 10: a list of -1 values");
    }

    @Test
    void typeIdsAndOffsetsOfUnions() throws IOException {
        assertFound(
                "sparse_union",
                Damage.in(0, vector -> ((UnionVector) vector).getTypeBuffer()),
                5,
                new byte[] {99},
                "row 5: type id 99; the union has");
        Place offsets = Damage.in(0, vector -> ((DenseUnionVector) vector).getOffsetBuffer());
        assertFound("dense_union", offsets, 40, Damage.int32(1 << 20), "row 10: offset 1048576 in a child of ");
        assertFound("dense_union", offsets, 40, Damage.int32(-1), "row 10: offset -1 in a child of ");
        Path path = write("dense_union");
        Damage.overwrite(path, 0, offsets, 4L * (ROWS - 1), Damage.int32(0));
        assertFound(path, "row " + (ROWS - 1) + ": its offsets in the child of type id ");
    }

    @Test
    void runEndsThatDoNotAscend() throws IOException {
        assertFound(
                "run_end_encoded",
                Damage.in(0, vector -> child(vector, 0).getDataBuffer()),
                4,
                Damage.int32(1),
                "column 'run_end_encoded', row 1: run end 1 does not follow ");
        assertFound(
                "run_end_encoded",
                Damage.in(0, vector -> child(vector, 0).getDataBuffer()),
                0,
                Damage.int32(0),
                "column 'run_end_encoded', row 0: run end 0 does not follow 0");
    }

    /** As Arrow's writer does, which does not look. */
    private Path writeWithArrow(FieldVector vector) throws IOException {
        Path path = folder.resolve("stock.arrow");
        try (OutputStream out = Files.newOutputStream(path);
                WritableByteChannel channel = Channels.newChannel(out);
                org.apache.arrow.vector.ipc.ArrowFileWriter stock =
                        new org.apache.arrow.vector.ipc.ArrowFileWriter(VectorSchemaRoot.of(vector), null, channel)) {
            stock.writeBatch();
        }
        return path;
    }

    @Test
    void keysOfMapsThatAreNull() throws IOException {
        try (MapVector map = MapVector.empty("m", allocator, false)) {
            UnionMapWriter writer = map.getWriter();
            writer.allocate();
            for (int row = 0; row < 3; row++) {
                writer.setPosition(row);
                writer.startMap();
                writer.startEntry();
                writer.key().integer().writeInt(row);
                writer.value().integer().writeInt(row);
                writer.endEntry();
                writer.endMap();
            }
            writer.setValueCount(3);
            BitVectorHelper.unsetBit(child(child(map, 0), 0).getValidityBuffer(), 1);
            assertFound(writeWithArrow(map), "column 'm', row 1: the key of entry 1 is null");
        }
    }

    @Test
    void nullsInAColumnThatIsDeclaredToHaveNone() throws IOException {
        Field required = ArrowTypes.required("n", new ArrowType.Int(32, true));
        try (IntVector vector = new IntVector(required, allocator)) {
            vector.allocateNew(10);
            for (int i = 0; i < 9; i++) {
                vector.set(i, i);
            }
            vector.setValueCount(10);
            assertFound(writeWithArrow(vector), "batch 0, column 'n': declared not null, and has 1 nulls");
        }
    }
}
