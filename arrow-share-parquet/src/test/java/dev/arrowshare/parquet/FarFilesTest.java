package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.OpenResources;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which requests are made of a file that is far away, and what happens when they fail. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FarFilesTest {
    private static final ParquetWriteOptions PLAIN = ParquetWriteOptions.defaults()
            .compression(Compression.UNCOMPRESSED)
            .dictionaryBytes(0)
            .rowGroupRows(1000);

    private final BufferAllocator allocator = Allocators.child("test");
    private final FarFiles files = new FarFiles(Duration.ofMillis(3));
    private final Path file = files.getPath("/rows.parquet");
    private long allocatedBefore;

    @BeforeEach
    void noteWhatIsAllocated() {
        allocatedBefore = Allocators.root().getAllocatedMemory();
    }

    @AfterEach
    void nothingStaysAllocatedOrOpen() throws IOException {
        files.close();
        allocator.close();
        assertEquals(allocatedBefore, Allocators.root().getAllocatedMemory());
        assertEquals(List.of(), OpenResources.report());
    }

    private static Field wide(String name, int bytes) {
        return ArrowTypes.required(name, new ArrowType.FixedSizeBinary(bytes));
    }

    private void write(List<Field> fields, int rows, ParquetWriteOptions options) {
        written(fields, rows, options).close();
    }

    private Batch written(List<Field> fields, int rows, ParquetWriteOptions options) {
        Batch batch = RandomBatches.of(fields, rows, Nulls.NONE, 7, allocator);
        try (ParquetSink sink = ParquetSink.create(file, batch.schema(), options)) {
            sink.append(batch);
            sink.commit();
            return batch;
        } catch (RuntimeException e) {
            batch.close();
            throw e;
        }
    }

    private long read(ParquetReadOptions options) {
        long rows = 0;
        try (BatchStream stream = ParquetSource.open(file, options).read(allocator)) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                rows += batch.rows();
                batch.close();
            }
        }
        return rows;
    }

    @Test
    void aFooterTakesOneRequestAndALongOneTwo() {
        write(List.of(ArrowTypes.named("int64")), 10, PLAIN);
        assertEquals(10, ParquetSource.open(file).rows());
        assertEquals(1, files.requests().size());
        write(List.of(ArrowTypes.named("int64")), 10, PLAIN.metadata(Map.of("long", "x".repeat(100_000))));
        files.forgetRequests();
        ParquetSource source = ParquetSource.open(file);
        assertEquals(2, files.requests().size());
        assertEquals(100_000, source.metadata().get("long").length());
        assertEquals(64 << 10, files.requests().get(0).bytes());
    }

    /** 12 row groups of 3 columns, in one request as there is no gap. */
    @Test
    void neighbouringChunksAreOneRequest() {
        write(List.of(wide("a", 8), wide("b", 8), wide("c", 8)), 12_000, PLAIN);
        files.forgetRequests();
        assertEquals(12_000, read(ParquetReadOptions.read().threads(2)));
        assertEquals(2, files.requests().size(), "the footer, and all chunks: " + files.requests());
        assertTrue(files.requests().get(1).bytes() >= 12_000 * 24);
    }

    @Test
    void smallGapsAreReadAlongAndLargeOnesAreNot() throws IOException {
        List<Field> fields = List.of(wide("a", 100), wide("small", 900), wide("b", 100), wide("large", 1200));
        write(fields, 4000, PLAIN);
        files.forgetRequests();
        assertEquals(4000, read(ParquetReadOptions.read().columns("a", "b").threads(2)));
        List<FarFiles.Request> requests = files.requests();
        assertEquals(1 + 4, requests.size(), "the footer, and a and b of each row group: " + requests);
        requests.subList(1, 5)
                .forEach(request ->
                        assertTrue(request.bytes() > 1_100_000 && request.bytes() < 1_200_000, "" + request));
        assertTrue(Files.size(file) > 4 * 2_300_000);
    }

    @Test
    void aFewRequestsAreOnTheirWayAtOnceWithinTheirMemory() {
        write(List.of(wide("a", 20_000)), 2000, PLAIN);
        files.forgetRequests();
        ParquetReadOptions options =
                ParquetReadOptions.read().threads(1).rowsPerBatch(10).readAheadBytes(16 << 20);
        try (BatchStream stream = ParquetSource.open(file, options).read(allocator);
                Batch first = stream.next()) {
            assertEquals(10, first.rows());
            pauseUntilQuiet();
            long held = allocator.getAllocatedMemory();
            assertTrue(held <= (16 << 20) + (8 << 20), "held " + held);
            assertTrue(held >= 8 << 20, "held " + held);
        }
        files.forgetRequests();
        assertEquals(2000, read(options.readAheadBytes(1 << 30)));
        assertTrue(files.mostAtOnce() > 1 && files.mostAtOnce() <= 5, "at once " + files.mostAtOnce());
        assertTrue(files.requests().size() >= 6, files.requests().toString());
        assertTrue(files.channels() <= 1 + 5, "channels " + files.channels());
    }

    private void pauseUntilQuiet() {
        long before = -1;
        while (before != files.requests().size()) {
            before = files.requests().size();
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void eachByteIsReadOnceWhateverTheBatches() {
        try (Batch batch = written(List.of(wide("a", 3000), ArrowTypes.named("utf8"), wide("b", 700)), 5000, PLAIN)) {
            for (int threads = 1; threads <= 8; threads += 7) {
                files.forgetRequests();
                ParquetReadOptions options =
                        ParquetReadOptions.read().threads(threads).rowsPerBatch(77);
                List<Batch> parts = new ArrayList<>();
                try (BatchStream stream = ParquetSource.open(file, options).read(allocator)) {
                    for (Batch part = stream.next(); part != null; part = stream.next()) {
                        parts.add(part);
                    }
                }
                try (Batch all = Batch.concat(parts)) {
                    BatchAssertions.assertEqualValues(batch, all);
                }
                parts.forEach(Batch::close);
                long bytes = files.requests().stream()
                        .skip(1)
                        .mapToLong(FarFiles.Request::bytes)
                        .sum();
                long chunks = ParquetSource.open(file).rowGroups().stream()
                        .mapToLong(ParquetRowGroup::compressedBytes)
                        .sum();
                assertEquals(chunks, bytes);
            }
        }
    }

    @Test
    void aReadThatFailsMidwaySaysSoAndLeavesNothing() {
        write(List.of(wide("a", 20_000), wide("b", 20_000)), 2000, PLAIN);
        for (int threads = 1; threads <= 2; threads++) {
            for (int reads = 1; reads < 6; reads += 2) {
                files.forgetRequests();
                ParquetReadOptions options =
                        ParquetReadOptions.read().threads(threads).rowsPerBatch(50);
                files.failReadsAfter(reads);
                ArrowShareException failure = assertThrows(ArrowShareException.class, () -> read(options));
                assertEquals(
                        "/rows.parquet: cannot be read: java.io.IOException: connection reset", failure.getMessage());
            }
        }
    }

    @Test
    void closingEarlyEndsWhatIsReadAhead() {
        write(List.of(wide("a", 20_000)), 2000, PLAIN);
        BatchStream stream = ParquetSource.open(
                        file, ParquetReadOptions.read().threads(2).rowsPerBatch(10))
                .read(allocator);
        stream.next().close();
        stream.close();
        assertThrows(ClosedException.class, stream::next);
    }

    private List<Path> writeFiles(int count) throws IOException {
        List<Path> written = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            write(List.of(wide("a", 100)), 1000, PLAIN);
            written.add(Files.move(file, files.getPath("/part-" + i + ".parquet")));
        }
        files.forgetRequests();
        return written;
    }

    /** 8 row groups of 20 pages a column; numbers ascend, so that the page index tells pages apart. */
    private void writeAscending() throws IOException {
        int rows = 16_000;
        BigIntVector numbers = new BigIntVector("n", allocator);
        numbers.allocateNew(rows);
        for (int row = 0; row < rows; row++) {
            numbers.set(row, row);
        }
        numbers.setValueCount(rows);
        try (Batch random = RandomBatches.of(
                        List.of(wide("a", 1000), ArrowTypes.named("utf8")), rows, Nulls.NONE, 7, allocator);
                Batch batch = random.with(numbers);
                ParquetSink sink = ParquetSink.create(
                        file, batch.schema(), PLAIN.rowGroupRows(2000).pageRows(100))) {
            sink.append(batch);
            sink.commit();
        }
        files.forgetRequests();
    }

    private List<Long> numbers(ParquetReadOptions options) {
        List<Long> numbers = new ArrayList<>();
        try (BatchStream stream = ParquetSource.open(file, options).read(allocator)) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                BigIntVector vector = batch.column("n", BigIntVector.class);
                for (int row = 0; row < batch.rows(); row++) {
                    numbers.add(vector.get(row));
                }
                batch.close();
            }
        }
        return numbers;
    }

    @Test
    void aFilterAsksOnlyForThePagesThatItWantsAndAheadOfDecoding() throws IOException {
        writeAscending();
        long whole = Files.size(file);
        for (int threads = 1; threads <= 3; threads += 2) {
            ParquetReadOptions options = ParquetReadOptions.read().threads(threads);
            files.forgetRequests();
            List<Long> few = numbers(options.where(Filter.parse("n in (150, 5000, 5001, 15999)")));
            assertEquals(List.of(150L, 5000L, 5001L, 15_999L), few);
            List<FarFiles.Request> requests = files.requests();
            long bytes = requests.stream().mapToLong(FarFiles.Request::bytes).sum();
            assertTrue(requests.size() <= 2 + 3 * 3, "footer, indexes, and three row groups: " + requests);
            // With what lies between pages, where that is less than a request is worth.
            assertTrue(bytes < whole / 5, bytes + " bytes of " + whole);
            files.forgetRequests();
            List<Long> half = numbers(options.where(Filter.parse("n < 8100 and utf8 is not null")));
            assertEquals(8100, half.size());
            assertTrue(files.requests().size() <= 2 + 5 * 3, "" + files.requests());
            assertTrue(files.mostAtOnce() > 1, "at once " + files.mostAtOnce());
        }
    }

    /** With one thread, all that happens beside decoding are requests. */
    @Test
    void theNextFilesAreAskedForWhileOneIsDecoded() throws IOException {
        List<Path> parts = writeFiles(12);
        ParquetFiles all = ParquetFiles.open(parts, ParquetReadOptions.read().threads(1));
        assertEquals(12, files.requests().size(), "a footer each");
        assertTrue(files.mostAtOnce() > 1, "footers at once: " + files.mostAtOnce());
        int most = 0;
        for (int attempt = 0; attempt < 10 && most < 2; attempt++) {
            most = filesAtOnce(all);
        }
        assertTrue(most > 1, "files at once in ten attempts: " + most);
    }

    /** One thread of a busy machine may do one after the other, now and then. */
    private int filesAtOnce(ParquetFiles all) {
        files.forgetRequests();
        long rows = 0;
        try (BatchStream stream = all.read(allocator)) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                rows += batch.rows();
                batch.close();
            }
        }
        assertEquals(12_000, rows);
        assertEquals(12, files.requests().size(), "the pages of each");
        return files.mostAtOnce();
    }

    @Test
    void aFewFilesAreOpenAheadWithinTheMemoryForThem() throws IOException {
        List<Path> parts = writeFiles(12);
        for (int ahead = 0; ahead < 2; ahead++) {
            ParquetReadOptions options =
                    ParquetReadOptions.read().threads(1).rowsPerBatch(500).readAheadBytes(ahead == 1 ? 64 << 20 : 0);
            ParquetFiles all = ParquetFiles.open(parts, options);
            files.forgetRequests();
            try (BatchStream stream = all.read(allocator)) {
                stream.next().close();
                pauseUntilQuiet();
                int requests = files.requests().size();
                assertTrue(ahead == 1 ? requests >= 4 && requests <= 6 : requests == 1, requests + " requests");
            }
        }
    }

    @Test
    void aWriteThatFailsMidwayLeavesWhatWasThere() throws IOException {
        Files.writeString(file, "old");
        files.failWritesAfter(100_000);
        ArrowShareException failure =
                assertThrows(ArrowShareException.class, () -> write(List.of(wide("a", 100)), 3000, PLAIN));
        assertEquals("cannot write /rows.parquet: quota of the bucket", failure.getMessage());
        assertEquals("old", Files.readString(file));
        try (Stream<Path> left = Files.list(files.getPath("/"))) {
            assertEquals(
                    List.of("/rows.parquet", "/work"),
                    left.map(Path::toString).sorted().toList());
        }
    }
}
