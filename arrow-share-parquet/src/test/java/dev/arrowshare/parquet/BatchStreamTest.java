package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BatchStreamTest {
    private static final int ROWS = 5000;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("rows.parquet");
        new OracleWriter(
                        MessageTypeParser.parseMessageType("message m { optional int64 id; required double value;"
                                + " optional binary text (STRING); optional boolean flag; }"),
                        ParquetProperties.builder().withPageRowCountLimit(170).build(),
                        CompressionCodecName.SNAPPY,
                        700,
                        new Random(3),
                        0.1,
                        0)
                .write(file, ROWS, Map.of("owner", "tests"));
    }

    @Test
    void aBatchIsCutWhereItsTextWouldOverflow() throws IOException {
        List<Group> expected = GroupOracle.records(file);
        for (int threads = 1; threads < 30; threads += 7) {
            ParquetReadOptions options = ParquetReadOptions.read()
                    .threads(threads)
                    .rowsPerBatch(3000)
                    .columnBytesLimit(2000);
            int row = 0;
            int batchCount = 0;
            try (BufferAllocator allocator = Allocators.child("cut");
                    BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
                for (Batch next = batches.next(); next != null; next = batches.next()) {
                    try (Batch batch = next) {
                        GroupOracle.assertRows(file, expected, batch, row);
                        assertTrue(batch.column("text").getDataBuffer().writerIndex() <= 2000);
                        row += (int) batch.rows();
                        batchCount++;
                    }
                }
            }
            assertEquals(ROWS, row);
            assertTrue(batchCount > 20, "batches: " + batchCount);
        }
    }

    /** A thousand columns in batches of 16 MiB would have so few rows that starting with each column took longer than decoding it. */
    @Test
    void batchesOfManyColumnsHaveMoreBytesAsFarAsTheBudgetAllows() throws IOException {
        Path wide = wide(1_000, 11_000);
        assertEquals(List.of(10_240L, 760L), rowsOfBatches(wide, ParquetReadOptions.read()));
        long mostBytes = 8 << 20;
        List<Long> within = rowsOfBatches(wide, ParquetReadOptions.read().memoryBudget(16 * mostBytes));
        assertTrue(within.get(0) * 1_000 * Integer.BYTES <= mostBytes, "rows: " + within);
    }

    private Path wide(int columns, int rows) {
        Path wide = folder.resolve("wide.parquet");
        FieldVector[] vectors = new FieldVector[columns];
        for (int column = 0; column < columns; column++) {
            IntVector vector = new IntVector("c" + column, Allocators.root());
            vector.allocateNew(rows);
            for (int row = 0; row < rows; row++) {
                vector.set(row, column);
            }
            vector.setValueCount(rows);
            vectors[column] = vector;
        }
        try (Batch batch = Batch.of(rows, vectors);
                ParquetSink sink = ParquetSink.create(wide, batch.schema(), ParquetWriteOptions.defaults())) {
            sink.append(batch);
            sink.commit();
        }
        return wide;
    }

    private static List<Long> rowsOfBatches(Path file, ParquetReadOptions options) {
        List<Long> rows = new ArrayList<>();
        try (BufferAllocator allocator = Allocators.child("wide");
                BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                rows.add(batch.rows());
                batch.close();
            }
        }
        return rows;
    }

    @Test
    void whatIsDecodedAheadStaysWithinTheBudgetThatStreamsShare() throws Exception {
        Path large = folder.resolve("large.parquet");
        Float8Vector values = new Float8Vector("value", Allocators.root());
        values.allocateNew(1 << 20);
        for (int i = 0; i < 1 << 20; i++) {
            values.set(i, i % 100);
        }
        values.setValueCount(1 << 20);
        try (Batch batch = Batch.of(1 << 20, values);
                ParquetSink sink = ParquetSink.create(
                        large, batch.schema(), ParquetWriteOptions.defaults().rowGroupRows(100_000))) {
            for (int i = 0; i < 4; i++) {
                sink.append(batch);
            }
            sink.commit();
        }
        long budget = 12 << 20;
        ParquetReadOptions options = ParquetReadOptions.read().threads(4).memoryBudget(budget);
        try (BufferAllocator allocator = Allocators.child("two streams");
                BatchStream one = ParquetSource.open(large, options).read(allocator);
                BatchStream other = ParquetSource.open(large, options).read(allocator)) {
            assertEquals(4 << 20, rowsOfTwo(one, other, allocator, budget));
        }
        assertEquals(0, options.memoryBudget().heldBytes());
    }

    /** Reads one stream to its end while the other has decoded what it may, and then that. */
    private static long rowsOfTwo(BatchStream one, BatchStream other, BufferAllocator allocator, long budget)
            throws InterruptedException {
        long rows = 0;
        for (Batch next = one.next(); next != null; next = one.next()) {
            rows += next.rows();
            next.close();
        }
        TimeUnit.MILLISECONDS.sleep(200);
        long ahead = allocator.getAllocatedMemory();
        assertTrue(ahead > 1 << 20, () -> "nothing was decoded ahead: " + ahead);
        assertTrue(allocator.getPeakMemoryAllocation() <= budget, allocator::toString);
        long rowsOfOther = 0;
        for (Batch next = other.next(); next != null; next = other.next()) {
            rowsOfOther += next.rows();
            next.close();
        }
        assertTrue(allocator.getPeakMemoryAllocation() <= budget, allocator::toString);
        assertEquals(rows, rowsOfOther);
        return rows;
    }

    @Test
    void oneColumnIsDecodedByManyThreadsInOrder() throws IOException {
        List<Group> expected = GroupOracle.records(file);
        for (String column : List.of("id", "value", "text", "flag")) {
            GroupOracle.assertEqual(
                    file,
                    expected,
                    ParquetReadOptions.read().columns(column).threads(5).rowsPerBatch(333));
        }
    }

    @Test
    void aProjectionReadsTheChunksItNeedsAndNoOthers() {
        ParquetSource all = ParquetSource.open(file);
        long chunkBytes = all.rowGroups().stream()
                .flatMap(group -> group.chunks().stream())
                .filter(chunk -> chunk.column().equals("value"))
                .mapToLong(ParquetColumnChunk::compressedBytes)
                .sum();
        assertTrue(chunkBytes > 0);
        assertEquals(chunkBytes, bytesRead(ParquetReadOptions.read().columns("value")));
        assertTrue(bytesRead(ParquetReadOptions.read()) > 3 * chunkBytes);
    }

    private long bytesRead(ParquetReadOptions options) {
        try (BufferAllocator allocator = Allocators.child("projection");
                DecodedBatches batches =
                        (DecodedBatches) ParquetSource.open(file, options).read(allocator)) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                batch.close();
            }
            return batches.bytesRead();
        }
    }

    @Test
    void noColumnsAreRowsWithoutValues() {
        try (BatchStream batches = ParquetSource.open(
                        file, ParquetReadOptions.read().columns(List.of()).rowsPerBatch(4000))
                .read(Allocators.root())) {
            for (long rows : new long[] {4000, 1000}) {
                try (Batch batch = batches.next()) {
                    assertEquals(rows, batch.rows());
                }
            }
            assertNull(batches.next());
        }
    }

    @Test
    void readAheadStaysWithinItsBytes() throws InterruptedException {
        ParquetReadOptions options =
                ParquetReadOptions.read().threads(4).rowsPerBatch(100).readAheadBytes(1);
        try (BufferAllocator allocator = Allocators.child("ahead");
                BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
            batches.next().close();
            long before = -1;
            while (allocator.getAllocatedMemory() != before) {
                before = allocator.getAllocatedMemory();
                Thread.sleep(50);
            }
            ParquetReadOptions unlimited = options.readAheadBytes(1 << 30);
            long limited = before;
            try (BufferAllocator other = Allocators.child("far ahead");
                    BatchStream far = ParquetSource.open(file, unlimited).read(other)) {
                far.next().close();
                while (other.getAllocatedMemory() < 2 * limited) {
                    Thread.sleep(5);
                }
            }
        }
    }

    @Test
    void closingEarlyFreesWhatWasDecodedAhead() {
        try (BufferAllocator allocator = Allocators.child("early")) {
            BatchStream batches = ParquetSource.open(
                            file, ParquetReadOptions.read().threads(3).rowsPerBatch(50))
                    .read(allocator);
            Batch kept = batches.next();
            batches.close();
            batches.close();
            assertThrows(ClosedException.class, batches::next);
            assertNotNull(kept);
            assertEquals(50, kept.column("value").getValueCount());
            kept.close();
        }
    }

    @Test
    void anInterruptIsNotTheEnd() {
        for (int threads = 1; threads <= 2; threads++) {
            try (BufferAllocator allocator = Allocators.child("interrupted");
                    BatchStream batches = ParquetSource.open(
                                    file,
                                    ParquetReadOptions.read()
                                            .threads(threads)
                                            .readAheadBytes(0)
                                            .rowsPerBatch(5000))
                            .read(allocator)) {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedRunException.class, () -> drain(batches));
                assertTrue(Thread.interrupted(), "the flag is set again");
            }
        }
    }

    private static void drain(BatchStream batches) {
        for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
            batch.close();
        }
    }

    @Test
    void metadataAndRowGroupsAreTold() {
        ParquetSource source = ParquetSource.open(file);
        assertEquals(ROWS, source.rows());
        assertEquals(8, source.rowGroupCount());
        assertEquals("tests", source.metadata().get("owner"));
        assertEquals("tests", source.schema().getCustomMetadata().get("owner"));
        assertEquals(700, source.rowGroups().get(0).rows());
        assertEquals("SNAPPY", source.rowGroups().get(0).chunks().get(0).compression());
        assertEquals(source.identity(), ParquetSource.open(file).identity());
    }
}
