package dev.arrowshare.parquet.page;

import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.parquet.crypto.ModuleCipher;
import dev.arrowshare.parquet.crypto.ModuleCipher.Mode;
import dev.arrowshare.parquet.crypto.ModuleKind;
import dev.arrowshare.parquet.crypto.TamperedModuleException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What of a chunk is encrypted and stands apart from its pages: bloom filters and page indexes. */
final class EncryptedModules {
    private static final int BYTES_LIMIT = 128 << 20;

    private final InputChannel file;
    private final long end;
    private final ChunkCrypto crypto;
    private final String where;
    private final ModuleCipher cipher = new ModuleCipher();

    /**
     * @param end of what may be read of the file
     * @param where begins messages
     */
    EncryptedModules(InputChannel file, long end, ChunkCrypto crypto, String where) {
        this.file = file;
        this.end = end;
        this.crypto = crypto;
        this.where = where;
    }

    /** Bytes in the file of a module with this content. */
    static long fileBytes(byte[] content) {
        return content.length + (long) Mode.GCM.extraBytes();
    }

    /** The content of the module that begins there. */
    byte[] read(long offset, ModuleKind kind) {
        long length = Integer.toUnsignedLong(buffer(offset, ModuleCipher.LENGTH_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt());
        byte[] module = buffer(offset, length + ModuleCipher.LENGTH_BYTES).array();
        try {
            return cipher.open(crypto.key(), crypto.place().of(kind), module);
        } catch (TamperedModuleException e) {
            throw new CorruptFileException(where + e.getMessage(), e);
        }
    }

    private ByteBuffer buffer(long offset, long bytes) {
        if (offset < 0 || bytes > Math.min(BYTES_LIMIT, end - offset)) {
            throw new CorruptFileException(
                    where + "lies at " + offset + " with " + bytes + " bytes, the footer begins at " + end);
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) bytes);
        file.read(offset, buffer);
        return buffer.flip();
    }
}
