package dev.arrowshare.ipc.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.ClosedException;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.ipc.map.FileMapping.Limits;
import dev.arrowshare.memory.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.arrow.memory.ArrowBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

class FileMappingTest {
    private static final long GIB = 1L << 30;
    private static final Limits JAVA_17 = new Limits(Integer.MAX_VALUE, false);

    @TempDir
    private Path folder;

    /** A sparse file with a number at the beginning of each of its pages asked for. */
    private Path file(long bytes, long... offsets) throws IOException {
        Path path = folder.resolve("sparse");
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), bytes - 1);
            for (long offset : offsets) {
                ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                channel.write(number.putLong(offset).flip(), offset);
            }
        }
        return path;
    }

    private static void assertReads(FileMapping mapping, long offset, long bytes) {
        Window window = mapping.window(offset, bytes);
        assertEquals(offset, Memory.getLong(window.address(offset)));
        assertEquals(offset, mapping.offsetOf(window.address(offset), bytes));
        window.release();
    }

    @Test
    void aFileOfOver2GiBIsReadInWindowsFromBothEnds() throws IOException {
        long[] offsets = {5 * GIB - 8192, 4 * GIB + 4096, 3 * GIB, 2 * GIB + 12288, GIB - 4096, 4096};
        try (FileMapping mapping = FileMapping.open(file(5 * GIB, offsets), false, JAVA_17)) {
            for (long offset : offsets) {
                assertReads(mapping, offset, 4096);
            }
            for (int i = offsets.length - 1; i >= 0; i--) {
                assertReads(mapping, offsets[i], 4096);
            }
            assertReads(mapping, GIB - 4096, 2 * GIB - 8192);
            assertTrue(mapping.mapsInOnePiece(GIB));
            assertTrue(!mapping.mapsInOnePiece(GIB + 1));
        }
    }

    @Test
    void aBufferOver2GiBIsRefusedOnJava17NamingTheOneThatCan() throws IOException {
        try (FileMapping mapping = FileMapping.open(file(5 * GIB), false, JAVA_17)) {
            Refused e = assertThrows(Refused.class, () -> mapping.window(4096, 2 * GIB));
            assertTrue(e.getMessage().contains("2147483648 bytes at 4096"), e.getMessage());
            assertTrue(e.getMessage().contains("Java 22 and newer can"), e.getMessage());
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_22)
    void newerJavaMapsAFileOfAnySizeInOnePiece() throws IOException {
        try (FileMapping mapping = FileMapping.open(file(5 * GIB, 4 * GIB))) {
            assertReads(mapping, 4 * GIB, 4096);
            mapping.window(0, 5 * GIB).release();
        }
    }

    @Test
    void backwardsThroughAGigabyteMakesTwoWindows() throws IOException {
        long[] offsets = new long[200];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (offsets.length - i) * 4096L;
        }
        List<Window> held = new ArrayList<>();
        try (FileMapping mapping = FileMapping.open(file(3 * GIB, offsets), false, JAVA_17)) {
            for (long offset : offsets) {
                held.add(mapping.window(offset, 4096));
            }
            assertEquals(2, held.stream().distinct().count());
            held.forEach(Window::release);
        }
    }

    @Test
    void aFollowerMapsNoFurtherThanTheFileReaches() throws IOException {
        Path path = file(8192, 4096);
        try (FileMapping mapping = FileMapping.growing(path)) {
            assertReads(mapping, 4096, 4096);
            assertThrows(Refused.class, () -> mapping.window(4096, 8192));
            file(16384, 4096, 8192);
            assertReads(mapping, 8192, 8192);
            assertReads(mapping, 4096, 8192);
        }
    }

    @Test
    void aFollowerLetsGoOfWindowsAfterTheirLastReader() throws IOException {
        long block = 32 << 20;
        long[] offsets = LongStream.range(0, 32).map(index -> index * block).toArray();
        try (FileMapping mapping = FileMapping.growing(file(GIB, offsets))) {
            mapping.keepMapped(4 * block);
            Window held = mapping.window(0, block);
            for (long offset : offsets) {
                Window window = mapping.window(offset, block);
                assertEquals(offset, Memory.getLong(window.address(offset)));
                assertTrue(
                        mapping.mappedBytes() <= 5 * block, () -> "mapped at " + offset + ": " + mapping.mappedBytes());
                window.release();
            }
            assertEquals(0, Memory.getLong(held.address(0)), "who reads keeps what is read");
            held.release();
        }
    }

    @Test
    void whatIsHeldOutlivesTheClose() throws IOException {
        FileMapping mapping = FileMapping.open(file(8192, 4096));
        ArrowBuf buffer = mapping.buffer(4096, 8);
        mapping.close();
        assertEquals(4096, buffer.getLong(0));
        buffer.getReferenceManager().release();
        assertThrows(ClosedException.class, () -> mapping.window(0, 8));
    }
}
