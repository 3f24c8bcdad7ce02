package dev.arrowshare.dataset.work;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * CRC-32 and length of a file, as a part of its name: published with the contents by one rename. The JVM computes this checksum with
 * instructions of its own from the first call on; others have to be compiled first.
 */
final class ContentStamp {
    private static final int STEP = 256 << 10;

    private ContentStamp() {}

    /** {@code 1c291ca3.1129000}, both hexadecimal. */
    static String of(Path file) throws IOException {
        CRC32 checksum = new CRC32();
        long bytes = 0;
        ByteBuffer step = ByteBuffer.allocateDirect(STEP);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(step) >= 0) {
                bytes += step.flip().remaining();
                checksum.update(step);
                step.clear();
            }
        }
        return HexFormat.of().toHexDigits((int) checksum.getValue()) + "." + Long.toHexString(bytes);
    }
}
