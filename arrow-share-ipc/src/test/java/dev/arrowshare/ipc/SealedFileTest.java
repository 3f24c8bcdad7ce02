package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a published file is, and how it is opened. */
class SealedFileTest {
    private static final long SEED = 17;

    @TempDir
    Path folder;

    private BufferAllocator allocator;
    private Path path;
    private final List<BlockLocation> blocks = new ArrayList<>();

    @BeforeEach
    void write() {
        allocator = Allocators.child("sealed");
        path = folder.resolve("sealed.arrow");
        try (Batch batch = RandomBatches.of(ArrowTypes.flat(), 500, Nulls.SOME, SEED, allocator);
                ArrowFileWriter writer = ArrowFileWriter.create(path, batch.schema(), ArrowWriteOptions.defaults())) {
            for (int i = 0; i < 3; i++) {
                blocks.add(writer.append(batch));
            }
            writer.publish(Map.of());
        }
    }

    @AfterEach
    void nothingStaysAllocated() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    private static ByteBuffer flatbuffer(byte[] bytes, long offset, int length) {
        return ByteBuffer.wrap(bytes, Math.toIntExact(offset), length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void isOfVersion5AndUncompressedWithBuffersAtMultiplesOf64() throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        int tail = bytes.length - ArrowFormat.TAIL_BYTES;
        int length = flatbuffer(bytes, tail, Integer.BYTES).getInt();
        Footer footer = Footer.getRootAsFooter(flatbuffer(bytes, tail - length, length));
        assertEquals(MetadataVersion.V5, footer.version());
        for (BlockLocation block : blocks) {
            Message message =
                    Message.getRootAsMessage(flatbuffer(bytes, block.offset() + 8, block.metadataLength() - 8));
            assertEquals(MetadataVersion.V5, message.version());
            RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
            assertEquals(null, batch.compression(), "compression");
            long body = block.offset() + block.metadataLength();
            for (int i = 0; i < batch.buffersLength(); i++) {
                Buffer buffer = batch.buffers(i);
                assertEquals(0, (body + buffer.offset()) % ArrowFormat.BUFFER_ALIGNMENT, "buffer " + i);
            }
        }
    }

    @Test
    void isOpenedWithoutALookAtItsBlocks() throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        int damaged = Math.toIntExact(blocks.get(1).offset());
        Arrays.fill(bytes, damaged, damaged + blocks.get(1).metadataLength(), (byte) 0x5a);
        Files.write(path, bytes);
        try (ArrowFile file = ArrowFile.open(path)) {
            for (int good : new int[] {0, 2}) {
                try (Batch batch = file.batch(good, allocator)) {
                    assertEquals(500, batch.rows());
                }
            }
            CorruptFileException failure = assertThrows(CorruptFileException.class, () -> file.batch(1, allocator));
            assertTrue(failure.getMessage().startsWith(path.toString()), failure.getMessage());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void isVerifiedByWhatTheFileHasAndNotByWhatIsMapped() {
        try (ArrowFile file = ArrowFile.open(path);
                Batch batch = file.batch(0, allocator)) {
            BigIntVector numbers = batch.column("int64", BigIntVector.class);
            numbers.getDataBuffer().setLong(0, numbers.getDataBuffer().getLong(0) + 1);
            assertTrue(file.dirtyBytes() > 0);
            file.verify();
        }
    }

    /** Where root may write anyway, the file lies on a mount of its own, which cannot be written to. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void isMappedReadOnlyWhereItMayOnlyBeRead() throws Exception {
        byte[] before = Files.readAllBytes(path);
        assertTrue(mapping().startsWith("rw-p"), "of a file that may be written: " + mapping());
        assertTrue(path.toFile().setReadOnly());
        boolean mounted = Files.isWritable(path) && run("mount", "--bind", path.toString(), path.toString());
        try {
            assumeTrue(!mounted || run("mount", "-o", "remount,ro,bind", path.toString()), "cannot remount");
            assumeTrue(!Files.isWritable(path), "this user may write to every file, and cannot mount");
            assertTrue(mapping().startsWith("r--"), "of a file that may only be read: " + mapping());
            assertArrayEquals(before, Files.readAllBytes(path));
        } finally {
            if (mounted) {
                run("umount", path.toString());
            }
        }
    }

    /** What the pages of a batch may be used for, as the system says. */
    private String mapping() throws IOException {
        try (ArrowFile file = ArrowFile.open(path);
                Batch batch = file.batch(0, allocator)) {
            assertEquals(500, batch.rows());
            return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                    .filter(line -> line.endsWith(path.toString()))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(' ') + 1))
                    .orElse("not mapped");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
