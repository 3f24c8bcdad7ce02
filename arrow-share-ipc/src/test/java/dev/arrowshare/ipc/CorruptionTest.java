package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CorruptionTest {
    private static final long SEED = 1_234;
    private static final int MUTATIONS = 500;

    private final BufferAllocator allocator = Allocators.root().newChildAllocator("corruption", 0, 64 << 20);

    @TempDir
    private Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    private byte[] file(Compression compression) throws IOException {
        Path path = folder.resolve("good.arrow");
        try (Batch batch = RandomBatches.of(ArrowTypes.all(), 40, Nulls.SOME, SEED, allocator);
                ArrowFileWriter writer = ArrowFileWriter.create(
                        path, batch.schema(), ArrowWriteOptions.defaults().compression(compression))) {
            writer.append(batch);
            writer.publish(Map.of("some", "note"));
        }
        return Files.readAllBytes(path);
    }

    private byte[] stream() throws IOException {
        Path path = folder.resolve("good.arrows");
        try (Batch batch = RandomBatches.of(ArrowTypes.all(), 40, Nulls.SOME, SEED, allocator);
                ArrowStreamWriter writer =
                        ArrowStreamWriter.create(path, batch.schema(), ArrowWriteOptions.defaults())) {
            writer.append(batch);
            writer.publish();
        }
        return Files.readAllBytes(path);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void flippedBitsOfAFileAreRefusedOrRead(Compression compression) throws IOException {
        byte[] good = file(compression);
        Random random = new Random(SEED);
        assertTimeoutPreemptively(Duration.ofMinutes(4), () -> {
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] bad = good.clone();
                int flips = 1 + random.nextInt(3);
                for (int flip = 0; flip < flips; flip++) {
                    bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                }
                readFile(bad, "mutation " + i + " seed=" + SEED);
            }
        });
    }

    /** Bytes of the footer, one after the other, replaced by values that hurt most. */
    @Test
    void everyByteOfTheFooterMayBeAnything() throws IOException {
        byte[] good = file(Compression.NONE);
        int tail = good.length - ArrowFormat.TAIL_BYTES;
        int length = (good[tail] & 255) | ((good[tail + 1] & 255) << 8) | ((good[tail + 2] & 255) << 16);
        assertTimeoutPreemptively(Duration.ofMinutes(4), () -> {
            for (int at = tail - length; at < good.length; at += 17) {
                for (int value : new int[] {0, 0xFF, 0x7F, 0x80}) {
                    byte[] bad = good.clone();
                    bad[at] = (byte) value;
                    readFile(bad, "byte " + at + " = " + value);
                }
            }
        });
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        byte[] good = file(Compression.NONE);
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            Path path = Files.write(folder.resolve("bad.arrow"), Arrays.copyOf(good, random.nextInt(good.length)));
            CorruptFileException e = assertThrows(
                    CorruptFileException.class, () -> ArrowFile.open(path).close());
            assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
        }
    }

    @Test
    void flippedBitsAndMissingEndsOfAStreamAreRefusedOrRead() throws IOException {
        byte[] good = stream();
        Random random = new Random(SEED);
        assertTimeoutPreemptively(Duration.ofMinutes(4), () -> {
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] bad = i % 4 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
                if (i % 4 != 0) {
                    bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                }
                readStream(bad, "mutation " + i + " seed=" + SEED);
            }
        });
    }

    private void readFile(byte[] bytes, String message) throws IOException {
        Path path = Files.write(folder.resolve("bad.arrow"), bytes);
        expectRefusalOrSuccess(path, message, () -> {
            try (ArrowFile file = ArrowFile.open(path)) {
                for (int i = 0; i < Math.min(2, file.batchCount()); i++) {
                    try (Batch batch = file.batch(i, allocator)) {
                        assertTrue(batch.rows() >= 0);
                    }
                    file.validate(i);
                }
                file.metadata();
                file.fingerprint();
                file.rows();
            }
        });
    }

    private void readStream(byte[] bytes, String message) throws IOException {
        Path path = Files.write(folder.resolve("bad.arrows"), bytes);
        expectRefusalOrSuccess(path, message, () -> {
            try (ArrowStream stream = ArrowStream.open(path)) {
                for (Batch batch = stream.next(allocator); batch != null; batch = stream.next(allocator)) {
                    batch.close();
                }
            }
        });
    }

    private void expectRefusalOrSuccess(Path path, String message, Runnable read) {
        long before = allocator.getAllocatedMemory();
        try {
            read.run();
        } catch (CorruptFileException | UnsupportedFeatureException e) {
            assertTrue(e.getMessage().startsWith(path + ": "), message + ": " + e.getMessage());
        } catch (OutOfMemoryException e) {
            // The allocator's limit, met by a length that was made larger.
            assertTrue(e.getMessage() != null, message);
        } catch (RuntimeException e) {
            throw new AssertionError(message, e);
        }
        assertEquals(before, allocator.getAllocatedMemory(), message);
    }

    @Test
    void otherFilesAreRefusedByWhatTheyAre() throws IOException {
        assertRefused("FEA1 and more bytes of it", "Feather V1", UnsupportedFeatureException.class);
        assertRefused("PAR1 and more bytes of it", "Parquet", CorruptFileException.class);
        assertRefused("", "too few", CorruptFileException.class);
        assertRefused("nothing in particular, but long", "does not begin with ARROW1", CorruptFileException.class);
        Path stream = Files.write(folder.resolve("stream.arrow"), stream());
        assertRefused(stream, "read it with ArrowStream", CorruptFileException.class);
        assertRefused(folder.resolve("missing.arrow"), "no such file", ArrowShareException.class);
        Path file = Files.write(folder.resolve("file.arrows"), file(Compression.NONE));
        CorruptFileException e = assertThrows(
                CorruptFileException.class, () -> ArrowStream.open(file).close());
        assertTrue(e.getMessage().contains("read it with ArrowFile"), e.getMessage());
    }

    private void assertRefused(String text, String reason, Class<? extends ArrowShareException> type)
            throws IOException {
        assertRefused(Files.write(folder.resolve("x.arrow"), text.getBytes(StandardCharsets.US_ASCII)), reason, type);
    }

    private static void assertRefused(Path path, String reason, Class<? extends ArrowShareException> type) {
        ArrowShareException e = assertThrows(type, () -> ArrowFile.open(path).close());
        assertTrue(e.getMessage().startsWith(path + ": ") && e.getMessage().contains(reason), e.getMessage());
    }

    @Test
    void verifyNamesTheBlockThatDiffers() throws IOException {
        Path path = folder.resolve("three.arrow");
        BlockLocation second;
        try (Batch batch = RandomBatches.of(ArrowTypes.flat(), 500, Nulls.SOME, SEED, allocator);
                ArrowFileWriter writer = ArrowFileWriter.create(path, batch.schema(), ArrowWriteOptions.defaults())) {
            writer.append(batch);
            second = writer.append(batch);
            writer.append(batch);
            writer.publish(Map.of());
        }
        byte[] bytes = Files.readAllBytes(path);
        bytes[(int) (second.offset() + second.metadataLength() + 5)] ^= 1;
        Files.write(path, bytes);
        try (ArrowFile file = ArrowFile.open(path)) {
            CorruptFileException e = assertThrows(CorruptFileException.class, file::verify);
            assertTrue(e.getMessage().startsWith(path + ": batch 1 (bytes " + second.offset()), e.getMessage());
        }
    }
}
