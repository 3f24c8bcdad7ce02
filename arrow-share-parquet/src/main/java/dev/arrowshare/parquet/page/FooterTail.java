package dev.arrowshare.parquet.page;

import dev.arrowshare.error.CorruptFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import net.jpountz.xxhash.XXHashFactory;

/** The end of a file, as it stands there: the footer's bytes, what is about its encryption included. */
final class FooterTail {
    private static final String MAGIC = "PAR1";
    private static final String ENCRYPTED_MAGIC = "PARE";
    private static final int TAIL_BYTES = 8;
    private static final int LEAST_BYTES = MAGIC.length() + TAIL_BYTES;

    /** The footers of most files fit, which one request then brings. */
    private static final int FIRST_READ_BYTES = 64 << 10;

    private final Path path;
    private final long fileBytes;
    private final boolean isEncrypted;
    private final byte[] bytes;

    private FooterTail(Path path, long fileBytes, boolean isEncrypted, byte[] bytes) {
        this.path = path;
        this.fileBytes = fileBytes;
        this.isEncrypted = isEncrypted;
        this.bytes = bytes;
    }

    static FooterTail read(InputChannel channel) {
        Path path = channel.path();
        long bytes = channel.size();
        if (bytes < LEAST_BYTES) {
            throw new CorruptFileException(
                    path + ": has " + bytes + " bytes, a Parquet file has at least " + LEAST_BYTES);
        }
        byte[] tail = read(channel, bytes, (int) Math.min(bytes, FIRST_READ_BYTES));
        int footerBytes = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(tail.length - TAIL_BYTES);
        String magic = new String(tail, tail.length - MAGIC.length(), MAGIC.length(), StandardCharsets.ISO_8859_1);
        if (!magic.equals(MAGIC) && !magic.equals(ENCRYPTED_MAGIC)) {
            throw new CorruptFileException(
                    path + ": does not end in " + MAGIC + "; it is no Parquet file, or was cut off");
        }
        if (footerBytes <= 0 || footerBytes > bytes - LEAST_BYTES) {
            throw new CorruptFileException(path + ": its footer claims " + footerBytes + " bytes, the file has "
                    + (bytes - LEAST_BYTES) + " for it; was it cut off?");
        }
        int end = tail.length - TAIL_BYTES;
        byte[] footer = footerBytes <= end
                ? Arrays.copyOfRange(tail, end - footerBytes, end)
                : read(channel, bytes - TAIL_BYTES, footerBytes);
        return new FooterTail(path, bytes, magic.equals(ENCRYPTED_MAGIC), footer);
    }

    /** So many bytes, up to that position. */
    private static byte[] read(InputChannel channel, long end, int bytes) {
        byte[] result = new byte[bytes];
        channel.read(end - bytes, ByteBuffer.wrap(result));
        return result;
    }

    Path path() {
        return path;
    }

    /** The file's length. */
    long fileBytes() {
        return fileBytes;
    }

    /** Whether the magic number says so. */
    boolean isEncrypted() {
        return isEncrypted;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the footer begins in the file. */
    long offset() {
        return fileBytes - TAIL_BYTES - bytes.length;
    }

    /** XXH64 of the footer's bytes. */
    long hash() {
        return XXHashFactory.fastestJavaInstance().hash64().hash(bytes, 0, bytes.length, 0);
    }
}
