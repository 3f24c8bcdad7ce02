package dev.arrowshare.dataset.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStampTest {
    @TempDir
    private Path folder;

    private String stamp(byte... contents) throws IOException {
        return ContentStamp.of(Files.write(folder.resolve("file"), contents));
    }

    /** The check value of the CRC catalogue, and two that Python's zlib gave. */
    @Test
    void isTheChecksumAndTheLength() throws IOException {
        assertEquals("cbf43926.9", stamp("123456789".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("00000000.0", stamp());
        assertEquals("d0fdd3b3.927c0", stamp(new byte[600_000]));
    }
}
