package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.ipc.publish.RunFolder;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a tmpfs of 4 MB and 100 files, which only root can mount. */
class StorageFullTest {
    @TempDir
    private Path folder;

    private Path small;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        small = Files.createDirectory(folder.resolve("small"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=100,mode=0700", "tmpfs", small.toString()),
                "this user cannot mount a tmpfs of 4 MB");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", small.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Test
    void aFullDiskIsAnExceptionWithFolderAndSizesAndLeavesNothing() throws IOException {
        try (BufferAllocator allocator = Allocators.child("full");
                Batch batch = Batch.of(100_000, numbers(allocator))) {
            Path target = small.resolve("large.arrow");
            StorageFullException e = assertThrows(StorageFullException.class, () -> writeTenTimes(batch, target));
            assertTrue(e.getMessage().startsWith("no space left in " + small + ": "), e.getMessage());
            assertTrue(
                    e.getMessage()
                            .matches(
                                    ".*: \\d+ bytes of large.arrow are written, at least \\d+ more are needed, \\d+ are free"),
                    e.getMessage());
        }
        try (Stream<Path> files = Files.list(small)) {
            assertEquals(0, files.count());
        }
    }

    private static void writeTenTimes(Batch batch, Path target) {
        try (ArrowFileWriter writer = ArrowFileWriter.create(target, batch.schema(), ArrowWriteOptions.defaults())) {
            for (int i = 0; i < 10; i++) {
                writer.append(batch);
            }
        }
    }

    @Test
    void aRunThatWouldNotFitIsRefusedBeforeItBegins() {
        try (RunFolder run = RunFolder.createIn(small)) {
            StorageFullException e = assertThrows(StorageFullException.class, () -> run.requireSpace(100L << 20));
            assertTrue(e.getMessage().contains("(tmpfs): some 104857600 bytes are needed"), e.getMessage());
        }
    }

    @Test
    void whereNoFileCanBeMadeTheDiskIsFullToo() throws IOException {
        Path target = small.resolve("one.arrow");
        takeAllFiles();
        try (BufferAllocator allocator = Allocators.child("full");
                Batch batch = Batch.of(100_000, numbers(allocator))) {
            StorageFullException e = assertThrows(StorageFullException.class, () -> writeTenTimes(batch, target));
            assertTrue(
                    e.getMessage()
                            .matches("no space left in " + small
                                    + ": not even an empty one.arrow can be made, \\d+ are free"),
                    e.getMessage());
        }
        StorageFullException e = assertThrows(
                StorageFullException.class, () -> RunFolder.createIn(small).close());
        assertTrue(
                e.getMessage()
                        .startsWith(
                                "no space left in " + small + ": a folder for temporary files cannot be made there"),
                e.getMessage());
    }

    @Test
    void aRunFolderWithoutRoomForItsLockLeavesNothing() throws IOException {
        takeAllFiles();
        Files.delete(small.resolve("1"));
        assertThrows(StorageFullException.class, () -> RunFolder.createIn(small).close());
        try (Stream<Path> files = Files.list(small)) {
            assertTrue(files.noneMatch(file -> file.getFileName().toString().contains("run-")));
        }
    }

    private void takeAllFiles() {
        assertThrows(IOException.class, () -> {
            for (int i = 0; i < 1_000; i++) {
                Files.createFile(small.resolve(String.valueOf(i)));
            }
        });
    }

    private static BigIntVector numbers(BufferAllocator allocator) {
        BigIntVector numbers = new BigIntVector("number", allocator);
        numbers.allocateNew(100_000);
        numbers.setValueCount(100_000);
        return numbers;
    }
}
