package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.CorruptFileException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches go on across the ends of files. */
@Timeout(60)
class JoinedFilesTest {
    private static final List<Field> MANY_TYPES = List.of(
            ArrowTypes.named("int64"),
            ArrowTypes.named("utf8"),
            ArrowTypes.leaf("views", ArrowType.Utf8View.INSTANCE),
            ArrowTypes.leaf("flags", ArrowType.Bool.INSTANCE),
            ArrowTypes.encoded("coded", ArrowType.Utf8.INSTANCE, 7, 32),
            ArrowTypes.nested(
                    "list",
                    ArrowType.List.INSTANCE,
                    ArrowTypes.struct("element", ArrowTypes.leaf("text", ArrowType.Utf8.INSTANCE))));

    private final BufferAllocator allocator = Allocators.child("joined");

    @TempDir
    Path folder;

    @AfterEach
    void nothingStaysAllocatedOrOpen() {
        allocator.close();
        assertEquals(List.of(), OpenResources.report());
    }

    private Path write(String name, Batch batch, int rowGroupRows) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ParquetWriteOptions options = ParquetWriteOptions.defaults().rowGroupRows(rowGroupRows);
        try (ParquetSink sink = ParquetSink.create(file, batch.messageSchema(), options)) {
            sink.append(batch);
            sink.commit();
        }
        return file;
    }

    /** Files with one column, whose values count on from file to file. */
    private void writeNumbers(int... rowsOfFiles) throws IOException {
        long next = 0;
        for (int file = 0; file < rowsOfFiles.length; file++) {
            BigIntVector numbers = new BigIntVector("n", allocator);
            numbers.allocateNew(rowsOfFiles[file]);
            for (int row = 0; row < rowsOfFiles[file]; row++) {
                numbers.set(row, next++);
            }
            numbers.setValueCount(rowsOfFiles[file]);
            try (Batch batch = Batch.of(rowsOfFiles[file], numbers)) {
                write("p=" + file / 2 + "/" + file + ".parquet", batch, 700);
            }
        }
    }

    private List<Batch> read(ParquetReadOptions options) {
        List<Batch> batches = new ArrayList<>();
        try (BatchStream stream = ParquetFiles.open(List.of(folder), options).read(allocator)) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                batches.add(batch);
            }
        }
        return batches;
    }

    /** How many rows the batches have, whose numbers must count up by {@code step}, and whose folders fit the files' sizes. */
    private List<Long> sizes(ParquetReadOptions options, int step) {
        List<Long> sizes = new ArrayList<>();
        long next = 0;
        long folder = 0;
        for (Batch each : read(options)) {
            try (Batch batch = each) {
                BigIntVector numbers = batch.column("n", BigIntVector.class);
                BigIntVector folders = batch.column("p", BigIntVector.class);
                for (int row = 0; row < batch.rows(); row++, next += step) {
                    assertEquals(next, numbers.get(row));
                    assertTrue(folders.get(row) >= folder, "folder of row " + next);
                    folder = folders.get(row);
                }
                sizes.add(batch.rows());
            }
        }
        return sizes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void batchesHaveTheRowsThatAreWantedWhereverFilesEnd(int threads) throws IOException {
        int[] files =
                IntStream.range(0, 40).map(file -> file % 7 == 3 ? 0 : 100).toArray();
        files[20] = 4321;
        writeNumbers(files);
        ParquetReadOptions options = ParquetReadOptions.read().threads(threads);
        int rows = IntStream.of(files).sum();
        List<Long> sizes = sizes(options.rowsPerBatch(1000), 1);
        assertEquals((rows + 999) / 1000, sizes.size());
        sizes.subList(0, sizes.size() - 1).forEach(size -> assertEquals(1000, size));
        assertEquals(List.of((long) rows), sizes(options, 1), "all is less than a usual batch");
    }

    @Test
    void batchesByBytesAreFilledAcrossFilesAndStayBelowTheirLimit() throws IOException {
        writeNumbers(IntStream.range(0, 50).map(file -> 100).toArray());
        List<Long> sizes = sizes(ParquetReadOptions.read().bytesPerBatch(20_000), 1);
        assertTrue(sizes.size() <= 9, sizes::toString);
        sizes.forEach(size -> assertTrue(size * 16.2 <= 20_000, sizes::toString));
    }

    @Test
    void whatAFilterLeavesOfFilesIsJoined() throws IOException {
        writeNumbers(IntStream.range(0, 30).map(file -> 200).toArray());
        ParquetReadOptions options =
                ParquetReadOptions.read().where(Filter.parse("n in (0, 1000, 2000, 3000, 4000, 5000)"));
        assertEquals(List.of(6L), sizes(options.rowsPerBatch(1000), 1000));
    }

    @Test
    void batchesOfLargeFilesStayAsTheyWereDecoded() throws IOException {
        writeNumbers(5000, 5000, 60);
        ParquetReadOptions options =
                ParquetReadOptions.read().ignorePartitions().bytesPerBatch(16_250);
        List<Long> sizes = new ArrayList<>();
        for (Batch batch : read(options)) {
            sizes.add(batch.rows());
            batch.close();
        }
        assertEquals(List.of(1984L, 1984L, 1032L, 1984L, 1984L, 1032L, 60L), sizes);
    }

    @Test
    void columnsOfFoldersCountAsBytesOfABatch() throws IOException {
        writeNumbers(5000, 5000);
        sizes(ParquetReadOptions.read().bytesPerBatch(16_250), 1)
                .forEach(size -> assertTrue(size * 16.25 <= 16_250, size + " rows"));
    }

    /** Nobody asks for them, but threads would be idle. */
    @Test
    void theNextFilesAreDecodedWhileBatchesOfOneAreUsed() throws Exception {
        writeNumbers(IntStream.range(0, 10).map(file -> 10_000).toArray());
        for (long readAhead : new long[] {0, 1 << 30}) {
            ParquetReadOptions options =
                    ParquetReadOptions.read().threads(2).rowsPerBatch(10_000).readAheadBytes(readAhead);
            try (BatchStream stream =
                    ParquetFiles.open(List.of(folder), options).read(allocator)) {
                stream.next().close();
                boolean isAhead = false;
                for (int i = 0; i < (readAhead == 0 ? 5 : 500) && !isAhead; i++) {
                    Thread.sleep(10);
                    isAhead = allocator.getAllocatedMemory() > 4 * 80_000;
                }
                assertEquals(readAhead > 0, isAhead, allocator.getAllocatedMemory() + " bytes");
            }
        }
    }

    @Test
    void closingAmongManyFilesEndsWhatIsDecodedAhead() throws IOException {
        writeNumbers(IntStream.range(0, 20).map(file -> 1000).toArray());
        for (int taken = 0; taken < 12; taken += 3) {
            ParquetReadOptions options = ParquetReadOptions.read().threads(3).rowsPerBatch(700);
            try (BatchStream stream =
                    ParquetFiles.open(List.of(folder), options).read(allocator)) {
                for (int i = 0; i < taken; i++) {
                    stream.next().close();
                }
            }
            assertEquals(0, allocator.getAllocatedMemory());
        }
    }

    @Test
    void allTypesAreJoinedAndDictionariesUnified() throws IOException {
        List<Batch> written = new ArrayList<>();
        for (int file = 0; file < 12; file++) {
            Batch batch = RandomBatches.of(MANY_TYPES, 90, Nulls.SOME, file, allocator);
            write(file + ".parquet", batch, 40);
            written.add(batch);
        }
        for (int rowsPerBatch : new int[] {250, 64, 5000}) {
            List<Batch> read = read(ParquetReadOptions.read().threads(2).rowsPerBatch(rowsPerBatch));
            assertEquals((12 * 90 + rowsPerBatch - 1) / rowsPerBatch, read.size());
            requireSame(written, read);
            read.forEach(Batch::close);
        }
        List<Batch> kept = read(ParquetReadOptions.read().keepDictionaries().unionSchemas());
        assertEquals(1, kept.size());
        assertNotNull(kept.get(0).column("utf8").getField().getDictionary());
        kept.forEach(Batch::close);
        written.forEach(Batch::close);
    }

    private static void requireSame(List<Batch> written, List<Batch> read) {
        int next = 0;
        long at = 0;
        for (Batch batch : read) {
            for (long row = 0; row < batch.rows(); ) {
                Batch expected = written.get(next);
                long rows = Math.min(expected.rows() - at, batch.rows() - row);
                try (Batch part = batch.slice(row, rows)) {
                    BatchAssertions.assertEqualValues(expected, at, rows, part, "file " + next + " from row " + at);
                }
                row += rows;
                at = at + rows == expected.rows() ? 0 : at + rows;
                next += at == 0 ? 1 : 0;
            }
        }
        assertEquals(written.size(), next);
    }

    /** Indices of 8 bits reach 128 values: what two files have together may be more. */
    @Test
    void dictionariesBeyondTheReachOfTheirIndicesEndABatch() throws IOException {
        Field coded = ArrowTypes.encoded("coded", new ArrowType.Int(64, true), 1, 8);
        List<Batch> written = new ArrayList<>();
        for (int file = 0; file < 12; file++) {
            Batch batch = RandomBatches.of(List.of(coded), 300, Nulls.NONE, file, allocator);
            write(file + ".parquet", batch, 300);
            written.add(batch);
        }
        List<Batch> read = read(ParquetReadOptions.read().rowsPerBatch(100_000));
        requireSame(written, read);
        read.forEach(Batch::close);
        written.forEach(Batch::close);
    }

    @Test
    void anErrorInALaterFileLeavesNothingBehind() throws IOException {
        writeNumbers(100, 100, 100);
        Path last = folder.resolve("p=1/2.parquet");
        byte[] bytes = Files.readAllBytes(last);
        for (int i = 4; i < 20; i++) {
            bytes[i] = -1;
        }
        Files.write(last, bytes);
        for (int threads = 1; threads < 3; threads++) {
            ParquetReadOptions options =
                    ParquetReadOptions.read().threads(threads).rowsPerBatch(150);
            try (BatchStream stream =
                    ParquetFiles.open(List.of(folder), options).read(allocator)) {
                stream.next().close();
                String message =
                        assertThrows(CorruptFileException.class, stream::next).getMessage();
                assertTrue(message.startsWith(last.toString()), message);
                assertThrows(CorruptFileException.class, stream::next);
            }
        }
        List<Long> sizes = sizes(ParquetReadOptions.read().skipBadFiles(1).rowsPerBatch(150), 1);
        assertEquals(List.of(150L, 50L), sizes);
    }
}
