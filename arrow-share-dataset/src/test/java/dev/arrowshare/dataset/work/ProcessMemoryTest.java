package dev.arrowshare.dataset.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ProcessMemoryTest {
    @Test
    void theRollupIsReadInBytes() {
        String rollup = """
                00400000-7fff ---p 00000000 00:00 0   [rollup]
                Rss:    900 kB
                Pss:    300 kB
                Pss_Dirty: 4 kB
                Private_Clean:   10 kB
                Private_Dirty:   20 kB
                """;

        assertEquals(new ProcessMemory(300 * 1024, 30 * 1024), ProcessMemory.parse(rollup));
    }

    @Test
    void ourOwnProcessHasMemoryAndOneThatIsGoneHasNone() {
        ProcessMemory own = ProcessMemory.of(ProcessHandle.current().pid()).orElseThrow();

        assertTrue(own.privateBytes() > 1 << 20, own.toString());
        assertTrue(own.pssBytes() >= own.privateBytes(), own.toString());
        assertTrue(ProcessMemory.of(Integer.MAX_VALUE).isEmpty());
    }

    @Test
    void theTouchedPagesOfAMappingAreFoundByItsFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("with a space");
        Files.write(file, new byte[1 << 20]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MappedByteBuffer mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, 1 << 20);
            assertEquals(0, MappingShare.of(folder.resolve(".")).residentBytes());
            mapping.load();
            MappingShare share = MappingShare.of(file);
            assertEquals(1 << 20, share.residentBytes());
            assertEquals(1 << 20, share.proportionalBytes());
            assertEquals(ByteBuffer.allocate(1).get(0), mapping.get(5));
        }
    }
}
