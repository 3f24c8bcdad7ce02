package dev.arrowshare.parquet;

import dev.arrowshare.parquet.crypto.ModuleCipher;
import dev.arrowshare.parquet.crypto.ModuleKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;

/**
 * One page after the other, encrypted: of a page V2 the levels with the values, as the format says.
 *
 * <p><b>Threads:</b> for one thread at a time.
 *
 * <p><b>Ownership:</b> its memory, as large as the largest page so far, serves for all.
 */
final class SealedPage {
    private final ModuleCipher cipher = new ModuleCipher();
    private final CRC32 crc = new CRC32();
    private byte[] body = new byte[0];
    private byte[] module = new byte[0];
    private byte[] header = new byte[0];
    private int moduleBytes;
    private int headerGrowth;

    /**
     * Encrypts a page.
     *
     * @param dataPage its number among the chunk's pages of data; -1 for the dictionary
     */
    void seal(RowGroupBytes from, long offset, int bytes, FileEncryption.Chunk crypto, int dataPage)
            throws IOException {
        boolean isDictionary = dataPage < 0;
        int page = Math.max(0, dataPage);
        read(from, offset, bytes);
        ByteArrayInputStream stored = new ByteArrayInputStream(body, 0, bytes);
        PageHeader parsed = Util.readPageHeader(stored);
        int bodyBytes = stored.available();
        int headerBytes = bytes - bodyBytes;
        System.arraycopy(body, headerBytes, body, 0, bodyBytes);
        seal(crypto, isDictionary ? ModuleKind.DICTIONARY_PAGE : ModuleKind.DATA_PAGE, page, bodyBytes);
        parsed.setCompressed_page_size(moduleBytes).setCrc((int) crc.getValue());
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        Util.writePageHeader(parsed, head);
        ModuleKind kind = isDictionary ? ModuleKind.DICTIONARY_PAGE_HEADER : ModuleKind.DATA_PAGE_HEADER;
        header = cipher.seal(crypto.key(), crypto.place().of(kind, page), head.toByteArray());
        headerGrowth = header.length - headerBytes;
    }

    private void read(RowGroupBytes from, long offset, int bytes) throws IOException {
        if (bytes > body.length) {
            body = new byte[bytes];
        }
        from.read(offset, body, bytes);
    }

    private void seal(FileEncryption.Chunk crypto, ModuleKind kind, int page, int bytes) {
        int room = bytes + crypto.pages().extraBytes();
        if (room > module.length) {
            module = new byte[room];
        }
        moduleBytes = cipher.seal(crypto.pages(), crypto.key(), crypto.place().of(kind, page), body, bytes, module);
        crc.reset();
        crc.update(module, 0, moduleBytes);
    }

    void writeTo(TargetFile file) {
        file.append(header, header.length);
        file.append(module, moduleBytes);
    }

    /** By how many bytes the header has grown. */
    int headerGrowth() {
        return headerGrowth;
    }
}
