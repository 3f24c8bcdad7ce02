package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EncodedRowGroupTest {
    private static final List<Field> FIELDS = List.of(
            ArrowTypes.named("int64"),
            ArrowTypes.named("utf8"),
            ArrowTypes.named("dictionary_utf8"),
            ArrowTypes.named("dictionary_int64"),
            ArrowTypes.named("bool"));
    private static final ParquetWriteOptions OPTIONS =
            ParquetWriteOptions.defaults().pageRows(100).threads(1);

    @RegisterExtension
    final RoundTrips trips = new RoundTrips();

    @TempDir
    Path folder;

    private Batch batch(long seed) {
        return RandomBatches.of(FIELDS, 700, Nulls.SOME, seed, trips.allocator());
    }

    @Test
    void rowGroupsThatCrossAFileAreThoseEncodedInPlace() throws IOException {
        Path direct = folder.resolve("direct.parquet");
        Path crossed = folder.resolve("crossed.parquet");
        Path exchange = folder.resolve("exchange");
        try (Batch first = batch(1);
                Batch second = batch(2)) {
            RoundTrips.write(direct, OPTIONS.rowGroupRows(700), first, second);
            try (FileChannel channel = FileChannel.open(
                            exchange, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    ParquetSink sink = ParquetSink.create(crossed, first.schema(), OPTIONS)) {
                List<long[]> ranges = new ArrayList<>();
                try (RowGroupEncoder encoder = new RowGroupEncoder(first.schema(), OPTIONS)) {
                    long at = 17;
                    for (Batch batch : List.of(first, second)) {
                        try (EncodedRowGroup group = encoder.encode(List.of(batch))) {
                            long bytes = group.writeTo(channel, at);
                            assertEquals(group.bytes(), bytes);
                            ranges.add(new long[] {at, bytes});
                            at += bytes + 5;
                        }
                    }
                }
                for (long[] range : ranges) {
                    try (EncodedRowGroup group = EncodedRowGroup.read(channel, range[0], range[1])) {
                        assertEquals(700, group.rows());
                        sink.append(group);
                    }
                }
                sink.commit();
            }
        }
        assertArrayEquals(Files.readAllBytes(direct), Files.readAllBytes(crossed));
        try (WrittenFile written = WrittenFile.open(crossed)) {
            assertEquals(1_400, written.rows().size());
            assertEquals(2, written.footer().getBlocks().size());
        }
    }

    @Test
    void aRowGroupCrossesABuffer() throws IOException {
        Path file = folder.resolve("buffer.parquet");
        try (Batch batch = batch(3);
                RowGroupEncoder encoder = new RowGroupEncoder(batch.schema(), OPTIONS);
                EncodedRowGroup group = encoder.encode(List.of(batch));
                ParquetSink sink = ParquetSink.create(file, batch.schema(), OPTIONS)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) group.bytes());
            group.writeTo(buffer);
            sink.append(EncodedRowGroup.read(buffer.flip()));
            sink.commit();
            try (WrittenFile written = WrittenFile.open(file)) {
                List<Object> texts = new ArrayList<>();
                written.rows().forEach(row -> texts.add(row.get(2)));
                assertEquals(ExpectedValues.of(batch, 2, FIELDS.get(2)), texts);
            }
        }
    }

    @Test
    void rowsAppendedBeforeARowGroupStayBeforeIt() throws IOException {
        Path file = folder.resolve("mixed.parquet");
        try (Batch first = batch(4);
                Batch second = batch(5);
                RowGroupEncoder encoder = new RowGroupEncoder(second.schema(), OPTIONS);
                EncodedRowGroup group = encoder.encode(List.of(second));
                ParquetSink sink = ParquetSink.create(file, first.schema(), OPTIONS)) {
            sink.append(first);
            sink.append(group);
            sink.commit();
            List<Object> expected = new ArrayList<>(ExpectedValues.of(first, 0, FIELDS.get(0)));
            expected.addAll(ExpectedValues.of(second, 0, FIELDS.get(0)));
            try (WrittenFile written = WrittenFile.open(file)) {
                List<Object> numbers = new ArrayList<>();
                written.rows().forEach(row -> numbers.add(row.get(0)));
                assertEquals(expected, numbers);
            }
        }
    }

    @Test
    void aRowGroupOfOtherColumnsIsRefused() {
        try (Batch mine = batch(6);
                Batch other = mine.without("bool");
                RowGroupEncoder encoder = new RowGroupEncoder(other.schema(), OPTIONS);
                EncodedRowGroup group = encoder.encode(List.of(other));
                ParquetSink sink = ParquetSink.create(folder.resolve("x.parquet"), mine.schema(), OPTIONS)) {
            SchemaMismatchException e = assertThrows(SchemaMismatchException.class, () -> sink.append(group));
            assertTrue(e.getMessage().startsWith("the row group does not have the file's columns"), e.getMessage());
        }
    }

    @Test
    void bytesOfSomethingElseAreRefused() {
        for (int bytes : new int[] {0, 3, 4, 100}) {
            assertThrows(CorruptFileException.class, () -> EncodedRowGroup.read(ByteBuffer.allocate(bytes)));
        }
        ByteBuffer ones = ByteBuffer.allocate(64);
        while (ones.hasRemaining()) {
            ones.put((byte) 1);
        }
        assertThrows(CorruptFileException.class, () -> EncodedRowGroup.read(ones.flip()));
    }

    @Test
    void aRowGroupOutlivesItsEncoder() throws IOException {
        try (Batch batch = batch(7)) {
            RowGroupEncoder encoder = new RowGroupEncoder(batch.schema(), OPTIONS);
            EncodedRowGroup group = encoder.encode(List.of(batch));
            encoder.close();
            ByteBuffer buffer = ByteBuffer.allocate((int) group.bytes());
            group.writeTo(buffer);
            assertEquals(700, EncodedRowGroup.read(buffer.flip()).rows());
            group.close();
        }
    }
}
