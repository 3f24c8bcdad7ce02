package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.OpenResources;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.BatchAssertions;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LifetimeTest {
    private static final Field NUMBER = ArrowTypes.leaf("number", new ArrowType.Int(64, true));

    private final BufferAllocator allocator = Allocators.child("lifetime");

    @TempDir
    private Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    private BigIntVector numbers(int rows, long first) {
        BigIntVector vector = new BigIntVector("number", allocator);
        vector.allocateNew(rows);
        for (int i = 0; i < rows; i++) {
            vector.set(i, first + i);
        }
        vector.setValueCount(rows);
        return vector;
    }

    private Path write(int batches, int rows) {
        Path path = folder.resolve("numbers.arrow");
        try (Batch batch = Batch.of(rows, numbers(rows, 0));
                ArrowFileWriter writer = ArrowFileWriter.create(path, batch.schema(), ArrowWriteOptions.defaults())) {
            for (int i = 0; i < batches; i++) {
                writer.append(batch);
            }
            writer.publish(Map.of("source", "a test"));
        }
        return path;
    }

    @Test
    void closingWhileOthersReadIsSafe() throws Exception {
        Path path = write(20, 5_000);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 50; round++) {
                ArrowFile file = ArrowFile.open(path);
                CountDownLatch started = new CountDownLatch(4);
                List<Future<Integer>> readers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    readers.add(threads.submit(reader(file, started)));
                }
                started.await();
                file.close();
                for (Future<Integer> reader : readers) {
                    assertTrue(reader.get(20, TimeUnit.SECONDS) >= 0);
                }
            }
        } finally {
            threads.shutdown();
            assertTrue(threads.awaitTermination(20, TimeUnit.SECONDS));
        }
    }

    /** Reads until the file is closed; every batch that it got must read right to its end. */
    private Callable<Integer> reader(ArrowFile file, CountDownLatch started) {
        return () -> {
            int batches = 0;
            started.countDown();
            while (true) {
                try (Batch batch = file.batch(batches % file.batchCount(), allocator)) {
                    BigIntVector numbers = batch.column("number", BigIntVector.class);
                    for (int i = 0; i < numbers.getValueCount(); i++) {
                        if (numbers.get(i) != i) {
                            throw new AssertionError("row " + i + " is " + numbers.get(i));
                        }
                    }
                    batches++;
                } catch (ClosedException closed) {
                    return batches;
                }
            }
        };
    }

    @Test
    void aClosedFileSaysSoAndItsBatchesLive() {
        ArrowFile file = ArrowFile.open(write(1, 100));
        try (Batch batch = file.batch(0, allocator)) {
            file.retain().close();
            file.close();
            file.close();
            assertEquals(99, batch.column("number", BigIntVector.class).get(99));
            for (Runnable use : List.<Runnable>of(
                    () -> file.batch(0, allocator),
                    file::rows,
                    file::metadata,
                    file::verify,
                    file::retain,
                    file::dirtyBytes,
                    () -> file.location(0),
                    file::fingerprint)) {
                ClosedException e = assertThrows(ClosedException.class, use::run);
                assertTrue(e.getMessage().contains("closed"), e.getMessage());
            }
        }
    }

    @Test
    void anOpenFileIsReportedWithTheLineThatOpenedIt() {
        try (ArrowFile file = ArrowFile.open(write(1, 1))) {
            assertTrue(OpenResources.report().stream()
                    .anyMatch(line -> line.contains(file.path().toString()) && line.contains("LifetimeTest")));
        }
        assertFalse(OpenResources.report().stream().anyMatch(line -> line.contains("numbers.arrow")));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aStrayWriteHarmsNeitherTheJvmNorTheFileAndShows() throws IOException {
        Path path = write(2, 10_000);
        byte[] before = Files.readAllBytes(path);
        try (ArrowFile file = ArrowFile.open(path)) {
            try (Batch batch = file.batch(1, allocator)) {
                assertEquals(0, file.dirtyBytes());
                batch.column("number", BigIntVector.class).set(5_000, 42);
                assertTrue(file.dirtyBytes() > 0, () -> "dirty bytes " + file.dirtyBytes());
            }
            try (GrowingArrowFile follower = ArrowFile.follow(path);
                    Batch same = follower.batch(file.location(1), allocator)) {
                assertEquals(0, follower.dirtyBytes());
                assertEquals(5_000, same.column("number", BigIntVector.class).get(5_000));
                same.column("number", BigIntVector.class).set(0, 42);
                assertTrue(follower.dirtyBytes() > 0);
            }
        }
        assertArrayEquals(before, Files.readAllBytes(path));
    }

    @Test
    void aFollowerReadsWhatIsWrittenSoFar() {
        Path path = folder.resolve("growing.arrow");
        try (ArrowFileWriter writer =
                ArrowFileWriter.create(path, new Schema(List.of(NUMBER)), ArrowWriteOptions.defaults())) {
            try (GrowingArrowFile file = ArrowFile.follow(writer.writingTo())) {
                for (int i = 0; i < 1_500; i++) {
                    try (Batch batch = Batch.of(3, numbers(3, i))) {
                        BlockLocation block = writer.append(batch);
                        try (Batch same = file.batch(block, allocator)) {
                            assertEquals(
                                    i + 2L,
                                    same.column("number", BigIntVector.class).get(2));
                            assertTrue(same.mappedBytes() > 0);
                        }
                        file.validate(block);
                    }
                }
                assertEquals(0, file.dirtyBytes());
            }
            writer.publish(Map.of());
        }
        try (ArrowFile file = ArrowFile.open(path)) {
            assertEquals(1_500, file.batchCount());
            assertEquals(4_500, file.rows());
            file.verify();
        }
    }

    @Test
    void aWriterThatDoesNotPublishLeavesTheOldFileAndNothingElse() throws IOException {
        Path path = write(1, 10);
        byte[] old = Files.readAllBytes(path);
        try (Batch batch = Batch.of(1, numbers(1, 0));
                ArrowFileWriter writer = ArrowFileWriter.create(path, batch.schema(), ArrowWriteOptions.defaults())) {
            writer.append(batch);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(writer.writingTo())));
        }
        assertArrayEquals(old, Files.readAllBytes(path));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(path), files.toList());
        }
    }

    @Test
    void aWriterRefusesWhatItCannotDo() {
        Path path = folder.resolve("refused.arrow");
        try (Batch batch = Batch.of(1, numbers(1, 0));
                Batch other = batch.rename("number", "count");
                ArrowFileWriter writer = ArrowFileWriter.create(path, batch.schema(), ArrowWriteOptions.defaults())) {
            IllegalArgumentException key =
                    assertThrows(IllegalArgumentException.class, () -> writer.publish(Map.of("arrowshare.rows", "7")));
            assertTrue(key.getMessage().contains("'arrowshare.rows'"), key.getMessage());
            SchemaMismatchException e = assertThrows(SchemaMismatchException.class, () -> writer.append(other));
            assertEquals("the batch has columns [count int64], the file has [number int64]", e.getMessage());
            assertThrows(ArrowShareException.class, () -> writer.append(batch));
        }
        Path nowhere = folder.resolve("no/such/folder/x.arrow");
        ArrowShareException e = assertThrows(
                ArrowShareException.class,
                () -> ArrowFileWriter.create(nowhere, new Schema(List.of(NUMBER)), ArrowWriteOptions.defaults()));
        assertTrue(e.getMessage().contains("there is no folder"), e.getMessage());
    }

    @Test
    void whatTheFileSaysAboutItself() {
        Path path = write(3, 10);
        try (ArrowFile file = ArrowFile.open(path)) {
            assertEquals(3, file.batchCount());
            assertEquals(30, file.rows());
            assertEquals(10, file.rows(2));
            assertEquals(Map.of("source", "a test"), file.metadata());
            assertTrue(file.fingerprint().matches("[0-9a-f]{16}"));
            assertEquals(path, file.path());
            String fingerprint = file.fingerprint();
            try (ArrowFile again = ArrowFile.open(write(3, 10))) {
                assertEquals(fingerprint, again.fingerprint());
            }
            try (ArrowFile longer = ArrowFile.open(write(4, 10))) {
                assertFalse(fingerprint.equals(longer.fingerprint()));
            }
            NoSuchColumnException e =
                    assertThrows(NoSuchColumnException.class, () -> file.batch(0, List.of("nr"), allocator));
            assertEquals("no column 'nr'; columns are [number int64]", e.getMessage());
            assertThrows(IndexOutOfBoundsException.class, () -> file.batch(3, allocator));
        }
    }

    @Test
    void slicesAreWrittenWithoutWhatTheyLeaveOut() throws IOException {
        long seed = 8;
        for (Field field : ArrowTypes.allAndDuplicateNames()) {
            Path path = folder.resolve("slice.arrow");
            Path whole = folder.resolve("whole.arrow");
            try (Batch batch = RandomBatches.of(field, 3_000, Nulls.SOME, seed, allocator);
                    Batch slice = batch.slice(1_237, 301)) {
                write(path, slice);
                write(whole, batch);
                try (ArrowFile file = ArrowFile.open(path);
                        Batch back = file.batch(0, allocator)) {
                    BatchAssertions.assertEqualValues(slice, back, field + " seed=" + seed);
                    file.validate();
                }
                assertTrue(Files.size(path) <= Files.size(whole), field + ": " + Files.size(path));
            }
        }
    }

    private static void write(Path path, Batch batch) {
        try (ArrowFileWriter writer = ArrowFileWriter.create(path, batch.schema(), ArrowWriteOptions.defaults())) {
            writer.append(batch);
            writer.publish(Map.of());
        }
    }

    @Test
    void aMillionRowsOfFourTypesComeBack() {
        long seed = 5;
        for (String type : List.of("int64", "utf8", "bool", "list")) {
            Field field = ArrowTypes.named(type);
            Path path = folder.resolve("million.arrow");
            try (Batch batch = RandomBatches.of(field, 1_000_000, Nulls.SOME, seed, allocator)) {
                write(path, batch);
                try (ArrowFile file = ArrowFile.open(path);
                        Batch back = file.batch(0, allocator)) {
                    BatchAssertions.assertEqualValues(batch, back, type + " seed=" + seed);
                }
            }
        }
    }
}
